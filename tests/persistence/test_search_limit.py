"""Only a few searches run at once, and other requests do not wait for them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from domain.errors import Unavailable
from domain.model.page import DeliveryFilter, PageRequest
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.engine.pool import Timeouts
from persistence.reads.search_limit import AT_ONCE, OF_ONE_ACCOUNT, SearchLimit
from tests.persistence.conftest import ACCOUNTS, Observer
from tests.table_locks import WAITING, lock_table

pytestmark = pytest.mark.usefixtures("store")  # its accounts

FOREVER = 60.0
SEARCH = DeliveryFilter(text="jens")


@pytest.fixture
async def busy(database: str) -> AsyncIterator[PostgresAdapters]:
    """Adapters whose statements and searches wait without a time-out."""
    timeouts = Timeouts(read=FOREVER, lock=FOREVER, search=FOREVER)
    async with open_adapters(database, pool_size=16, timeouts=timeouts) as opened:
        yield opened


@asynccontextmanager
async def block_searches(observer: Observer) -> AsyncIterator[None]:
    """Keep searches from ending during a block."""
    async with asyncio.timeout(20), lock_table(observer.connection, "delivery"):
        yield


def sixteen_searches(store: PostgresAdapters, accounts: Sequence[str]) -> "asyncio.Future[list[object]]":
    """Run lists and counts alternately, for the accounts alternately."""
    kinds = (
        lambda account: store.reader.deliveries(account, SEARCH, PageRequest()),
        lambda account: store.reader.count_deliveries(account, SEARCH),
    )
    return asyncio.gather(
        *(kinds[number // 2 % 2](accounts[number % len(accounts)]) for number in range(16)),
        return_exceptions=True,
    )


@pytest.mark.parametrize(("accounts", "most"), [(ACCOUNTS[:1], OF_ONE_ACCOUNT), (ACCOUNTS, AT_ONCE)])
async def test_a_few_searches_run_at_once_and_the_others_hold_no_connection(
    busy: PostgresAdapters, observer: Observer, accounts: Sequence[str], most: int
) -> None:
    async with block_searches(observer):
        searches = sixteen_searches(busy, accounts)
        while await observer.value(WAITING) < most:
            pass
        assert (await busy.reader.settings("account")).country
        assert await observer.value(WAITING) == busy.database.connections.state().busy == most
    assert not [each for each in await searches if isinstance(each, Exception)]


async def test_a_search_that_waits_too_long_is_unavailable_and_sends_nothing_to_the_database(
    database: str, observer: Observer
) -> None:
    timeouts = Timeouts(read=FOREVER, lock=FOREVER, search=0.1)
    async with open_adapters(database, timeouts=timeouts) as store:
        async with block_searches(observer):
            first = asyncio.ensure_future(store.reader.count_deliveries("account", SEARCH))
            while not await observer.value(WAITING):
                pass
            asked = store.database.stats.statements
            with pytest.raises(Unavailable):
                await store.reader.deliveries("account", SEARCH, PageRequest())
            assert store.database.stats.statements == asked
        assert await first == await store.reader.count_deliveries("account", SEARCH) == 0


async def test_lists_without_words_are_not_limited(busy: PostgresAdapters) -> None:
    async with busy.reader.search_limit.acquire("account"):
        assert not (await busy.reader.deliveries("account", DeliveryFilter(text=" - "), PageRequest())).items
        assert await busy.reader.count_deliveries("account", DeliveryFilter(zip="2100")) == 0


async def test_a_cancelled_search_leaves_no_gap_in_the_queue() -> None:
    limit, order = SearchLimit(FOREVER), list[int]()

    async def search(number: int) -> None:
        async with limit.acquire("account"):
            order.append(number)
            await asyncio.sleep(0)

    waiting = [asyncio.ensure_future(search(number)) for number in range(8)]
    await asyncio.sleep(0)
    for number in (0, 1, 4):
        waiting[number].cancel()
    async with asyncio.timeout(20):
        await asyncio.gather(*waiting, return_exceptions=True)
        await search(8)
    assert order == [0, 2, 3, 5, 6, 7, 8]


async def test_an_error_of_the_search_itself_is_not_taken_for_waiting() -> None:
    with pytest.raises(TimeoutError):
        async with SearchLimit(FOREVER).acquire("account"):
            raise TimeoutError
