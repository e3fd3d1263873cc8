"""Rules for dropshipping, services, departments and returned deliveries of an account."""

from collections.abc import Sequence

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.rules.context import BookingContext, violation
from domain.rules.ends import recipient_end, store_end
from domain.rules.identifiers import printable


def check_dropshipping(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse dropshipping unless it is enabled.

    It is a pickup at any place but the account's own stores; of a return, such a drop-off.
    """
    if context.settings.dropshipping:
        return ()
    end = store_end(booking, context)
    if context.is_own_store(end.match):
        return ()
    address = end.location.one_line
    return [violation(Code.DROPSHIPPING_NOT_ALLOWED, end.path, place=end.name, address=address)]


def check_services(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    settings = context.settings
    if settings.home_delivery and settings.store_pickup:
        return ()
    found = []
    if not settings.home_delivery:
        recipient = recipient_end(booking, context)
        found.append(violation(Code.SERVICE_NOT_OFFERED, recipient.path, service="home delivery"))
    if not settings.store_pickup and context.is_own_store((store := store_end(booking, context)).match):
        found.append(violation(Code.SERVICE_NOT_OFFERED, store.path, service="store pickup"))
    return found


def check_department(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    if not booking.department or booking.department in context.settings.departments:
        return ()
    return [violation(Code.DEPARTMENT_UNKNOWN, "department", department=booking.department)]


def check_returned_delivery(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a returned delivery, where one is named, that does not exist or is deleted."""
    named = booking.returned_delivery_id
    if not named or named in context.deliveries:
        return ()
    return [violation(Code.RETURNED_DELIVERY_UNKNOWN, "returned_delivery_id", id=printable(named))]
