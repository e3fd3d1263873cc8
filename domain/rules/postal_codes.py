"""Rules for the postal codes of addresses; where a code is malformed, nothing else is said of its address."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.postal_codes.normal_form import describe_format, read_code
from domain.rules.context import BookingContext, violation

# What is judged by the place that a code names, besides the fields of its address.
_JUDGED_BY_PLACE: Final[Mapping[str, str]] = {"drop_off": "delivery_window"}


def check_pickup_zip(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    return _check_zip(context.settings.country, "pickup.zip", booking.pickup.zip)


def check_drop_off_zip(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    return _check_zip(context.settings.country, "drop_off.zip", booking.drop_off.zip)


def require_code(country: str) -> str:
    """Return the requirement that a code of the country meets."""
    return f"must be a zip code of {country} in the form {describe_format(country)}"


def drop_consequences(violations: Sequence[Violation]) -> Sequence[Violation]:
    """Return the violations without those of addresses whose code is malformed, except that."""
    malformed = [each.path.partition(".")[0] for each in violations if each.code is Code.ZIP_CODE_MALFORMED]
    if not malformed:
        return violations
    dropped = {*malformed, *(_JUDGED_BY_PLACE.get(place, place) for place in malformed)}
    return [
        each
        for each in violations
        if each.code is Code.ZIP_CODE_MALFORMED or each.path.partition(".")[0] not in dropped
    ]


def _check_zip(country: str, path: str, zip_code: str) -> Sequence[Violation]:
    if read_code(country, zip_code) is not None:
        return ()
    form = describe_format(country)
    return [violation(Code.ZIP_CODE_MALFORMED, path, country=country, zip=zip_code, form=form)]
