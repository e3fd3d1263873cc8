from collections.abc import Iterator, Sequence

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.postal_codes.normal_form import describe_format
from domain.model.postal_codes.order import end_key, is_range, is_reversed
from domain.model.zones import ZipRange, is_covered
from domain.rules.context import BookingContext, violation
from domain.rules.ends import recipient_end, recipient_location, store_end, store_location


def check_pickup_zone(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    zip_code = store_location(booking).zip
    if is_covered(context.settings.country, zip_code, context.settings.pickup_zones):
        return ()
    path = f"{store_end(booking, context).path}.zip"
    return [violation(Code.PICKUP_ZONE_NOT_ALLOWED, path, zip=zip_code)]


def check_delivery_zone(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    zip_code = recipient_location(booking).zip
    if is_covered(context.settings.country, zip_code, context.settings.delivery_zones):
        return ()
    path = f"{recipient_end(booking, context).path}.zip"
    return [violation(Code.DELIVERY_ZONE_NOT_ALLOWED, path, zip=zip_code)]


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
