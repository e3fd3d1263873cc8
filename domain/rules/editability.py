"""The editability of a delivery: permitted changes, reasons against others, and the deadline."""

from collections.abc import Iterable
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
from domain.rules.lifecycle import TRANSITIONS, Step, is_allowed
from domain.rules.notice import check_notice, notice_deadline

EVERY_FIELD = tuple(field.name for field in fields(Booking))
RESCHEDULING = ("delivery_date", "pickup_window")
LOCKING = frozenset(
    transition.event_type
    for transition in TRANSITIONS.values()
    if not is_allowed(Step.UPDATE, transition.target)
    and any(is_allowed(Step.UPDATE, source) for source in transition.sources)
)
MOST_REASONS = 1  # the lock of a delivery that cannot be changed, the notice of any other one
_UNASKED = AddressMatch("")


def editability(
    delivery: Delivery, settings: Settings, now: datetime, entries: Iterable[HistoryEntry]
) -> Editability:
    """Return the editability by state and notice; `entries` are the `LOCKING` ones of the history."""
    may_delete = is_allowed(Step.DELETE, delivery.state)
    if not is_allowed(Step.UPDATE, delivery.state):
        return Editability(
            can_update=False, can_delete=may_delete, editable_fields=(), reasons=(_lock(delivery, entries),)
        )
    until = notice_deadline(delivery.booking, settings)
    too_late = any(check_notice(delivery.booking, BookingContext(settings, now, _UNASKED, _UNASKED)))
    return Editability(
        can_update=True,
        can_delete=may_delete,
        editable_fields=RESCHEDULING if too_late else EVERY_FIELD,
        reasons=(Reason(Code.NOTICE_TOO_SHORT, until),) if too_late and until else (),
        locks_at=until,
    )


def _lock(delivery: Delivery, entries: Iterable[HistoryEntry]) -> Reason:
    """Return the reason of the last entry that left a state in which the delivery could be changed."""
    locks = [entry for entry in entries if is_allowed(Step.UPDATE, State(str(entry.changes["state"][0])))]
    if not locks:
        return Reason(Code.DELIVERY_LOCKED, delivery.updated_at)
    return Reason(Code.DELIVERY_LOCKED, locks[-1].at, locks[-1].actor)
