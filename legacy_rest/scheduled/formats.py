"""Conversion of this dialect's formats to the domain's values; a value that cannot be converted stays."""

import re
from collections.abc import Callable
from decimal import Decimal

from domain.model.auth import Identity
from domain.model.booking import Kind
from domain.model.time_of_day import END_OF_DAY, TIMES_OF_DAY
from legacy_rest.scheduled.countries import find_country
from legacy_rest.scheduled.dates import read_delivery_day

Format = Callable[[object, Identity], object]

LARGEST_NUMBER = 10**9
_DIGITS = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_CLOCK_TIMES = {str(each): each for each in TIMES_OF_DAY if each != END_OF_DAY}
_FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


def keep_value(value: object, _identity: Identity) -> object:
    return value


def read_number(value: object, _identity: Identity) -> object:
    """Convert whole numbers, also as text and as `1.0`."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    # Compared before it is converted, because 1E+999999999 has a billion digits.
    if isinstance(value, Decimal) and 0 <= value <= LARGEST_NUMBER and int(value) == value:
        return int(value)
    return value


def read_zip_code(value: object, identity: Identity) -> object:
    """Convert numbers to text with their leading zeros; text stays."""
    plain = value if isinstance(value, str) else read_number(value, identity)
    if type(plain) is int and 0 <= plain <= LARGEST_NUMBER:
        return str(plain).zfill(find_country(identity.country).zip_digits)
    return plain


def read_clock_time(value: object, _identity: Identity) -> object:
    """Convert local times in the format `HH:MM`; "" asks for the default."""
    if value == "":
        return None
    return _CLOCK_TIMES.get(value, value) if isinstance(value, str) else value


def read_day(value: object, identity: Identity) -> object:
    return (isinstance(value, str) and read_delivery_day(value, identity.time_zone)) or value


def read_kind(value: object, _identity: Identity) -> object:
    return value.upper() if isinstance(value, str) and value.upper() in Kind.__members__ else value


def read_amount(value: object) -> object:
    """Convert to exact decimals, also from text."""
    if type(value) is int or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return Decimal(value)
    return value


def read_degrees(value: object, limit: int) -> float | None:
    """Convert a coordinate, also from text; `None` if the value is not a coordinate."""
    exact = read_amount(value)
    return float(exact) if isinstance(exact, Decimal) and -limit <= exact <= limit else None


def read_flag(value: object) -> object:
    """Convert true or false, also as text and as 1 or 0; null is false."""
    if value is None:
        return False
    return _FLAGS.get(str(value).lower(), value) if type(value) in (str, int, bool) else value
