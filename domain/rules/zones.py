from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.zones import covered
from domain.rules.context import Context, violation


def pickup_zone(booking: Booking, context: Context) -> Iterator[Violation]:
    code = booking.pickup.zip
    if not covered(code, context.settings.pickup_zones):
        yield violation(Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip", zip=code)


def delivery_zone(booking: Booking, context: Context) -> Iterator[Violation]:
    code = booking.drop_off.zip
    if not covered(code, context.settings.delivery_zones):
        yield violation(Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip", zip=code)
