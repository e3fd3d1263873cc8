from collections.abc import Iterator
from dataclasses import replace

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.location import AddressLevel, AddressMatch, Location
from domain.model.settings import AddressMode
from domain.rules.context import BookingContext, violation


def check_address(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """An address must not be ruled out by the register; a strict account's must be vouched for by it."""
    strict = context.settings.address_mode is AddressMode.STRICT
    for path, location, finding in _ends(booking, context):
        vouched = finding.level is AddressLevel.VERIFIED or not strict
        if not (finding.exists and vouched):
            yield violation(
                Code.ADDRESS_NOT_FOUND,
                f"{path}.address_1",
                address=location.one_line,
                suggestions=_suggestion_text(finding),
            )


def check_city(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """The zip code decides, the city must confirm."""
    for path, location, finding in _ends(booking, context):
        if not finding.city_agrees:
            yield violation(
                Code.ADDRESS_CITY_MISMATCH,
                f"{path}.city",
                zip=location.zip,
                city=location.city,
                expected=", ".join(finding.expected_cities),
            )


def with_address_match(location: Location, finding: AddressMatch) -> Location:
    """The location as it is kept: the register's coordinates where it has them, else the client's."""
    if finding.latitude is None or finding.longitude is None:
        return replace(location, level=finding.level)
    return replace(location, level=finding.level, latitude=finding.latitude, longitude=finding.longitude)


def _suggestion_text(finding: AddressMatch) -> str:
    """What the client may have meant, to be added to the sentence; "" where nothing comes near."""
    return f" Suggestions: {', '.join(finding.suggestions)}." if finding.suggestions else ""


def _ends(booking: Booking, context: BookingContext) -> tuple[tuple[str, Location, AddressMatch], ...]:
    return ("pickup", booking.pickup, context.pickup), ("drop_off", booking.drop_off, context.drop_off)
