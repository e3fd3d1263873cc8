"""Rules for sweeps, and their effect on the deliveries on them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from domain.errors import Code, Refused, Violation
from domain.model.delivery import Delivery, State
from domain.model.sweep import Sweep, SweepState
from domain.rules.drafts import step_refusals
from domain.rules.lifecycle import Step, apply_step


def plan_refusals(
    delivery_id: str, delivery: Delivery | None, day: date, index: int, *, again: bool
) -> list[Violation]:
    """Return why a delivery cannot go on a sweep: it takes those of its day and earlier re-deliveries."""
    refusals = step_refusals(Step.PLAN, delivery_id, delivery, index, again=again)
    if delivery is None or refusals or _belongs(delivery, day):
        return refusals
    facts = {
        "id": delivery_id,
        "day": day.isoformat(),
        "date": delivery.booking.delivery_date.isoformat(),
    }
    return [Violation(Code.SWEEP_DAY_MISMATCH, "id", facts, index)]


def _belongs(delivery: Delivery, day: date) -> bool:
    booked = delivery.booking.delivery_date
    return booked < day if delivery.state is State.FOR_REDELIVERY else booked == day


def require_planned(sweep_id: str, sweep: Sweep | None) -> Sweep:
    """Return the sweep; raises `Refused` if it has started or does not exist."""
    if sweep is None or sweep.state is SweepState.CANCELED:
        raise Refused([Violation(Code.SWEEP_NOT_FOUND, "id", {"id": sweep_id})])
    if sweep.state is not SweepState.PLANNED:
        raise Refused([Violation(Code.SWEEP_ALREADY_STARTED, "id", {"id": sweep_id})])
    return sweep


def put_on_sweep(delivery: Delivery, sweep: Sweep, position: int, now: datetime) -> Delivery:
    """Return the delivery on the sweep; a re-delivery gets the sweep's day and keeps the one it had."""
    booked = delivery.booking.delivery_date
    return replace(
        apply_step(Step.PLAN, delivery, now),
        booking=replace(delivery.booking, delivery_date=sweep.day),
        sweep_id=sweep.id,
        position=position,
        estimate=None,
        missed_day=booked if delivery.state is State.FOR_REDELIVERY else None,
    )


def take_off_sweep(delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery as it was before it was put on its sweep."""
    after = apply_step(Step.UNPLAN, delivery, now)
    if delivery.missed_day is None:
        return after
    return replace(after, booking=replace(delivery.booking, delivery_date=delivery.missed_day))


def finish_if_complete(sweep: Sweep, states: Iterable[State], now: datetime) -> Sweep:
    """Return the sweep, finished if it has started and none of its deliveries is in progress."""
    if sweep.state is not SweepState.STARTED or State.IN_PROGRESS in states:
        return sweep
    return replace(sweep, state=SweepState.FINISHED, updated_at=now)
