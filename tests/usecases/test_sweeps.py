from copy import deepcopy
from datetime import timedelta

import pytest

from domain.errors import Code, EmptyBatch
from domain.model.delivery import State
from domain.model.events import EventType, Subject
from domain.model.sweep import SweepState
from domain.rules.lifecycle import Step
from tests.fakes import World
from tests.usecases.world import (
    DAY,
    MERCHANT,
    NOBODY_S,
    book,
    event_types,
    on_sweep,
    refusal,
    stored_delivery,
    under_way,
)


def sweep_state(world: World, sweep_id: str) -> SweepState:
    return world.records.sweeps["account", sweep_id].state


async def test_planning_puts_deliveries_on_a_sweep_in_the_order_given() -> None:
    world = World()
    ids = (await book(world, 3))[::-1]
    sweep = (await world.usecases.sweeps.plan(MERCHANT, DAY, ids)).answer
    placed = [stored_delivery(world, each) for each in ids]
    assert [(each.state, each.sweep_id, each.position) for each in placed] == [
        (State.PLANNED, sweep.id, position) for position in range(3)
    ]
    assert (sweep.state, sweep.day, sweep.account_id) == (SweepState.PLANNED, DAY, "account")
    assert world.records.sweeps["account", sweep.id] == sweep


async def test_planning_keeps_one_event_of_the_sweep_and_one_of_each_delivery() -> None:
    world = World()
    sweep_id, ids = await on_sweep(world, 2)
    told = [(event.subject, event.subject_id, event.type) for event in world.records.events[2:]]
    assert told == [
        (Subject.SWEEP, sweep_id, EventType.CREATED),
        *[(Subject.DELIVERY, each, EventType.PLANNED) for each in ids],
    ]
    assert world.records.events[-1].changes == {
        "state": ("CREATED", "PLANNED"),
        "sweep_id": (None, sweep_id),
        "position": (None, 1),
    }


async def test_a_plan_that_is_refused_leaves_no_trace() -> None:
    world = World()
    free = await book(world, 2)
    _, taken = await on_sweep(world)
    before = deepcopy(world.records)
    plan = world.usecases.sweeps.plan(MERCHANT, DAY, [free[0], NOBODY_S, *taken, free[0], "no id"])
    assert await refusal(plan) == [
        (1, Code.DELIVERY_NOT_FOUND),
        (2, Code.STEP_NOT_ALLOWED),
        (3, Code.DUPLICATE_ITEM),
        (4, Code.DELIVERY_NOT_FOUND),
    ]
    other_day = world.usecases.sweeps.plan(MERCHANT, DAY + timedelta(1), free)
    assert await refusal(other_day) == [(0, Code.SWEEP_DAY_MISMATCH), (1, Code.SWEEP_DAY_MISMATCH)]
    assert world.records == before


async def test_unplanning_frees_the_deliveries_and_cancels_the_sweep() -> None:
    world = World()
    sweep_id, (delivery_id,) = await on_sweep(world)
    sweep = (await world.usecases.sweeps.unplan(MERCHANT, sweep_id)).answer
    freed = stored_delivery(world, delivery_id)
    assert (freed.state, freed.sweep_id, freed.position) == (State.CREATED, None, None)
    assert sweep.state is sweep_state(world, sweep_id) is SweepState.CANCELED
    assert event_types(world)[-2:] == [EventType.CANCELED, EventType.UNPLANNED]
    await world.usecases.deliveries.update(MERCHANT, [{"id": delivery_id, "packages": 2}])
    assert stored_delivery(world, delivery_id).booking.packages == 2


async def test_starting_sends_every_delivery_of_the_sweep_and_no_other() -> None:
    world = World()
    (at_home,) = await book(world)
    sweep_id, ids = await on_sweep(world, 2)
    sweep = (await world.usecases.sweeps.start(MERCHANT, sweep_id)).answer
    assert sweep.state is SweepState.STARTED
    assert {stored_delivery(world, each).state for each in ids} == {State.IN_PROGRESS}
    assert stored_delivery(world, at_home).state is State.CREATED
    assert event_types(world)[-3:] == [EventType.STARTED] * 3


