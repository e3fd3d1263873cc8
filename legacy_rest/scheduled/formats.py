"""From this dialect's formats to the domain's values; what cannot be converted stays as it came."""

import re
from collections.abc import Callable
from decimal import Decimal

from domain.model.booking import Kind
from domain.model.caller import Identity
from domain.model.time_of_day import TimeOfDay
from legacy_rest.scheduled.countries import country
from legacy_rest.scheduled.dates import delivery_day

Format = Callable[[object, Identity], object]

LARGEST_NUMBER = 10**9
_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_CLOCK_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_WISHES = {"true": True, "1": True, "false": False, "0": False, "": False}


def as_it_came(value: object, _identity: Identity) -> object:
    return value


def number(value: object, _identity: Identity) -> object:
    """Whole numbers, also as text and as `1.0`."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    # Compared before it is converted: 1E+999999999 is short to write.
    if isinstance(value, Decimal) and 0 <= value <= LARGEST_NUMBER and int(value) == value:
        return int(value)
    return value


def zip_code(value: object, identity: Identity) -> object:
    """Text; a number gets back the zeros in front that numbers lose."""
    plain = value if isinstance(value, str) else number(value, identity)
    if type(plain) is int and 0 <= plain <= LARGEST_NUMBER:
        return str(plain).zfill(country(identity.country).zip_digits)
    return plain


def clock_time(value: object, _identity: Identity) -> object:
    """Local times written `HH:MM`; "" asks for the default."""
    if value == "":
        return None
    if isinstance(value, str) and (parts := _CLOCK_TIME.fullmatch(value)):
        return TimeOfDay.at(int(parts[1]), int(parts[2]))
    return value


def day(value: object, identity: Identity) -> object:
    return (isinstance(value, str) and delivery_day(value, identity.time_zone)) or value


def kind(value: object, _identity: Identity) -> object:
    return value.upper() if isinstance(value, str) and value.upper() in Kind.__members__ else value


def amount(value: object) -> object:
    """Exact decimals, also as text."""
    if type(value) is int or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return Decimal(value)
    return value


def degrees(value: object, limit: int) -> float | None:
    """A coordinate, also as text; `None` where it is none."""
    exact = amount(value)
    return float(exact) if isinstance(exact, Decimal) and -limit <= exact <= limit else None


def wish(value: object) -> object:
    """Yes or no, also as text and as 1 or 0; no word at all is no."""
    if value is None:
        return False
    return _WISHES.get(str(value).lower(), value) if type(value) in (str, int, bool) else value
