"""Rules for dropshipping, services, departments and returned deliveries of an account."""

from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.rules.context import BookingContext, violation
from domain.rules.ends import recipient_end, store_end
from domain.rules.identifiers import printable


def check_dropshipping(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """Refuse dropshipping unless it is enabled.

    It is a pickup at any place but the account's own stores; of a return, such a drop-off.
    """
    if context.settings.dropshipping:
        return
    end = store_end(booking, context)
    if not context.is_own_store(end.match):
        address = end.location.one_line
        yield violation(Code.DROPSHIPPING_NOT_ALLOWED, end.path, place=end.name, address=address)


def check_services(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    if not context.settings.home_delivery:
        recipient = recipient_end(booking, context)
        yield violation(Code.SERVICE_NOT_OFFERED, recipient.path, service="home delivery")
    if not context.settings.store_pickup:
        store = store_end(booking, context)
        if context.is_own_store(store.match):
            yield violation(Code.SERVICE_NOT_OFFERED, store.path, service="store pickup")


def check_department(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    if booking.department and booking.department not in context.settings.departments:
        yield violation(Code.DEPARTMENT_UNKNOWN, "department", department=booking.department)


def check_returned_delivery(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """Refuse a returned delivery, where one is named, that does not exist or is deleted."""
    named = booking.returned_delivery_id
    if named and named not in context.deliveries:
        yield violation(Code.RETURNED_DELIVERY_UNKNOWN, "returned_delivery_id", id=printable(named))
