from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BatchTooLarge, Code, EmptyBatch
from domain.model.batches import ErrorPolicy
from domain.model.delivery import State
from domain.model.events import EventType
from domain.model.location import AddressLevel, AddressMatch
from domain.rules.form_reader import NOT_GIVEN, Form, UnreadableField
from domain.usecases.assessment import LARGEST_BATCH
from tests.domain.strategies import wild_forms
from tests.fakes import World
from tests.usecases.world import (
    DAY,
    MERCHANT,
    NOBODY_S,
    attempt_all,
    book,
    event_types,
    form,
    on_sweep,
    refusal,
    run,
    stored_delivery,
)


async def test_deliveries_are_created_in_the_order_of_their_forms() -> None:
    world = World()
    made = (
        await world.usecases.deliveries.create(MERCHANT, [form(reference=name) for name in "abc"])
    ).answer.deliveries
    assert [delivery.booking.reference for delivery in made] == ["a", "b", "c"]
    assert [delivery.id for delivery in made] == sorted(delivery.id for delivery in made)
    assert {(delivery.state, delivery.account_id, delivery.created_at) for delivery in made} == {
        (State.CREATED, "account", world.clock.now())
    }
    assert [stored_delivery(world, delivery.id) for delivery in made] == list(made)


async def test_every_new_delivery_has_one_event_that_tells_all_of_it() -> None:
    world = World()
    ids = await book(world, 2)
    assert [(event.subject_id, event.type) for event in world.records.events] == [
        (each, EventType.CREATED) for each in ids
    ]
    assert world.records.events[0].changes["drop_off.address_1"] == (None, "Kattegatvej 57")


async def test_one_refused_item_refuses_the_whole_batch_and_every_violation_is_told() -> None:
    world = World()
    batch = [
        form(),
        form(department="Unknown", drop_off__zip="21000"),
        form(packages=0),
        form(department="None"),
    ]
    assert await refusal(world.usecases.deliveries.create(MERCHANT, batch)) == [
        (1, Code.ZIP_CODE_MALFORMED),
        (1, Code.DEPARTMENT_UNKNOWN),
        (2, Code.MALFORMED_REQUEST),
        (3, Code.DEPARTMENT_UNKNOWN),
    ]
    assert world.records.deliveries == {}
    assert world.records.events == []


async def test_what_the_register_knows_is_added_to_a_booking() -> None:
    world = World()
    world.addresses.known["Kattegatvej 57, 2100 København"] = AddressMatch(
        "kattegatvej 57", AddressLevel.VERIFIED, latitude=55.7, longitude=12.6
    )
    (delivery_id,) = await book(world)
    booking = stored_delivery(world, delivery_id).booking
    assert (booking.drop_off.level, booking.drop_off.latitude) == (AddressLevel.VERIFIED, 55.7)
    assert booking.pickup.level is AddressLevel.UNVERIFIED


async def test_an_update_changes_what_it_names_and_keeps_the_rest() -> None:
    world = World()
    (delivery_id,) = await book(world)
    before = stored_delivery(world, delivery_id)
    world.clock.instant += timedelta(hours=1)
    (after,) = (
        await world.usecases.deliveries.update(MERCHANT, [{"id": f" {delivery_id} ", "packages": 3}])
    ).answer.deliveries
    assert after.booking == replace(before.booking, packages=3)
    assert after == replace(before, booking=after.booking, updated_at=world.clock.now())
    assert stored_delivery(world, delivery_id) == after
    event = world.records.events[-1]
    assert (event.type, event.changes) == (EventType.UPDATED, {"packages": (1, 3)})


async def test_an_update_that_changes_nothing_leaves_no_event() -> None:
    world = World()
    same, other = await book(world, 2)
    before = stored_delivery(world, same)
    world.clock.instant += timedelta(hours=1)
    for policy in ErrorPolicy:
        forms: list[Form] = [{"id": same, "packages": 1}, {"id": other, "notes": policy.value}]
        await world.usecases.deliveries.update(MERCHANT, forms, policy=policy)
        assert stored_delivery(world, same) == before
        assert stored_delivery(world, other).booking.notes == policy.value
    assert [each.subject_id for each in world.records.events] == [same, other, other, other]


async def test_an_update_is_judged_by_today_s_settings() -> None:
    world = World()
    (delivery_id,) = await book(world)
    world.records.settings["account"] = replace(
        world.records.settings["account"], closed_dates=frozenset({DAY})
    )
    update = world.usecases.deliveries.update(MERCHANT, [{"id": delivery_id, "packages": 2}])
    assert await refusal(update) == [(0, Code.DATE_CLOSED)]
    assert stored_delivery(world, delivery_id).booking.packages == 1


