"""Rules for dropshipping, services and departments of an account."""

from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.rules.context import BookingContext, violation


def check_dropshipping(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """Refuse dropshipping, which is a pickup at any place but the account's own stores, unless enabled."""
    if not (context.settings.dropshipping or context.from_own_store):
        yield violation(Code.DROPSHIPPING_NOT_ALLOWED, "pickup", address=booking.pickup.one_line)


def check_services(_booking: Booking, context: BookingContext) -> Iterator[Violation]:
    if not context.settings.home_delivery:
        yield violation(Code.SERVICE_NOT_OFFERED, "drop_off", service="home delivery")
    if not context.settings.store_pickup and context.from_own_store:
        yield violation(Code.SERVICE_NOT_OFFERED, "pickup", service="store pickup")


def check_department(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    if booking.department and booking.department not in context.settings.departments:
        yield violation(Code.DEPARTMENT_UNKNOWN, "department", department=booking.department)
