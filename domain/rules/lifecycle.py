"""The lifecycle of a delivery: its states, steps and transitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.builders import make_replacer
from domain.model.delivery import Delivery, State
from domain.model.events import EventType


class Step(StrEnum):
    """A step of an existing delivery."""

    UPDATE = "UPDATE"
    DELETE = "DELETE"
    PLAN = "PLAN"
    UNPLAN = "UNPLAN"
    START = "START"
    FINISH = "FINISH"
    FAIL = "FAIL"
    KEEP_FOR_REDELIVERY = "KEEP_FOR_REDELIVERY"
    RETURN = "RETURN"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step's source states and target; `done` is its participle in a sentence.

    A re-delivery that is on a sweep has another target if `redelivery_target` is set.
    """

    sources: frozenset[State]
    target: State
    event_type: EventType
    done: str
    redelivery_target: State | None = None

    def target_of(self, delivery: Delivery) -> State:
        is_redelivery = delivery.missed_day is not None
        return (is_redelivery and self.redelivery_target) or self.target


def _transition(
    target: State, event_type: EventType, done: str, *sources: State, redelivery_target: State | None = None
) -> Transition:
    return Transition(frozenset(sources), target, event_type, done, redelivery_target)


TRANSITIONS: Mapping[Step, Transition] = {
    Step.UPDATE: _transition(State.CREATED, EventType.UPDATED, "updated", State.CREATED),
    Step.DELETE: _transition(State.DELETED, EventType.DELETED, "deleted", State.CREATED),
    Step.PLAN: _transition(State.PLANNED, EventType.PLANNED, "planned", State.CREATED, State.FOR_REDELIVERY),
    Step.UNPLAN: _transition(
        State.CREATED,
        EventType.UNPLANNED,
        "unplanned",
        State.PLANNED,
        redelivery_target=State.FOR_REDELIVERY,
    ),
    Step.START: _transition(State.IN_PROGRESS, EventType.STARTED, "started", State.PLANNED),
    Step.FINISH: _transition(State.FINISHED, EventType.FINISHED, "finished", State.IN_PROGRESS),
    Step.FAIL: _transition(State.NOT_RECEIVED, EventType.FAILED, "marked as not received", State.IN_PROGRESS),
    Step.KEEP_FOR_REDELIVERY: _transition(
        State.FOR_REDELIVERY, EventType.KEPT_FOR_REDELIVERY, "kept for re-delivery", State.NOT_RECEIVED
    ),
    Step.RETURN: _transition(
        State.RETURNED, EventType.RETURNED, "returned", State.NOT_RECEIVED, State.FOR_REDELIVERY
    ),
}
OFF_SWEEP = frozenset({State.CREATED, State.FOR_REDELIVERY})
"""The states that a delivery enters by leaving its sweep."""

_with_booking = make_replacer(Delivery, "booking", "updated_at")
_with_state = make_replacer(Delivery, "state", "updated_at")
_with_stop = make_replacer(Delivery, "sweep_id", "position", "estimate", "missed_day")


def is_allowed(step: Step, state: State) -> bool:
    return state in TRANSITIONS[step].sources


def step_refusal(step: Step, delivery_id: str, delivery: Delivery | None, index: int) -> Violation | None:
    """Return the violation of `step` by the item at `index`, `None` if the step is allowed."""
    if delivery is None:
        return Violation(Code.DELIVERY_NOT_FOUND, "id", {"id": delivery_id}, index)
    if is_allowed(step, delivery.state):
        return None
    done = TRANSITIONS[step].done
    if step in (Step.UPDATE, Step.DELETE):
        return Violation(Code.DELIVERY_LOCKED, "id", {"id": delivery_id, "done": done}, index)
    facts = {"id": delivery_id, "state": delivery.state.lower().replace("_", " "), "done": done}
    return Violation(Code.STEP_NOT_ALLOWED, "id", facts, index)


def with_booking(delivery: Delivery, booking: Booking, now: datetime) -> Delivery:
    """Return the delivery with the booking; the delivery itself if the booking is the same."""
    return delivery if booking == delivery.booking else _with_booking(delivery, booking, now)


def apply_step(step: Step, delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery after `step`, which must be allowed."""
    after = _with_state(delivery, TRANSITIONS[step].target_of(delivery), now)
    return _with_stop(after, None, None, None, None) if after.state in OFF_SWEEP else after
