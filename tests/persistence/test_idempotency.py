"""One effect for each key, also of concurrent requests."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from domain.errors import Code, Refused
from domain.model.batches import Outcome
from domain.model.delivery import State
from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.model.sweep import SweepState
from domain.ports import UnitOfWork
from domain.usecases import UseCases
from domain.usecases.idempotency import CommandResult
from persistence.adapters import POOL_SIZE, PostgresAdapters
from persistence.engine.statement import Statement
from persistence.expiry import prune_keys
from tests.fakes import FixedClock, caller
from tests.persistence.booking_forms import DAY, booking_form
from tests.persistence.conftest import Observer
from tests.persistence.test_unit_of_work import transaction_of

KEY = "order-4711"
NOW = FixedClock().now()
FORMS = [booking_form(), booking_form(reference="Two")]
LOCK_TIMEOUT = Statement(text("SHOW lock_timeout"))
COUNTS = """
    SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM event), (SELECT count(*) FROM idempotency)
"""
AWAITED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO idempotency%'
"""


async def create(usecases: UseCases, key: str | None = KEY) -> CommandResult[Outcome]:
    return await usecases.deliveries.create(caller(), FORMS, key)


async def counts(observer: Observer) -> tuple[int, ...]:
    """Return how many deliveries, events and keys there are."""
    (row,) = await observer.connection.fetch(COUNTS)
    return tuple(row)


async def refusal(command: "asyncio.Future[CommandResult[Outcome]]") -> Code:
    with pytest.raises(Refused) as caught:
        await command
    return caught.value.violations[0].code


async def test_fifty_at_once_have_one_effect_and_one_answer(usecases: UseCases, observer: Observer) -> None:
    answers = await asyncio.gather(*(create(usecases) for _ in range(50)))
    assert sorted(each.replayed for each in answers) == [False] + [True] * 49
    assert all(each.answer == answers[0].answer for each in answers)
    assert await counts(observer) == (2, 2, 1)


async def test_what_was_made_is_shown_in_its_order_as_it_is_now(usecases: UseCases) -> None:
    first, second = (await create(usecases)).answer.deliveries
    await usecases.deliveries.delete(caller(), [first.id])
    (changed,) = (
        await usecases.deliveries.update(caller(), [{"id": second.id, "notes": "hej"}])
    ).answer.deliveries
    again = await create(usecases)
    assert again.replayed
    assert [each.state for each in again.answer.deliveries] == [State.DELETED, State.CREATED]
    assert [each.id for each in again.answer.deliveries] == [first.id, second.id]
    assert again.answer.deliveries[1] == changed


async def test_a_sweep_is_planned_once_and_shown_as_it_is_now(usecases: UseCases) -> None:
    ids = [each.id for each in (await create(usecases)).answer.deliveries]
    first = await usecases.sweeps.plan(caller(), DAY, ids, "plan")
    await usecases.sweeps.unplan(caller(), first.answer.id)
    again = await usecases.sweeps.plan(caller(), DAY, ids, "plan")
    assert (again.replayed, again.answer.id) == (True, first.answer.id)
    assert again.answer.state is SweepState.CANCELED


async def test_another_request_under_the_key_is_refused(usecases: UseCases, observer: Observer) -> None:
    await create(usecases)
    with pytest.raises(Refused) as caught:
        await usecases.deliveries.create(caller(), FORMS[:1], KEY)
    assert [each.code for each in caught.value.violations] == [Code.IDEMPOTENCY_KEY_REUSED]
    assert await counts(observer) == (2, 2, 1)


async def test_a_refusal_leaves_no_key_behind(usecases: UseCases, observer: Observer) -> None:
    with pytest.raises(Refused):
        await usecases.deliveries.create(caller(), [booking_form(packages=0)], KEY)
    assert await counts(observer) == (0, 0, 0)
    assert not (await create(usecases)).replayed


async def test_another_account_s_key_is_another_key(usecases: UseCases, observer: Observer) -> None:
    await create(usecases)
    other = await usecases.deliveries.create(caller(account_id="another"), FORMS, KEY)
    assert not other.replayed
    assert await counts(observer) == (4, 4, 2)


