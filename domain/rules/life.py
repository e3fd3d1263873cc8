"""The life of a delivery: which step leads from which state to which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.event import Happening


class Step(StrEnum):
    """What may be done with a delivery once it is booked."""

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
class Passage:
    """From which states a step leads where; `done` is its participle in a sentence."""

    sources: frozenset[State]
    target: State
    happening: Happening
    done: str


def _passage(target: State, happening: Happening, done: str, *sources: State) -> Passage:
    return Passage(frozenset(sources), target, happening, done)


LIFE: Mapping[Step, Passage] = {
    Step.UPDATE: _passage(State.CREATED, Happening.UPDATED, "updated", State.CREATED),
    Step.DELETE: _passage(State.DELETED, Happening.DELETED, "deleted", State.CREATED),
    Step.PLAN: _passage(State.PLANNED, Happening.PLANNED, "planned", State.CREATED, State.FOR_REDELIVERY),
    Step.UNPLAN: _passage(State.CREATED, Happening.UNPLANNED, "unplanned", State.PLANNED),
    Step.START: _passage(State.IN_PROGRESS, Happening.STARTED, "started", State.PLANNED),
    Step.FINISH: _passage(State.FINISHED, Happening.FINISHED, "finished", State.IN_PROGRESS),
    Step.FAIL: _passage(State.NOT_RECEIVED, Happening.FAILED, "marked as not received", State.IN_PROGRESS),
    Step.KEEP_FOR_REDELIVERY: _passage(
        State.FOR_REDELIVERY, Happening.KEPT_FOR_REDELIVERY, "kept for re-delivery", State.NOT_RECEIVED
    ),
    Step.RETURN: _passage(State.RETURNED, Happening.RETURNED, "returned", State.NOT_RECEIVED),
}


def may(step: Step, state: State) -> bool:
    return state in LIFE[step].sources


def step_refusal(step: Step, delivery_id: str, delivery: Delivery | None, index: int) -> Violation | None:
    """Why `step` cannot be taken with the item at `index`, `None` where it can."""
    if delivery is None:
        return Violation(Code.DELIVERY_NOT_FOUND, "id", {"id": delivery_id}, index)
    if may(step, delivery.state):
        return None
    done = LIFE[step].done
    if step in (Step.UPDATE, Step.DELETE):
        return Violation(Code.DELIVERY_LOCKED, "id", {"id": delivery_id, "done": done}, index)
    facts = {"id": delivery_id, "state": delivery.state.lower().replace("_", " "), "done": done}
    return Violation(Code.STEP_NOT_ALLOWED, "id", facts, index)


def rebooked(delivery: Delivery, booking: Booking, now: datetime) -> Delivery:
    """The delivery with another booking, or itself where the booking is the same."""
    return delivery if booking == delivery.booking else replace(delivery, booking=booking, updated_at=now)


def taken(step: Step, delivery: Delivery, now: datetime) -> Delivery:
    """The delivery after `step`; whether it may be taken has been judged before."""
    return replace(delivery, state=LIFE[step].target, updated_at=now)