@pytest.mark.parametrize("command", ["unplan", "start"])
async def test_a_sweep_that_has_started_is_neither_unplanned_nor_started_again(command: str) -> None:
    world = World()
    sweep_id, _ = await under_way(world)
    before = deepcopy(world.records)
    work = getattr(world.usecases.sweeps, command)(MERCHANT, sweep_id)
    assert await refusal(work) == [(0, Code.SWEEP_ALREADY_STARTED)]
    assert world.records == before


@pytest.mark.parametrize("command", ["unplan", "start"])
@pytest.mark.parametrize("sweep_id", [NOBODY_S, "", "\0", "\ud800", "x" * 100_000])
async def test_a_sweep_that_does_not_exist_is_not_found(command: str, sweep_id: str) -> None:
    world = World()
    work = getattr(world.usecases.sweeps, command)(MERCHANT, sweep_id)
    assert await refusal(work) == [(0, Code.SWEEP_NOT_FOUND)]


async def test_a_canceled_sweep_does_not_exist_any_more() -> None:
    world = World()
    sweep_id, _ = await on_sweep(world)
    await world.usecases.sweeps.unplan(MERCHANT, sweep_id)
    assert await refusal(world.usecases.sweeps.start(MERCHANT, sweep_id)) == [(0, Code.SWEEP_NOT_FOUND)]


async def test_a_sweep_is_finished_once_none_of_its_deliveries_is_under_way() -> None:
    world = World()
    sweep_id, (first, second) = await under_way(world, 2)
    await world.usecases.sweeps.record(MERCHANT, Step.FINISH, [first])
    assert sweep_state(world, sweep_id) is SweepState.STARTED
    (failed,) = (await world.usecases.sweeps.record(MERCHANT, Step.FAIL, [second])).answer
    assert failed.state is State.NOT_RECEIVED
    assert sweep_state(world, sweep_id) is SweepState.FINISHED
    assert event_types(world)[-2:] == [EventType.FAILED, EventType.FINISHED]


async def test_a_failed_delivery_is_returned_or_goes_on_a_later_sweep() -> None:
    world = World()
    old_sweep, (again, back) = await under_way(world, 2)
    record = world.usecases.sweeps.record
    await record(MERCHANT, Step.FAIL, [again, back])
    await record(MERCHANT, Step.RETURN, [back])
    await record(MERCHANT, Step.KEEP_FOR_REDELIVERY, [again])
    assert stored_delivery(world, back).state is State.RETURNED
    same_day = world.usecases.sweeps.plan(MERCHANT, DAY, [again])
    assert await refusal(same_day) == [(0, Code.SWEEP_DAY_MISMATCH)]
    later = (await world.usecases.sweeps.plan(MERCHANT, DAY + timedelta(1), [again])).answer
    moved = stored_delivery(world, again)
    assert (moved.sweep_id, moved.position) == (later.id, 0)
    assert moved.booking.delivery_date == DAY + timedelta(1)
    assert sweep_state(world, old_sweep) is SweepState.FINISHED


async def test_an_outcome_of_one_delivery_that_is_not_under_way_refuses_all() -> None:
    world = World()
    _, moving = await under_way(world)
    waiting = await book(world)
    before = deepcopy(world.records)
    work = world.usecases.sweeps.record(MERCHANT, Step.FINISH, [*moving, *waiting])
    assert await refusal(work) == [(1, Code.STEP_NOT_ALLOWED)]
    assert world.records == before


async def test_a_sweep_needs_a_delivery() -> None:
    world = World()
    with pytest.raises(EmptyBatch):
        await world.usecases.sweeps.plan(MERCHANT, DAY, [])
    with pytest.raises(EmptyBatch):
        await world.usecases.sweeps.record(MERCHANT, Step.FINISH, [])
