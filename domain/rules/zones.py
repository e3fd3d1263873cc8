from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.zones import is_covered
from domain.rules.context import BookingContext, violation


def check_pickup_zone(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    code = booking.pickup.zip
    if not is_covered(code, context.settings.pickup_zones):
        yield violation(Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip", zip=code)


def check_delivery_zone(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    code = booking.drop_off.zip
    if not is_covered(code, context.settings.delivery_zones):
        yield violation(Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip", zip=code)
