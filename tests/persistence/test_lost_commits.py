"""If the connection is lost between COMMIT and its answer, nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from domain.usecases import UseCases
from persistence.adapters import open_adapters
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer, usecases_over
from tests.persistence.proxy import Line, Proxy, proxy_to

pytestmark = pytest.mark.usefixtures("store")  # its accounts

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[Proxy]:
    async with proxy_to(database) as made:
        yield made


@pytest.fixture
async def beyond(proxy: Proxy) -> AsyncIterator[UseCases]:
    """The use-cases over adapters that connect to Postgres through the proxy."""
    async with open_adapters(proxy.dsn, pool_size=2) as store:
        yield usecases_over(store)


KEYS = pytest.mark.parametrize("key", [None, "order-4711"], ids=["without a key", "with a key"])


async def kept_once(observer: Observer, made: list[str]) -> None:
    assert [row["id"] for row in await observer.rows("SELECT id FROM delivery ORDER BY id")] == made
    events = await observer.rows("SELECT number, subject_id FROM event ORDER BY number")
    assert [(row["number"], row["subject_id"]) for row in events] == list(enumerate(made, 1))
    assert await observer.value("SELECT count(*) FROM outbox") == len(made)


@KEYS
async def test_a_commit_that_arrived_is_not_repeated(
    proxy: Proxy, beyond: UseCases, observer: Observer, key: str | None
) -> None:
    async def lose_the_answer(line: Line) -> None:
        await line.commit()
        line.abort_connection()

    proxy.deals.append(lose_the_answer)
    done = await beyond.deliveries.create(caller(), [booking_form()] * 3, key)
    assert not done.replayed
    await kept_once(observer, [each.id for each in done.answer.deliveries])


@KEYS
async def test_a_commit_that_got_lost_is_repeated(
    proxy: Proxy, beyond: UseCases, observer: Observer, key: str | None
) -> None:
    async def lose_the_question(line: Line) -> None:
        line.abort_connection()

    proxy.deals += [lose_the_question, lose_the_question]
    done = await beyond.deliveries.create(caller(), [booking_form()] * 3, key)
    assert not done.replayed
    await kept_once(observer, [each.id for each in done.answer.deliveries])


@KEYS
async def test_a_commit_still_under_way_is_waited_for(
    proxy: Proxy, beyond: UseCases, observer: Observer, key: str | None
) -> None:
    async def commit_late(line: Line) -> None:
        line.abort_connection()
        while not await observer.value(WAITING):
            pass
        await line.commit()

    proxy.deals.append(commit_late)
    done = await beyond.deliveries.create(caller(), [booking_form()] * 3, key)
    assert not done.replayed
    await kept_once(observer, [each.id for each in done.answer.deliveries])


async def test_a_number_that_went_to_somebody_else_proves_nothing(
    proxy: Proxy, beyond: UseCases, usecases: UseCases, observer: Observer
) -> None:
    async def let_another_go_first(line: Line) -> None:
        line.server.close()
        await usecases.deliveries.create(caller(), [booking_form()])
        line.abort_connection()

    proxy.deals.append(let_another_go_first)
    await beyond.deliveries.create(caller(), [booking_form()])
    assert await observer.value("SELECT count(*) FROM delivery") == 2
    assert await observer.value("SELECT number FROM event_counter WHERE account_id = 'account'") == 2


async def test_a_client_without_an_answer_repeats_the_request_under_the_key_and_is_answered(
    proxy: Proxy, beyond: UseCases, usecases: UseCases, observer: Observer
) -> None:
    command = asyncio.current_task()
    assert command

    async def commit_and_crash(line: Line) -> None:
        await line.commit()
        command.cancel()

    proxy.deals.append(commit_and_crash)
    with pytest.raises(asyncio.CancelledError):
        await beyond.deliveries.create(caller(), [booking_form()] * 3, "order-4711")
    again = await usecases.deliveries.create(caller(), [booking_form()] * 3, "order-4711")
    assert again.replayed
    await kept_once(observer, [each.id for each in again.answer.deliveries])


async def test_another_that_came_under_the_key_meanwhile_has_done_it(
    proxy: Proxy, beyond: UseCases, usecases: UseCases, observer: Observer
) -> None:
    others: list[str] = []

    async def let_another_go_first(line: Line) -> None:
        line.server.close()
        done = await usecases.deliveries.create(caller(), [booking_form()], "order-4711")
        others.extend(each.id for each in done.answer.deliveries)
        line.abort_connection()

    proxy.deals.append(let_another_go_first)
    done = await beyond.deliveries.create(caller(), [booking_form()], "order-4711")
    assert done.replayed
    assert [each.id for each in done.answer.deliveries] == others
    await kept_once(observer, others)