async def test_a_batch_of_updates_is_done_or_undone_as_one() -> None:
    world = World()
    first, second = await book(world, 2)
    before = deepcopy(world.records)
    batch: list[Form] = [
        {"id": first, "packages": 2},
        {"id": NOBODY_S},
        {"id": second},
        {"id": second},
        {"id": 7},
    ]
    assert await refusal(world.usecases.deliveries.update(MERCHANT, batch)) == [
        (1, Code.DELIVERY_NOT_FOUND),
        (3, Code.DUPLICATE_ITEM),
        (4, Code.MALFORMED_REQUEST),
    ]
    assert world.records == before


async def test_a_planned_delivery_cannot_be_updated_and_the_rest_is_judged_too() -> None:
    world = World()
    _, (delivery_id,) = await on_sweep(world)
    before = deepcopy(world.records)
    update = world.usecases.deliveries.update(MERCHANT, [{"id": delivery_id, "department": "Unknown"}])
    assert await refusal(update) == [(0, Code.DELIVERY_LOCKED), (0, Code.DEPARTMENT_UNKNOWN)]
    assert world.records == before


async def test_a_planned_delivery_cannot_be_deleted() -> None:
    world = World()
    free = await book(world)
    _, locked = await on_sweep(world)
    before = deepcopy(world.records)
    delete = world.usecases.deliveries.delete(MERCHANT, [*free, *locked])
    assert await refusal(delete) == [(1, Code.DELIVERY_LOCKED)]
    assert world.records == before


async def test_a_deleted_delivery_does_not_exist_any_more() -> None:
    world = World()
    ids = await book(world)
    (deleted,) = (await world.usecases.deliveries.delete(MERCHANT, ids)).answer.deliveries
    assert deleted.state is State.DELETED
    assert event_types(world)[-1] is EventType.DELETED
    again = [
        world.usecases.deliveries.delete(MERCHANT, ids),
        world.usecases.deliveries.update(MERCHANT, [{"id": ids[0]}]),
        world.usecases.sweeps.plan(MERCHANT, DAY, ids),
    ]
    for work in again:
        assert await refusal(work) == [(0, Code.DELIVERY_NOT_FOUND)]


async def test_the_same_delivery_twice_in_one_delete_is_refused() -> None:
    world = World()
    (delivery_id,) = await book(world)
    delete = world.usecases.deliveries.delete(MERCHANT, [delivery_id, delivery_id])
    assert await refusal(delete) == [(1, Code.DUPLICATE_ITEM)]


@pytest.mark.parametrize("hostile", ["\0", "\ud800", "{id}", "x" * 100_000, "5AB3B4CB038CBE9805C957B1"])
async def test_any_text_that_is_no_id_is_one_that_does_not_exist(hostile: str) -> None:
    world = World()
    assert await refusal(world.usecases.deliveries.delete(MERCHANT, [hostile])) == [
        (0, Code.DELIVERY_NOT_FOUND)
    ]


async def test_an_item_that_names_no_delivery_is_malformed() -> None:
    world = World()
    commands = (
        world.usecases.deliveries.delete(MERCHANT, ["", ""]),
        world.usecases.deliveries.update(MERCHANT, [{"id": UnreadableField("1.5")}, {"id": NOT_GIVEN}]),
    )
    for command in commands:
        assert await refusal(command) == [(0, Code.MALFORMED_REQUEST), (1, Code.MALFORMED_REQUEST)]


async def test_a_batch_has_one_item_at_least_and_ten_thousand_at_most() -> None:
    world = World()
    for command in (world.usecases.deliveries.create, world.usecases.deliveries.update):
        empty, large = await attempt_all(
            [command(MERCHANT, []), command(MERCHANT, [{}] * (LARGEST_BATCH + 1))]
        )
        assert isinstance(empty, EmptyBatch)
        assert isinstance(large, BatchTooLarge)
        assert large.limit == 10_000
    with pytest.raises(EmptyBatch):
        await world.usecases.deliveries.delete(MERCHANT, [])


@given(st.lists(wild_forms, min_size=1, max_size=3))
def test_any_batch_is_all_there_or_not_at_all(forms: list[Form]) -> None:
    async def story() -> None:
        world = World()
        (delivery_id,) = await book(world)
        before = deepcopy(world.records)
        commands = world.usecases.deliveries
        works = [commands.create(MERCHANT, [form(), *forms]), commands.update(MERCHANT, [*forms])]
        for error in await attempt_all(works):
            assert error is None or world.records.deliveries.keys() == before.deliveries.keys()
        assert (
            stored_delivery(world, delivery_id).booking == before.deliveries["account", delivery_id].booking
        )

    run(story())
