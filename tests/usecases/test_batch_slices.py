"""Batches are judged and written in slices; what comes of them does not depend on where a slice ends."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from domain.errors import Code
from domain.model.batches import ErrorPolicy
from domain.model.delivery import Delivery, State
from domain.model.events import Change, EventType
from domain.model.location import AddressMatch, Location
from domain.model.time_of_day import TimeOfDay
from domain.usecases.batch_slices import SLICE
from tests.fakes import InMemoryAddressRegister, InMemoryDeliveries, World
from tests.usecases.world import DAY, MERCHANT, book, event_types, form, refusal, under_way

SIZES = [1, SLICE - 1, SLICE, SLICE + 1, 2 * SLICE + 1]


@dataclass
class ObservedRegister(InMemoryAddressRegister):
    """Notes of how many locations it is asked at once."""

    sizes: list[int] = field(default_factory=list)

    async def find(self, country: str, locations: Sequence[Location]) -> Sequence[AddressMatch]:
        self.sizes.append(len(locations))
        return await super().find(country, locations)


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many deliveries were saved at once, each time."""
    sizes: list[int] = []
    save = InMemoryDeliveries.save

    async def note(self: InMemoryDeliveries, changes: Sequence[Change[Delivery]]) -> None:
        sizes.append(len(changes))
        await save(self, changes)

    monkeypatch.setattr(InMemoryDeliveries, "save", note)
    return sizes


@pytest.mark.parametrize("size", SIZES)
async def test_every_item_of_a_large_batch_is_looked_up_and_written_once(size: int, sizes: list[int]) -> None:
    register = ObservedRegister()
    world = World(addresses=register)
    forms = [form(reference=str(index)) for index in range(size)]
    deliveries = (await world.usecases.deliveries.create(MERCHANT, forms)).answer.deliveries
    assert [each.booking.reference for each in deliveries] == [str(index) for index in range(size)]
    assert [each.subject_id for each in world.records.events] == [each.id for each in deliveries]
    assert (sum(register.sizes), max(register.sizes)) == (2 * size, 2 * min(size, SLICE))
    assert (sum(sizes), max(sizes)) == (size, min(size, SLICE))


@pytest.mark.parametrize("size", SIZES)
async def test_others_are_served_after_every_item(size: int) -> None:
    world = World()
    await book(world, size)
    assert world.slices.pauses >= 3 * size


@pytest.mark.parametrize("at", [0, SLICE - 1, SLICE, 2 * SLICE])
async def test_a_bad_item_is_found_in_every_slice(at: int) -> None:
    world, forms = World(), [form() for _ in range(2 * SLICE + 1)]
    forms[at] = form(packages=0)
    assert await refusal(world.usecases.deliveries.create(MERCHANT, forms)) == [(at, Code.MALFORMED_REQUEST)]
    assert world.records.events == []
    outcome = (await world.usecases.deliveries.create(MERCHANT, forms, policy=ErrorPolicy.PER_ITEM)).answer
    assert [each.index for each in outcome.results if each.delivery is None] == [at]


async def test_violations_of_several_slices_are_in_the_order_of_the_items() -> None:
    world, bad = World(), form(packages=0, department="Nowhere", reference=None)
    found = await refusal(world.usecases.deliveries.create(MERCHANT, [bad] * (SLICE + 2)))
    assert [index for index, _ in found] == sorted(index for index, _ in found)
    assert {index for index, _ in found} == set(range(SLICE + 2))


@pytest.mark.parametrize("size", SIZES)
async def test_a_large_update_changes_each_delivery_by_its_own_item(size: int, sizes: list[int]) -> None:
    world = World()
    ids = await book(world, size)
    sizes.clear()
    changes = [{"id": each, "notes": each if index % 2 else ""} for index, each in enumerate(reversed(ids))]
    updated = (await world.usecases.deliveries.update(MERCHANT, changes)).answer.deliveries
    assert [(each.id, each.booking.notes) for each in updated] == [
        (each["id"], each["notes"]) for each in changes
    ]
    assert (sum(sizes), event_types(world).count(EventType.UPDATED)) == (size // 2, size // 2)


async def test_the_same_delivery_in_two_slices_is_refused_in_the_second() -> None:
    world = World()
    ids = await book(world, SLICE + 1)
    changes = [{"id": each, "packages": 2} for each in (*ids[:SLICE], ids[0])]
    assert await refusal(world.usecases.deliveries.update(MERCHANT, changes)) == [
        (SLICE, Code.DUPLICATE_ITEM)
    ]


async def test_a_large_sweep_is_planned_started_and_finished_as_a_whole() -> None:
    world = World()
    _, ids = await under_way(world, SLICE + 1)
    assert [world.records.deliveries["account", each].position for each in ids] == list(range(SLICE + 1))
    assert {each.state for each in world.records.deliveries.values()} == {State.IN_PROGRESS}
    assert event_types(world).count(EventType.STARTED) == SLICE + 2


async def test_a_large_batch_is_deleted_and_shown_again_under_its_key() -> None:
    world = World()
    ids = await book(world, SLICE + 1)
    first = await world.usecases.deliveries.delete(MERCHANT, ids, "key")
    again = await world.usecases.deliveries.delete(MERCHANT, ids, "key")
    assert ([each.id for each in again.answer.deliveries], again.replayed) == (ids, True)
    assert again.answer == first.answer


async def test_a_large_update_is_rehearsed_against_what_exists() -> None:
    world = World()
    ids = await book(world, SLICE + 1)
    changes = [{"id": each, "pickup_window.start": TimeOfDay.at(3, 15)} for each in (*ids, "f" * 24)]
    found = (await world.usecases.advice.rehearse_update(MERCHANT, changes)).results(len(changes))
    assert [each.booking is None for each in found] == [True] * len(changes)
    changes = [{"id": each, "delivery_date": DAY} for each in (*ids, "f" * 24)]
    found = (await world.usecases.advice.rehearse_update(MERCHANT, changes)).results(len(changes))
    assert [each.booking is None for each in found] == [*[False] * (SLICE + 1), True]


async def test_a_key_is_the_same_for_the_same_large_batch_alone() -> None:
    world, forms = World(), [form(reference=str(index)) for index in range(SLICE + 1)]
    create = world.usecases.deliveries.create
    first = (await create(MERCHANT, forms, "key")).answer
    assert (await create(MERCHANT, forms, "key")).answer == first
    other = create(MERCHANT, [*forms[:-1], form(reference="other")], "key")
    assert await refusal(other) == [(0, Code.IDEMPOTENCY_KEY_REUSED)]
