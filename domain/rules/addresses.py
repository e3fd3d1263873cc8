from collections.abc import Callable, Sequence

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.builders import make_replacer
from domain.model.location import AddressLevel, AddressMatch, Location
from domain.model.settings import AddressMode
from domain.rules.context import BookingContext, violation
from domain.rules.ends import End, drop_off_end, pickup_end

FindEnd = Callable[[Booking, BookingContext], End]

_with_match = make_replacer(Location, "level", "latitude", "longitude")


def check_address(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse an address that the register excludes; for strict accounts also one that it does not verify."""
    is_strict = context.settings.address_mode is AddressMode.STRICT
    return [
        _refuse_address(find_end(booking, context))
        for match, find_end in _matches(context)
        if not match.exists or (is_strict and match.level is not AddressLevel.VERIFIED)
    ]


def check_city(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a city that does not belong to the zip code."""
    return [
        _refuse_city(find_end(booking, context))
        for match, find_end in _matches(context)
        if not match.city_agrees
    ]


def with_address_match(location: Location, match: AddressMatch) -> Location:
    """Return the location with the register's level, and with its coordinates if it has any.

    It is the location itself if it has both already.
    """
    source = location if match.latitude is None or match.longitude is None else match
    latitude, longitude = source.latitude, source.longitude
    found = (match.level, latitude, longitude)
    if found == (location.level, location.latitude, location.longitude):
        return location
    return _with_match(location, *found)


def _refuse_address(end: End) -> Violation:
    suggestions = _suggestion_text(end.match)
    path, address = f"{end.path}.address_1", end.location.one_line
    return violation(Code.ADDRESS_NOT_FOUND, path, address=address, suggestions=suggestions)


def _refuse_city(end: End) -> Violation:
    path, expected = f"{end.path}.city", ", ".join(end.match.expected_cities)
    place = end.location
    return violation(Code.ADDRESS_CITY_MISMATCH, path, zip=place.zip, city=place.city, expected=expected)


def _suggestion_text(match: AddressMatch) -> str:
    """Return the register's suggestions as an additional sentence; "" if there are none."""
    return f" Suggestions: {', '.join(match.suggestions)}." if match.suggestions else ""


def _matches(context: BookingContext) -> tuple[tuple[AddressMatch, FindEnd], ...]:
    """Return what the register found for both ends; the ends themselves are needed for refusals alone."""
    return (context.pickup, pickup_end), (context.drop_off, drop_off_end)
