from collections.abc import Callable, Iterator
from dataclasses import replace

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.location import AddressLevel, AddressMatch, Location
from domain.model.settings import AddressMode
from domain.rules.context import BookingContext, violation
from domain.rules.ends import End, drop_off_end, pickup_end

FindEnd = Callable[[Booking, BookingContext], End]


def check_address(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """Refuse an address that the register excludes; for strict accounts also one that it does not verify."""
    is_strict = context.settings.address_mode is AddressMode.STRICT
    for match, find_end in _matches(context):
        is_known_enough = match.level is AddressLevel.VERIFIED or not is_strict
        if not (match.exists and is_known_enough):
            end = find_end(booking, context)
            yield violation(
                Code.ADDRESS_NOT_FOUND,
                f"{end.path}.address_1",
                address=end.location.one_line,
                suggestions=_suggestion_text(match),
            )


def check_city(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """Refuse a city that does not belong to the zip code."""
    for match, find_end in _matches(context):
        if not match.city_agrees:
            end = find_end(booking, context)
            yield violation(
                Code.ADDRESS_CITY_MISMATCH,
                f"{end.path}.city",
                zip=end.location.zip,
                city=end.location.city,
                expected=", ".join(match.expected_cities),
            )


def with_address_match(location: Location, match: AddressMatch) -> Location:
    """Return the location with the register's level, and with its coordinates if it has any.

    It is the location itself if it has both already.
    """
    source = location if match.latitude is None or match.longitude is None else match
    latitude, longitude = source.latitude, source.longitude
    found = (match.level, latitude, longitude)
    if found == (location.level, location.latitude, location.longitude):
        return location
    return replace(location, level=match.level, latitude=latitude, longitude=longitude)


def _suggestion_text(match: AddressMatch) -> str:
    """Return the register's suggestions as an additional sentence; "" if there are none."""
    return f" Suggestions: {', '.join(match.suggestions)}." if match.suggestions else ""


def _matches(context: BookingContext) -> tuple[tuple[AddressMatch, FindEnd], ...]:
    """Return what the register found for both ends; the ends themselves are needed for refusals alone."""
    return (context.pickup, pickup_end), (context.drop_off, drop_off_end)