class Held:
    """A command under the key that has done its work but is not committed."""

    def __init__(self, store: PostgresAdapters, *, fails: bool = False) -> None:
        self.reached, self.end = asyncio.Event(), asyncio.Event()
        self.fails = fails
        self.task = asyncio.create_task(store.ledger.run(caller(), NOW, self._work))

    async def _work(self, unit: UnitOfWork) -> None:
        assert await unit.keys.claim(IdempotencyClaim(KEY, "f" * 64, NOW)) is None
        self.reached.set()
        await self.end.wait()
        if self.fails:
            raise Refused([])


async def test_a_repetition_waits_two_seconds_for_the_first_request(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    held = Held(store)
    await held.reached.wait()
    begun = asyncio.get_running_loop().time()
    assert await refusal(asyncio.ensure_future(create(usecases))) is Code.IDEMPOTENCY_KEY_IN_USE
    assert 2 <= asyncio.get_running_loop().time() - begun < 4
    held.end.set()
    await held.task
    assert await counts(observer) == (0, 0, 1)


async def test_repetitions_that_wait_leave_the_connections_to_others(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    held = Held(store)
    await held.reached.wait()
    waiting = [asyncio.create_task(create(usecases)) for _ in range(3 * POOL_SIZE)]
    while not await observer.value(AWAITED):
        pass
    await asyncio.gather(*(usecases.queries.settings(caller()) for _ in range(3 * POOL_SIZE)))
    assert await observer.value(AWAITED) <= 1
    assert {await refusal(each) for each in waiting} == {Code.IDEMPOTENCY_KEY_IN_USE}
    held.end.set()
    await held.task
    assert await counts(observer) == (0, 0, 1)


async def test_a_repetition_goes_on_when_the_first_request_is_refused(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    held = Held(store, fails=True)
    await held.reached.wait()
    waiting = asyncio.create_task(create(usecases))
    while not await observer.value(AWAITED):
        pass
    held.end.set()
    with pytest.raises(Refused):
        await held.task
    assert not (await waiting).replayed
    assert await counts(observer) == (2, 2, 1)


async def test_a_repetition_is_answered_when_the_first_request_has_ended(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    held = Held(store)
    await held.reached.wait()
    waiting = asyncio.create_task(create(usecases))
    while not await observer.value(AWAITED):
        pass
    held.end.set()
    await held.task
    assert await refusal(waiting) is Code.IDEMPOTENCY_KEY_REUSED


async def test_a_connection_that_dies_leaves_no_key_behind(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    killed: list[int] = []

    async def work(unit: UnitOfWork) -> IdempotencyRecord | None:
        found = await unit.keys.claim(IdempotencyClaim(KEY, "f" * 64, NOW))
        if not killed:
            (row,) = await transaction_of(unit).fetch(Statement(text("SELECT pg_backend_pid()")))
            killed.append(row[0])
            await observer.value("SELECT pg_terminate_backend($1, 5000)", row[0])
        await unit.deliveries.lock([])  # notices that the connection is gone
        return found

    assert await store.ledger.run(caller(), NOW, work) is None
    assert await refusal(asyncio.ensure_future(create(usecases))) is Code.IDEMPOTENCY_KEY_REUSED


async def test_other_locks_are_waited_for_as_long_as_ever(store: PostgresAdapters) -> None:
    async def work(unit: UnitOfWork) -> str:
        await unit.keys.claim(IdempotencyClaim(KEY, "f" * 64, NOW))
        (row,) = await transaction_of(unit).fetch(LOCK_TIMEOUT)
        found: str = row[0]
        return found

    assert await store.ledger.run(caller(), NOW, work) == "5s"


async def test_an_expired_key_may_be_used_anew_once(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    await create(usecases)
    await observer.value("UPDATE idempotency SET created_at = $1", NOW - timedelta(hours=24))
    answers = await asyncio.gather(*(create(usecases) for _ in range(10)))
    assert sorted(each.replayed for each in answers) == [False] + [True] * 9
    assert await counts(observer) == (4, 4, 1)
    assert await prune_keys(store.database, NOW) == 0
