"""The formats of this dialect's values, and their conversion; a value that cannot be converted stays."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.booking import Kind
from domain.model.postal_codes.normal_form import pad_number
from domain.model.time_of_day import END_OF_DAY, TIMES_OF_DAY, TimeOfDay
from domain.rules.form_reader import LocalValue, UnreadableField
from domain.rules.identifiers import is_id
from legacy_rest.scheduled.dates import has_offset, read_delivery_day

LARGEST_NUMBER: Final = 10**9
LARGEST_TEXT: Final = 10**40  # as a number that stands for text
DATE_REQUIREMENT: Final = (
    "must be a date from 1970-01-01 to 9999-12-31, written 2018-04-05, 2018-04-05T09:00:00 or, as an "
    "instant, 2018-04-05T09:00:00Z"
)

_ANY_ZONE: Final = ZoneInfo("UTC")  # of a date or a local date-time, whose day is the same everywhere
KIND_REQUIREMENT: Final = f"must be {' or '.join(Kind).lower()}"

_WHOLE_NUMBER = re.compile(r"([0-9]{1,9})(?:\.0{1,9})?")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_CLOCK_TIMES = {str(each): each for each in TIMES_OF_DAY}
_CLOCK_TIME = re.compile(
    r"(?P<hour>[01]?[0-9]|2[0-4])"
    r"(?::(?P<minute>[0-5][0-9])(?::00(?:\.0{1,9})?)?|\.(?P<minute_after_dot>[0-5][0-9])(?:\.00)?)"
)
_FLAGS = {
    "true": True,
    "1": True,
    "on": True,
    "yes": True,
    "false": False,
    "0": False,
    "off": False,
    "no": False,
}
_DUMMY = (10.0, 10.0)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what clients may send, its conversion, and the types in JSON.

    What depends on the account's locale is converted to a `LocalValue`.
    """

    description: str
    convert: Callable[[object], object]
    types: Sequence[str] = ("string",)


def is_blank(value: object) -> bool:
    """Whether the value is null or a text without a character, as HTML sends a field that is left empty."""
    return value is None or (type(value) is str and not value.strip())


def read_text(value: object) -> object:
    """Keep text; convert a number to the text that it stands for, e.g. 4711.0 to `4711`."""
    if type(value) is str:
        return value
    return _number_text(value) if isinstance(value, int | Decimal) else value


def read_country_code(value: object) -> object:
    """Keep text; blank text asks for the account's country."""
    return LocalValue("", lambda locale: locale.country) if is_blank(value) else value


def read_id(value: object) -> object:
    """Convert an id in capital letters to the usual ones; any other value stays."""
    plain = value.strip().lower() if isinstance(value, str) else ""
    return plain if is_id(plain) else value


def read_reference(value: object) -> object:
    """Convert what may be an id, and is kept as text in any case."""
    return read_id(read_text(value))


def read_number(value: object) -> object:
    """Convert whole numbers, also as text and as `1.0`; blank text asks for the default."""
    if isinstance(value, str):
        if found := _WHOLE_NUMBER.fullmatch(value):
            return int(found[1])
        return None if is_blank(value) else value
    # Compared before it is converted, because 1E+999999999 has a billion digits.
    if isinstance(value, Decimal) and 0 <= value <= LARGEST_NUMBER and int(value) == value:
        return int(value)
    return value


def read_zip_code(value: object) -> object:
    """Convert numbers to text with their leading zeros; text stays."""
    plain = value if isinstance(value, str) else read_number(value)
    if type(plain) is int and 0 <= plain <= LARGEST_NUMBER:
        return LocalValue(plain, lambda locale: pad_number(locale.country, plain))
    return plain


def read_clock_time(value: object) -> object:
    """Convert local times as people, spreadsheets and databases write them; blank text asks for the default.

    These are `HH:MM`, `H:MM`, `HH.MM`, and the same with seconds that are zero, up to 24:00. What may be a
    number of hours (`9`, `9.5`) stays.
    """
    if not isinstance(value, str):
        return value
    if usual := _CLOCK_TIMES.get(value):
        return usual
    if found := _CLOCK_TIME.fullmatch(value):
        clock = TimeOfDay.at(int(found["hour"]), int(found["minute"] or found["minute_after_dot"]))
        return clock if clock <= END_OF_DAY else value
    return None if is_blank(value) else value


def read_day(value: object) -> object:
    """Convert dates; any other text is refused with the formats that a date may have."""
    if not isinstance(value, str):
        return value
    if has_offset(value):
        return LocalValue(value, lambda locale: _read_day_in(locale.time_zone, value))
    return _read_day_in(_ANY_ZONE, value)


def read_kind(value: object) -> object:
    """Convert the name of a kind in any case; blank text asks for the default, any other value is refused."""
    if is_blank(value):
        return None
    name = value.upper() if isinstance(value, str) else ""
    return name if name in Kind.__members__ else UnreadableField(name, KIND_REQUIREMENT)


def read_amount(value: object) -> object:
    """Convert to exact decimals, also from text; blank text means none."""
    if type(value) is int or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return Decimal(value)
    return None if is_blank(value) else value


def read_coordinates(latitude: object, longitude: object) -> tuple[float, float] | None:
    """Convert a pair of coordinates, also from text; `None` if either is none, or both are the dummy 10."""
    pair = _read_degrees(latitude, 90), _read_degrees(longitude, 180)
    return None if None in pair or pair == _DUMMY else pair  # type: ignore[return-value]


def read_flag(value: object) -> object:
    """Convert true or false, also as 1 or 0 and as HTML sends a box; blank text and null are false."""
    if type(value) is bool:
        return value
    if is_blank(value):
        return False
    if isinstance(value, Decimal) and value in (0, 1):
        return value == 1
    return _FLAGS.get(str(value).lower(), value) if type(value) in (str, int) else value


def _read_day_in(time_zone: ZoneInfo, text: str) -> object:
    return read_delivery_day(text, time_zone) or UnreadableField(text, DATE_REQUIREMENT)


def _number_text(number: int | Decimal) -> object:
    """Return the digits of a number; a truth value, and a number of too many digits, stays."""
    if isinstance(number, bool) or not -LARGEST_TEXT < number < LARGEST_TEXT:
        return number
    text = str(int(number) if int(number) == number else number)
    return text if _NUMBER.fullmatch(text) else number


def _read_degrees(value: object, limit: int) -> float | None:
    exact = read_amount(value)
    return float(exact) if isinstance(exact, Decimal) and -limit <= exact <= limit else None


_OR_NUMBER: Final = ("string", "number")
TEXT: Final = Format("Text; a number is taken as the text that it stands for.", read_text, _OR_NUMBER)
COUNTRY_CODE: Final = Format("2 or 3 letters. Blank: the account's country.", read_country_code)
ID: Final = Format("24 hex digits.", read_id)
REFERENCE: Final = Format("24 hex digits, or text of the client's own.", read_reference, _OR_NUMBER)
WHOLE_NUMBER: Final = Format("A whole number, also as text.", read_number, _OR_NUMBER)
ZIP_CODE: Final = Format("Text; a number gets the zeros that it has lost.", read_zip_code, _OR_NUMBER)
CLOCK_TIME: Final = Format(
    "A local time, `HH:MM`; also `H:MM`, `HH:MM:SS` with zero seconds, and `HH.MM`. Blank: the default.",
    read_clock_time,
)
DAY: Final = Format(
    "A date, a local date-time without an offset, or an instant; the delivery day is its day in the "
    "account's time zone.",
    read_day,
)
KIND: Final = Format("`return` for a return; else `delivery`, or blank.", read_kind)
