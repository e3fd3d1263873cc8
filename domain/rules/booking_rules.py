"""All rules for bookings, in the order in which they are checked."""

from collections.abc import Callable, Sequence

from domain.errors import Violation
from domain.model.booking import Booking
from domain.model.builders import make_replacer
from domain.rules.addresses import check_address, check_city, with_address_match
from domain.rules.calendar import check_closed_date, check_weekday
from domain.rules.context import BookingContext
from domain.rules.deadlines import check_cut_off, check_past_window
from domain.rules.notice import check_notice
from domain.rules.postal_codes import check_drop_off_zip, check_pickup_zip, drop_consequences
from domain.rules.services import (
    check_department,
    check_dropshipping,
    check_returned_delivery,
    check_services,
)
from domain.rules.windows import check_delivery_window
from domain.rules.zones import check_delivery_zone, check_pickup_zone

_with_places = make_replacer(Booking, "pickup", "drop_off")

BookingRule = Callable[[Booking, BookingContext], Sequence[Violation]]

BOOKING_RULES: tuple[BookingRule, ...] = (
    check_pickup_zip,
    check_drop_off_zip,
    check_pickup_zone,
    check_delivery_zone,
    check_dropshipping,
    check_services,
    check_department,
    check_returned_delivery,
    check_address,
    check_city,
    check_weekday,
    check_closed_date,
    check_delivery_window,
    check_notice,
    check_past_window,
    check_cut_off,
)


def judge(booking: Booking, context: BookingContext, index: int) -> list[Violation]:
    """Return a violation for every rule that the booking breaks, as the item at `index` of its batch."""
    found = [broken for rule in BOOKING_RULES for broken in rule(booking, context)]
    if not found:
        return found
    return [Violation(each.code, each.path, each.facts, index) for each in drop_consequences(found)]


def with_findings(booking: Booking, context: BookingContext) -> Booking:
    """Return the booking with the address register's findings about its two locations.

    It is the booking itself if both locations stay as they are.
    """
    pickup = with_address_match(booking.pickup, context.pickup)
    drop_off = with_address_match(booking.drop_off, context.drop_off)
    if pickup is booking.pickup and drop_off is booking.drop_off:
        return booking
    return _with_places(booking, pickup, drop_off)
