from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.errors import Code, Refused
from domain.model.delivery import Delivery, State
from domain.model.sweep import Sweep, SweepState
from domain.rules.sweeps import (
    finish_if_complete,
    plan_refusals,
    put_on_sweep,
    require_planned,
    take_off_sweep,
)
from tests.domain.examples import DELIVERY, NOW, SWEEP
from tests.domain.strategies import days, deliveries, sweeps

LATER = NOW + timedelta(hours=1)


@given(delivery=deliveries, day=days, same_day=st.booleans())
def test_a_sweep_takes_created_deliveries_of_its_day_and_redeliveries_of_earlier_ones(
    delivery: Delivery, day: date, *, same_day: bool
) -> None:
    wanted = delivery.booking.delivery_date if same_day else day
    booked = delivery.booking.delivery_date
    created = delivery.state is State.CREATED and booked == wanted
    redelivered = delivery.state is State.FOR_REDELIVERY and booked < wanted
    refusals = plan_refusals(delivery.id, delivery, wanted, 0, again=False)
    assert (refusals == []) == (created or redelivered)
    plannable = delivery.state in (State.CREATED, State.FOR_REDELIVERY)
    expected = Code.SWEEP_DAY_MISMATCH if plannable else Code.STEP_NOT_ALLOWED
    assert {refusal.code for refusal in refusals} <= {expected}


@pytest.mark.parametrize(("days_later", "codes"), [(0, 1), (1, 0), (-1, 1)])
def test_a_redelivery_needs_a_later_day(days_later: int, codes: int) -> None:
    again = replace(DELIVERY, state=State.FOR_REDELIVERY)
    day = again.booking.delivery_date + timedelta(days=days_later)
    assert len(plan_refusals(again.id, again, day, 0, again=False)) == codes


def test_a_delivery_named_twice_is_refused_for_that() -> None:
    refusals = plan_refusals(DELIVERY.id, DELIVERY, DELIVERY.booking.delivery_date, 1, again=True)
    assert [(refusal.code, refusal.index) for refusal in refusals] == [(Code.DUPLICATE_ITEM, 1)]


def test_a_delivery_that_does_not_exist_has_no_day_to_mismatch() -> None:
    refusals = plan_refusals("nothing", None, date(2018, 4, 5), 0, again=False)
    assert [refusal.code for refusal in refusals] == [Code.DELIVERY_NOT_FOUND]


@given(deliveries, sweeps, st.integers(0, 9_999))
def test_planning_moves_a_delivery_to_the_sweep_and_its_day(
    delivery: Delivery, sweep: Sweep, position: int
) -> None:
    after = put_on_sweep(delivery, sweep, position, LATER)
    assert (after.state, after.sweep_id, after.position) == (State.PLANNED, sweep.id, position)
    assert after.booking == replace(delivery.booking, delivery_date=sweep.day)
    assert after.estimate is None
    again = delivery.state is State.FOR_REDELIVERY
    assert after.missed_day == (delivery.booking.delivery_date if again else None)


@given(deliveries, sweeps, st.sampled_from([State.CREATED, State.FOR_REDELIVERY]))
def test_unplanning_undoes_planning(delivery: Delivery, sweep: Sweep, state: State) -> None:
    free = replace(delivery, state=state, sweep_id=None, position=None, estimate=None, missed_day=None)
    if state is State.CREATED:
        free = replace(free, booking=replace(free.booking, delivery_date=sweep.day))
    assert take_off_sweep(put_on_sweep(free, sweep, 3, LATER), LATER) == replace(free, updated_at=LATER)


def test_an_unplanned_re_delivery_can_be_planned_on_the_same_day_again() -> None:
    free = replace(DELIVERY, state=State.FOR_REDELIVERY)
    day = free.booking.delivery_date + timedelta(days=1)
    sweep = replace(SWEEP, day=day)
    again = take_off_sweep(put_on_sweep(free, sweep, 0, LATER), LATER)
    assert not plan_refusals(again.id, again, day, 0, again=False)


@given(sweeps)
def test_only_a_planned_sweep_waits(sweep: Sweep) -> None:
    assume(sweep.state is not SweepState.PLANNED)
    with pytest.raises(Refused) as caught:
        require_planned(sweep.id, sweep)
    gone = sweep.state is SweepState.CANCELED
    assert [refusal.code for refusal in caught.value.violations] == [
        Code.SWEEP_NOT_FOUND if gone else Code.SWEEP_ALREADY_STARTED
    ]


def test_a_planned_sweep_waits_and_one_that_does_not_exist_cannot() -> None:
    assert require_planned(SWEEP.id, SWEEP) is SWEEP
    with pytest.raises(Refused):
        require_planned(SWEEP.id, None)


@given(sweeps, st.lists(st.sampled_from(State)))
def test_a_started_sweep_is_finished_exactly_when_none_is_under_way(
    sweep: Sweep, states: list[State]
) -> None:
    after = finish_if_complete(sweep, states, LATER)
    ends = sweep.state is SweepState.STARTED and State.IN_PROGRESS not in states
    assert after == (replace(sweep, state=SweepState.FINISHED, updated_at=LATER) if ends else sweep)
