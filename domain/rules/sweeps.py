"""What may go on a sweep, and what a sweep does to the deliveries on it."""

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
    """A sweep takes created deliveries of its own day and re-deliveries of earlier ones."""
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
    """The sweep, which has not started; raises `Refused` where it has or does not exist."""
    if sweep is None or sweep.state is SweepState.CANCELED:
        raise Refused([Violation(Code.SWEEP_NOT_FOUND, "id", {"id": sweep_id})])
    if sweep.state is not SweepState.PLANNED:
        raise Refused([Violation(Code.SWEEP_ALREADY_STARTED, "id", {"id": sweep_id})])
    return sweep


def put_on_sweep(delivery: Delivery, sweep: Sweep, position: int, now: datetime) -> Delivery:
    """The delivery locked on the sweep; a re-delivery moves to the sweep's day and loses its old estimate."""
    return replace(
        apply_step(Step.PLAN, delivery, now),
        booking=replace(delivery.booking, delivery_date=sweep.day),
        sweep_id=sweep.id,
        position=position,
        estimate=None,
    )


def take_off_sweep(delivery: Delivery, now: datetime) -> Delivery:
    return replace(apply_step(Step.UNPLAN, delivery, now), sweep_id=None, position=None, estimate=None)


def finish_if_complete(sweep: Sweep, states: Iterable[State], now: datetime) -> Sweep:
    """A started sweep is finished once none of its deliveries is under way any more."""
    if sweep.state is not SweepState.STARTED or State.IN_PROGRESS in states:
        return sweep
    return replace(sweep, state=SweepState.FINISHED, updated_at=now)
