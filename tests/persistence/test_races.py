"""Planning races changing: the first command wins, and a planned delivery is not changed."""

import asyncio
from collections.abc import Awaitable, Callable

from domain.errors import Code, Refused
from domain.usecases import UseCases
from tests.fakes import caller
from tests.persistence.booking_forms import DAY, booking_form
from tests.persistence.conftest import Observer

ROUNDS = 150  # of each of the two races
SIDE_BY_SIDE = 4

Race = Callable[[int], Awaitable[tuple[list[str], bool]]]

CHANGED_WHEN_LOCKED = """
    SELECT count(*) FROM event AS change JOIN event AS lock USING (account_id, subject, subject_id)
    WHERE lock.event_type = 'planned' AND change.event_type IN ('updated', 'deleted')
    AND change.number > lock.number
"""
KEPT = "SELECT state, notes FROM delivery WHERE account_id = 'account' AND id = ANY($1)"


async def refusal(command: Awaitable[object]) -> set[Code]:
    """Run the command and return the codes of its refusal, if any; other errors are raised."""
    try:
        await command
    except Refused as error:
        return {violation.code for violation in error.violations}
    return set()


async def book(usecases: UseCases, number: int) -> tuple[list[str], list[str]]:
    """Create three deliveries and return their ids in two orders, which change with the number."""
    ids = [
        made.id
        for made in (await usecases.deliveries.create(caller(), [booking_form()] * 3)).answer.deliveries
    ]
    return ids[number % 3 :] + ids[: number % 3], ids[::-1]


async def test_a_plan_and_an_update_do_not_mix(usecases: UseCases, observer: Observer) -> None:
    async def race(number: int) -> tuple[list[str], bool]:
        some, other = await book(usecases, number)
        planning = refusal(usecases.sweeps.plan(caller(), DAY, some))
        changing = refusal(
            usecases.deliveries.update(caller(), [{"id": each, "notes": "changed"} for each in other])
        )
        if number % 2:
            planned, changed = await asyncio.gather(planning, changing)
        else:
            changed, planned = await asyncio.gather(changing, planning)
        assert not planned
        assert changed in (set(), {Code.DELIVERY_LOCKED})
        return some, not changed

    for ids, changed in await in_parallel(race):
        kept = {(row["state"], row["notes"]) for row in await observer.rows(KEPT, ids)}
        assert kept == {("PLANNED", "changed" if changed else "")}
    assert await observer.value(CHANGED_WHEN_LOCKED) == 0


async def test_a_plan_and_a_delete_do_not_mix(usecases: UseCases, observer: Observer) -> None:
    async def race(number: int) -> tuple[list[str], bool]:
        some, other = await book(usecases, number)
        planning = refusal(usecases.sweeps.plan(caller(), DAY, some))
        deleting = refusal(usecases.deliveries.delete(caller(), other))
        if number % 2:
            planned, deleted = await asyncio.gather(planning, deleting)
        else:
            deleted, planned = await asyncio.gather(deleting, planning)
        assert (planned, deleted) in (
            (set(), {Code.DELIVERY_LOCKED}),
            ({Code.DELIVERY_NOT_FOUND}, set()),
        )
        return some, not deleted

    for ids, deleted in await in_parallel(race):
        kept = {row["state"] for row in await observer.rows(KEPT, ids)}
        assert kept == {"DELETED" if deleted else "PLANNED"}
    assert await observer.value(CHANGED_WHEN_LOCKED) == 0


async def in_parallel(race: Race) -> list[tuple[list[str], bool]]:
    numbers = iter(range(ROUNDS))
    found: list[tuple[list[str], bool]] = []

    async def lane() -> None:
        found.extend([await race(number) for number in numbers])

    await asyncio.gather(*(lane() for _ in range(SIDE_BY_SIDE)))
    assert len(found) == ROUNDS
    assert {changed for _, changed in found} == {True, False}  # each is first in some rounds
    return found
