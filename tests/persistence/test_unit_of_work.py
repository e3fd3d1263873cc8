"""A command has all its effects once, or none."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import msgspec
import pytest
from sqlalchemy import text

from domain.errors import Code, Refused, Violation
from domain.model.delivery import Delivery
from domain.model.events import Change, EventType
from domain.ports import UnitOfWork
from domain.rules.history import compute_differences
from domain.rules.lifecycle import Step, apply_step
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.commands.unit_of_work import PgUnitOfWork
from persistence.engine.database import Transaction
from persistence.engine.statement import Statement
from persistence.errors import UnknownAccount
from tests.domain.examples import DELIVERY
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
EVENTS = "SELECT * FROM event WHERE account_id = 'account' ORDER BY number"
BACKEND = Statement(text("SELECT pg_backend_pid()"))


def transaction_of(unit: UnitOfWork) -> Transaction:
    """Return the transaction, for statements that no port has."""
    assert isinstance(unit, PgUnitOfWork)
    return unit.deliveries.transaction


async def test_what_raises_undoes_everything(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    (made,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    before = await observer.rows(EVENTS)

    async def work(unit: UnitOfWork) -> None:
        await unit.deliveries.save([Change(made, made, EventType.UPDATED)])
        await unit.settings.save(Change(None, await unit.settings.load(), EventType.UPDATED))
        raise Refused([Violation(Code.DATE_CLOSED)])

    with pytest.raises(Refused):
        await store.ledger.run(caller(), NOW, work)
    assert await observer.rows(EVENTS) == before
    assert await observer.value("SELECT number FROM event_counter WHERE account_id = 'account'") == 1


async def test_every_change_leaves_its_event_and_a_message(usecases: UseCases, observer: Observer) -> None:
    (made,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    (changed,) = (
        await usecases.deliveries.update(caller(), [{"id": made.id, "notes": "hej"}])
    ).answer.deliveries
    (gone,) = (await usecases.deliveries.delete(caller(), [made.id])).answer.deliveries
    created, updated, deleted = await observer.rows(EVENTS)
    assert [created["event_type"], updated["event_type"], deleted["event_type"]] == [
        "created",
        "updated",
        "deleted",
    ]
    assert read(created["changes"]) == encode_changes(None, made)
    assert read(updated["changes"]) == encode_changes(made, changed) == {"notes": ["", "hej"]}
    assert read(deleted["changes"]) == encode_changes(changed, gone) == {"state": ["CREATED", "DELETED"]}
    assert {
        name: created[name] for name in ("subject", "subject_id", "actor", "channel", "request_id", "at")
    } == {
        "subject": "delivery",
        "subject_id": made.id,
        "actor": "tester",
        "channel": "graphql",
        "request_id": "request-1",
        "at": NOW,
    }
    posted = await observer.rows("SELECT * FROM outbox ORDER BY number")
    assert posted == [{name: row[name] for name in posted[0]} for row in (created, updated, deleted)]


def read(document: str) -> object:
    return msgspec.json.decode(document)


def encode_changes(before: Delivery | None, after: Delivery) -> object:
    return msgspec.json.decode(
        msgspec.json.encode(compute_differences(Change(before, after, EventType.UPDATED)))
    )


async def test_events_of_several_types_are_numbered_in_the_order_of_the_changes(
    store: PostgresAdapters, observer: Observer
) -> None:
    made = [new_delivery(number) for number in range(4)]
    gone = [Change(each, apply_step(Step.DELETE, each, NOW), EventType.DELETED) for each in made]

    async def work(unit: UnitOfWork) -> None:
        await unit.deliveries.save([Change(None, each, EventType.CREATED) for each in made[:3]])
        await unit.deliveries.save(gone[:1])
        await unit.deliveries.save([Change(None, made[3], EventType.CREATED)])
        await unit.deliveries.save(gone[1:])

    await store.ledger.run(caller(), NOW, work)
    events = await observer.rows(EVENTS)
    assert [(row["number"], row["event_type"], row["subject_id"]) for row in events] == [
        *((number + 1, "created", made[number].id) for number in range(3)),
        (4, "deleted", made[0].id),
        (5, "created", made[3].id),
        *((number + 5, "deleted", made[number].id) for number in range(1, 4)),
    ]
    assert len({row["command_id"] for row in events}) == 1


def new_delivery(number: int) -> Delivery:
    return replace(DELIVERY, id=f"{number:024x}")


async def test_the_events_of_one_command_share_its_name(usecases: UseCases, observer: Observer) -> None:
    await usecases.deliveries.create(caller(), [booking_form()] * 3)
    await usecases.deliveries.create(caller(), [booking_form()])
    first, second, third, fourth = [row["command_id"] for row in await observer.rows(EVENTS)]
    assert first == second == third != fourth


async def test_numbers_have_no_gaps_under_eight_writers(usecases: UseCases, observer: Observer) -> None:
    async def write(writer: int) -> None:
        for size in (1, 2, 3, 4, 5):
            broken = booking_form(packages=0)
            with pytest.raises(Refused):
                await usecases.deliveries.create(caller(), [booking_form(), broken])
            await usecases.deliveries.create(caller(), [booking_form(reference=str(writer))] * size)

    await asyncio.gather(*map(write, range(8)))
    assert [row["number"] for row in await observer.rows(EVENTS)] == list(range(1, 8 * 15 + 1))
    assert await observer.value("SELECT number FROM event_counter WHERE account_id = 'account'") == 8 * 15


async def test_accounts_count_for_themselves(usecases: UseCases, observer: Observer) -> None:
    await usecases.deliveries.create(caller(), [booking_form()] * 3)
    await usecases.deliveries.create(caller(account_id="another"), [booking_form()])
    assert await observer.value("SELECT number FROM event WHERE account_id = 'another'") == 1


async def test_a_deadlock_is_tried_again(store: PostgresAdapters, usecases: UseCases) -> None:
    first, second = [
        made.id
        for made in (await usecases.deliveries.create(caller(), [booking_form()] * 2)).answer.deliveries
    ]
    meeting, attempts = asyncio.Barrier(2), []

    async def lock_in_turn(unit: UnitOfWork, *ids: str) -> str:
        attempts.append(ids)
        await unit.deliveries.lock(ids[:1])
        if len(attempts) <= 2:
            await meeting.wait()
        await unit.deliveries.lock(ids[1:])
        return ids[0]

    answers = await asyncio.gather(
        store.ledger.run(caller(), NOW, lambda unit: lock_in_turn(unit, first, second)),
        store.ledger.run(caller(), NOW, lambda unit: lock_in_turn(unit, second, first)),
    )
    assert list(answers) == [first, second]
    assert len(attempts) == 3


async def test_a_serialisation_failure_is_tried_again(store: PostgresAdapters) -> None:
    failure = Statement(text("DO $$ BEGIN RAISE 'provoked' USING ERRCODE = '40001'; END $$"))
    attempts = []

    async def work(unit: UnitOfWork) -> int:
        attempts.append(unit)
        if len(attempts) < 3:
            await transaction_of(unit).fetch(failure)
        return len(attempts)

    assert await store.ledger.run(caller(), NOW, work) == 3


async def test_a_killed_connection_is_replaced(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    killed: list[int] = []

    async def work(unit: UnitOfWork) -> Sequence[Delivery]:
        (row,) = await transaction_of(unit).fetch(BACKEND)
        if not killed:
            killed.append(row[0])
            await observer.value("SELECT pg_terminate_backend($1, 5000)", row[0])
        return list((await unit.deliveries.lock([])).values())

    assert await store.ledger.run(caller(), NOW, work) == []
    assert len(killed) == 1
    assert (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries


async def test_a_work_that_goes_on_after_an_error_is_not_acknowledged(store: PostgresAdapters) -> None:
    wrong = Statement(text("SELECT 1 / 0"))

    async def work(unit: UnitOfWork) -> None:
        with contextlib.suppress(asyncpg.DivisionByZeroError):
            await transaction_of(unit).fetch(wrong)

    with pytest.raises(RuntimeError):
        await store.ledger.run(caller(), NOW, work)


async def test_a_caller_without_account_changes_nothing(usecases: UseCases) -> None:
    with pytest.raises(UnknownAccount):
        await usecases.deliveries.create(caller(account_id="nobody"), [booking_form()])


async def test_a_canceled_command_gives_its_locks_back(store: PostgresAdapters, usecases: UseCases) -> None:
    (made,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    locked = asyncio.Event()

    async def work(unit: UnitOfWork) -> None:
        await unit.deliveries.lock([made.id])
        locked.set()
        await asyncio.Event().wait()

    command = asyncio.create_task(store.ledger.run(caller(), NOW, work))
    await locked.wait()
    command.cancel()
    await asyncio.wait([command])
    assert command.cancelled()
    assert (await usecases.deliveries.delete(caller(), [made.id])).answer.deliveries
