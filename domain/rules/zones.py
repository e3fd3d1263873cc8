from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.postal_codes.normal_form import describe_format
from domain.model.postal_codes.order import end_key, is_range, is_reversed
from domain.model.zones import ZipRange, is_covered
from domain.rules.context import BookingContext, violation
from domain.rules.ends import recipient_end, store_end


def check_pickup_zone(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    end = store_end(booking, context)
    if not is_covered(context.settings.country, end.location.zip, context.settings.pickup_zones):
        yield violation(Code.PICKUP_ZONE_NOT_ALLOWED, f"{end.path}.zip", zip=end.location.zip)


def check_delivery_zone(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    end = recipient_end(booking, context)
    if not is_covered(context.settings.country, end.location.zip, context.settings.delivery_zones):
        yield violation(Code.DELIVERY_ZONE_NOT_ALLOWED, f"{end.path}.zip", zip=end.location.zip)


def find_flaws(zone: ZipRange, country: str) -> Iterator[tuple[str, str]]:
    """Yield what a zone of the settings does not meet: ends that are none, or no code between them.

    Each flaw is the attribute of an end and its requirement.
    """
    first, last = end_key(country, zone.zip_from), end_key(country, zone.zip_to)
    form = describe_format(country)
    if first is None:
        yield "zip_from", f"must be or begin a zip code in the form {form}"
    if last is None and zone.zip_to != zone.zip_from:
        yield "zip_to", f"must be or begin a zip code in the form {form}"
    if first and last and is_reversed(first, last):
        yield "zip_to", "must not be before the first zip code of the range"
    elif first and last and not is_range(country, first, last):
        yield "zip_from", f"must begin a range that has zip codes in the form {form}"
