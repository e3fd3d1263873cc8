from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.delivery import Delivery, State
from domain.rules.lifecycle import TRANSITIONS, Step, apply_step, is_allowed, step_refusal
from tests.domain.examples import DELIVERY_ID
from tests.domain.strategies import deliveries, instants

ALLOWED = {
    (State.CREATED, Step.UPDATE): State.CREATED,
    (State.CREATED, Step.DELETE): State.DELETED,
    (State.CREATED, Step.PLAN): State.PLANNED,
    (State.PLANNED, Step.UNPLAN): State.CREATED,
    (State.PLANNED, Step.START): State.IN_PROGRESS,
    (State.IN_PROGRESS, Step.FINISH): State.FINISHED,
    (State.IN_PROGRESS, Step.FAIL): State.NOT_RECEIVED,
    (State.NOT_RECEIVED, Step.KEEP_FOR_REDELIVERY): State.FOR_REDELIVERY,
    (State.NOT_RECEIVED, Step.RETURN): State.RETURNED,
    (State.FOR_REDELIVERY, Step.PLAN): State.PLANNED,
    (State.FOR_REDELIVERY, Step.RETURN): State.RETURNED,
}
steps = st.sampled_from(Step)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_life_is_as_the_contract_tells_it(state: State, step: Step) -> None:
    assert is_allowed(step, state) == ((state, step) in ALLOWED)
    if is_allowed(step, state):
        assert TRANSITIONS[step].target is ALLOWED[state, step]


@given(steps, deliveries, st.integers(0, 9_999))
def test_a_step_is_refused_exactly_where_life_does_not_permit_it(
    step: Step, delivery: Delivery, index: int
) -> None:
    refusal = step_refusal(step, delivery.id, delivery, index)
    assert (refusal is None) == ((delivery.state, step) in ALLOWED)
    if refusal:
        locking = step in (Step.UPDATE, Step.DELETE)
        assert refusal.code is (Code.DELIVERY_LOCKED if locking else Code.STEP_NOT_ALLOWED)
        assert (refusal.index, refusal.facts["id"]) == (index, delivery.id)


@pytest.mark.parametrize("step", Step)
def test_no_step_is_taken_with_a_delivery_that_does_not_exist(step: Step) -> None:
    refusal = step_refusal(step, DELIVERY_ID, None, 2)
    assert refusal is not None
    assert (refusal.code, refusal.path, refusal.index) == (Code.DELIVERY_NOT_FOUND, "id", 2)


@given(steps, deliveries, instants)
def test_a_step_changes_the_state_and_what_a_sweep_gave_and_nothing_else(
    step: Step, delivery: Delivery, now: datetime
) -> None:
    after = apply_step(step, delivery, now)
    assert after.state is TRANSITIONS[step].target_of(delivery)
    assert after.updated_at == now
    leaves = after.state in (State.CREATED, State.FOR_REDELIVERY)
    off_sweep = replace(delivery, sweep_id=None, position=None, estimate=None, missed_day=None)
    expected = off_sweep if leaves else delivery
    assert after == replace(expected, state=after.state, updated_at=now)


@given(deliveries, instants)
def test_a_re_delivery_is_never_created_again(delivery: Delivery, now: datetime) -> None:
    again = replace(delivery, state=State.PLANNED, missed_day=delivery.booking.delivery_date)
    assert apply_step(Step.UNPLAN, again, now).state is State.FOR_REDELIVERY
    first = replace(delivery, state=State.PLANNED, missed_day=None)
    assert apply_step(Step.UNPLAN, first, now).state is State.CREATED


def test_no_way_leads_from_a_failed_attempt_back_to_where_a_merchant_may_change_it() -> None:
    targets = {state: set[State]() for state in State}
    for transition in TRANSITIONS.values():
        for source in transition.sources:
            targets[source].add(transition.redelivery_target or transition.target)
    reached = {State.NOT_RECEIVED}
    while beyond := {target for state in reached for target in targets[state]} - reached:
        reached |= beyond
    assert not {State.CREATED, State.DELETED} & reached
    assert {State.FINISHED, State.RETURNED, State.FOR_REDELIVERY} <= reached
