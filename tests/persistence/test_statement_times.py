"""A read has a shorter time-out than a statement of a command or of pruning."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from domain.errors import Unavailable
from domain.model.page import DeliveryFilter, PageRequest, SweepFilter
from domain.ports import UnitOfWork
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.commands.unit_of_work import PgUnitOfWork
from persistence.engine.database import Transaction
from persistence.engine.error_kinds import ErrorKind
from persistence.engine.pool import Timeouts
from persistence.engine.statement import Statement
from persistence.expiry import prune_keys, prune_outbox
from persistence.reads.reader import PgReader
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer, usecases_over
from tests.persistence.proxy import Line, proxy_to
from tests.table_locks import WAITING_LONG, lock_table

pytestmark = pytest.mark.usefixtures("store")  # its accounts

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
ATTRIBUTE = Statement(text("SHOW statement_timeout"))
IMPATIENT = Timeouts(read=0.1)
WAITING_FOR_A_COMMIT = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    " AND clock_timestamp() - query_start > interval '0.1s'"
)
ID = f"{1:024x}"


@pytest.fixture
async def impatient(database: str) -> AsyncIterator[PostgresAdapters]:
    """Adapters whose reads have a time-out of a tenth of a second."""
    async with open_adapters(database, pool_size=1, timeouts=IMPATIENT) as opened:
        yield opened


async def delay_beyond_a_read(observer: Observer, table: str, work: Awaitable[object]) -> None:
    """Do the work while a table is locked for longer than a read may take."""
    async with asyncio.timeout(20):
        async with lock_table(observer.connection, table):
            waiting = asyncio.ensure_future(work)
            while not await observer.value(WAITING_LONG):
                assert not waiting.done()
        await waiting


async def test_a_command_has_more_time_than_a_read_and_leaves_none_of_it_behind(
    impatient: PostgresAdapters,
) -> None:
    async def work(unit: UnitOfWork) -> str:
        assert isinstance(unit, PgUnitOfWork)
        return await read_timeout(unit.deliveries.transaction)

    async def read_timeout(source: Transaction) -> str:
        ((found,),) = await source.fetch(ATTRIBUTE)
        return str(found)

    assert await impatient.database.attempt(read_timeout) == "100ms"
    assert await impatient.ledger.run(caller(), NOW, work) == "30s"
    assert await impatient.database.attempt(read_timeout) == "100ms"


READS: dict[str, tuple[str, Callable[[PgReader], Awaitable[object]]]] = {
    "one": ("delivery", lambda reader: reader.delivery("account", ID)),
    "some": ("delivery", lambda reader: reader.deliveries_by_id("account", [ID])),
    "list": ("delivery", lambda reader: reader.deliveries("account", DeliveryFilter(), PageRequest())),
    "count": ("delivery", lambda reader: reader.count_deliveries("account", DeliveryFilter())),
    "search": ("delivery", lambda reader: reader.count_deliveries("account", DeliveryFilter(text="a"))),
    "sweeps": ("sweep", lambda reader: reader.sweeps("account", SweepFilter(), PageRequest())),
    "settings": ("account_settings", lambda reader: reader.settings("account")),
}


@pytest.mark.parametrize("kind", READS)
async def test_a_read_that_takes_too_long_is_unavailable_and_not_tried_again(
    impatient: PostgresAdapters, observer: Observer, kind: str
) -> None:
    table, read = READS[kind]
    async with lock_table(observer.connection, table):
        with pytest.raises(Unavailable):
            await read(impatient.reader)
    stats = impatient.database.stats
    assert (stats.statements, stats.faults) == (1, {ErrorKind.OVERLOAD: 1})
    await read(impatient.reader)
    assert impatient.database.connections.state().busy == 0


async def test_a_command_may_take_longer_than_a_read(impatient: PostgresAdapters, observer: Observer) -> None:
    deliveries = usecases_over(impatient).deliveries
    await delay_beyond_a_read(observer, "delivery", deliveries.create(caller(), [booking_form()]))
    assert await observer.value("SELECT count(*) FROM delivery") == 1


async def test_pruning_keys_may_take_longer_than_a_read(
    impatient: PostgresAdapters, observer: Observer
) -> None:
    await observer.rows("INSERT INTO idempotency VALUES ('account', 'old', '', '{}', '2018-01-01Z')")
    await delay_beyond_a_read(observer, "idempotency", prune_keys(impatient.database, NOW))
    assert await observer.value("SELECT count(*) FROM idempotency") == 0


async def test_pruning_the_outbox_may_take_longer_than_a_read(
    impatient: PostgresAdapters, observer: Observer
) -> None:
    old = NOW - timedelta(hours=25)
    await observer.rows("INSERT INTO outbox VALUES ('account', 1, 'delivery', $1, 'created', $2)", ID, old)
    await delay_beyond_a_read(observer, "outbox", prune_outbox(impatient.database, NOW))
    assert await observer.value("SELECT count(*) FROM outbox") == 0


async def test_waiting_for_a_commit_under_way_may_take_longer_than_a_read(
    database: str, observer: Observer
) -> None:
    async def commit_late(line: Line) -> None:
        line.abort_connection()
        while not await observer.value(WAITING_FOR_A_COMMIT):
            pass
        await line.commit()

    async with proxy_to(database) as proxy, open_adapters(proxy.dsn, timeouts=IMPATIENT) as beyond:
        proxy.deals.append(commit_late)
        await usecases_over(beyond).deliveries.create(caller(), [booking_form()])
    assert await observer.value("SELECT count(*) FROM delivery") == 1
