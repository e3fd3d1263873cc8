"""What may be done with a delivery now, why not more, and until when."""

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
    passage.event_type
    for passage in TRANSITIONS.values()
    if not is_allowed(Step.UPDATE, passage.target)
    and any(is_allowed(Step.UPDATE, source) for source in passage.sources)
)
_UNASKED = AddressMatch("")


def editability(
    delivery: Delivery, settings: Settings, now: datetime, happened: Iterable[HistoryEntry]
) -> Editability:
    """By the delivery's state and by notice; `happened` are the entries of its history that are `LOCKING`."""
    may_delete = is_allowed(Step.DELETE, delivery.state)
    if not is_allowed(Step.UPDATE, delivery.state):
        return Editability(
            can_update=False, can_delete=may_delete, editable_fields=(), reasons=(_lock(delivery, happened),)
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


def _lock(delivery: Delivery, happened: Iterable[HistoryEntry]) -> Reason:
    """The last entry that took it out of a state in which it could be changed."""
    locks = [entry for entry in happened if is_allowed(Step.UPDATE, State(str(entry.changes["state"][0])))]
    if not locks:
        return Reason(Code.DELIVERY_LOCKED, delivery.updated_at)
    return Reason(Code.DELIVERY_LOCKED, locks[-1].at, locks[-1].actor)
