"""The formats of dates, times and amounts; any other format is refused."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import strawberry
from strawberry.types.scalar import ScalarDefinition

from api.graphql.transport.errors import UnreadableValue
from domain.model.time_of_day import TIMES_OF_DAY, TimeOfDay

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOCAL_TIMES: Final = {text: each for each in TIMES_OF_DAY for text in (str(each), f"{each}:00")}
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def _reader(pattern: re.Pattern[str], read: Callable[[str], object], form: str) -> Callable[[object], object]:
    """Make a parser of text that matches `pattern`; it refuses everything else as not of `form`."""

    def parse(value: object) -> object:
        if isinstance(value, str) and pattern.fullmatch(value):
            try:
                return read(value)
            except (ValueError, OverflowError):
                pass
        raise _unreadable(form)

    return parse


def _unreadable(form: str) -> UnreadableValue:
    return UnreadableValue(f"It must be text of the form {form}")


def _in_utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _local_time(value: object) -> TimeOfDay:
    if isinstance(value, str) and (found := _LOCAL_TIMES.get(value)):
        return found
    raise _unreadable("16:30")


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z".zfill(len("2018-04-04T21:00:00.000000Z"))


def _amount(value: object) -> object:
    """Read text or a whole number, which is as exact; a number with a point went through binary."""
    whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**40
    return _read_amount(str(value) if whole else value)


_read_amount = _reader(_DECIMAL, Decimal, '"123.45"')

DATE_TIME: Final = strawberry.scalar(
    name="DateTime",
    description="An instant in UTC with microseconds, e.g. `2018-04-04T21:00:00.000000Z`. Input has an "
    "offset, e.g. `2018-04-04T23:00:00+02:00`, and at most six decimals of a second.",
    specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
    serialize=_instant,
    parse_value=_reader(_DATE_TIME, _in_utc, "2018-04-04T21:00:00Z"),
)
DATE: Final = strawberry.scalar(
    name="Date",
    description="A calendar day without a time zone, e.g. `2018-04-05`.",
    specified_by_url="https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#dates",
    serialize=date.isoformat,
    parse_value=_reader(_DATE, date.fromisoformat, "2018-04-05"),
)
LOCAL_TIME: Final = strawberry.scalar(
    name="LocalTime",
    description="A time of day in the account's time zone, to the minute, e.g. `16:30`; `24:00` is the end "
    "of the day. Input may end in the seconds `:00`.",
    specified_by_url="https://html.spec.whatwg.org/multipage/common-microsyntaxes.html#times",
    serialize=str,
    parse_value=_local_time,
)
DECIMAL: Final = strawberry.scalar(
    name="Decimal",
    description='An exact decimal number, written as text without an exponent, e.g. `"123.45"`. Input may '
    "also be a whole number; a number with a decimal point is refused, because it would not stay exact.",
    specified_by_url="https://www.w3.org/TR/xmlschema11-2/#decimal",
    serialize=lambda value: f"{value:f}",
    parse_value=_amount,
)

SCALARS: dict[object, ScalarDefinition] = {
    datetime: DATE_TIME,
    date: DATE,
    TimeOfDay: LOCAL_TIME,
    Decimal: DECIMAL,
}
