"""The editability of a delivery: permitted changes, reasons against others, and the deadline."""

from dataclasses import fields
from datetime import datetime

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.editability import Editability, Reason
from domain.model.events import HistoryEntry
from domain.model.location import AddressMatch
from domain.model.settings import Settings
from domain.rules.context import BookingContext
from domain.rules.deadlines import DEADLINES
from domain.rules.lifecycle import TRANSITIONS, Step, is_allowed

EVERY_FIELD = tuple(field.name for field in fields(Booking))
RESCHEDULING = ("delivery_date", "pickup_window", "delivery_window")
LOCKING = frozenset(
    transition.event_type
    for transition in TRANSITIONS.values()
    if not is_allowed(Step.UPDATE, transition.target)
    and any(is_allowed(Step.UPDATE, source) for source in transition.sources)
)
CHANGEABLE = frozenset(state for state in State if is_allowed(Step.UPDATE, state))
MOST_REASONS = len(DEADLINES)  # of a delivery that can be changed; any other one has its lock
_UNASKED = AddressMatch("")


def editability(
    delivery: Delivery, settings: Settings, now: datetime, lock: HistoryEntry | None
) -> Editability:
    """Return the editability by state and deadlines; `lock` is the last entry by which it became locked."""
    may_delete = is_allowed(Step.DELETE, delivery.state)
    if is_locked(delivery):
        return Editability(
            can_update=False,
            can_delete=may_delete,
            editable_fields=(),
            reasons=(_lock_reason(delivery, lock),),
        )
    context = BookingContext(settings, now, _UNASKED, _UNASKED)
    times = [(each, each.until(delivery.booking, settings)) for each in DEADLINES]
    reasons = [
        Reason(each.code, until)
        for each, until in times
        if until and any(each.check(delivery.booking, context))
    ]
    return Editability(
        can_update=True,
        can_delete=may_delete,
        editable_fields=RESCHEDULING if reasons else EVERY_FIELD,
        reasons=tuple(reasons),
        locks_at=min((until for _, until in times if until), default=None),
    )


def is_locked(delivery: Delivery) -> bool:
    """Whether the delivery cannot be changed at all."""
    return delivery.state not in CHANGEABLE


def _lock_reason(delivery: Delivery, lock: HistoryEntry | None) -> Reason:
    if lock is None:
        return Reason(Code.DELIVERY_LOCKED, delivery.updated_at)
    return Reason(Code.DELIVERY_LOCKED, lock.at, lock.actor)
