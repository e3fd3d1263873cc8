"""All rules a booking must keep, in the order in which they speak."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from domain.errors import Violation
from domain.model.booking import Booking
from domain.rules.addresses import address, city, located
from domain.rules.calendar import closed_date, weekday
from domain.rules.context import Context
from domain.rules.notice import notice
from domain.rules.services import department, dropshipping, services
from domain.rules.windows import delivery_window
from domain.rules.zones import delivery_zone, pickup_zone

BookingRule = Callable[[Booking, Context], Iterable[Violation]]

BOOKING_RULES: tuple[BookingRule, ...] = (
    pickup_zone,
    delivery_zone,
    dropshipping,
    services,
    department,
    address,
    city,
    weekday,
    closed_date,
    delivery_window,
    notice,
)


def judge(booking: Booking, context: Context, index: int) -> list[Violation]:
    """Every rule the booking breaks, as the item at `index` of its batch."""
    return [
        Violation(broken.code, broken.path, broken.facts, index)
        for rule in BOOKING_RULES
        for broken in rule(booking, context)
    ]


def accepted(booking: Booking, context: Context) -> Booking:
    """The booking as it is kept, with what the register adds to its two places."""
    return replace(
        booking,
        pickup=located(booking.pickup, context.pickup),
        drop_off=located(booking.drop_off, context.drop_off),
    )
