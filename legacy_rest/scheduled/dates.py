"""The delivery date in every format that clients of this dialect send."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

BEFORE_MIDNIGHT = timedelta(hours=3)
MIDNIGHT = time()

_DATE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<decimals>[0-9]{1,9}))?)?"
    r"(?P<offset>[Zz]|(?P<sign>[+-])(?P<hours>[0-9]{2})(?::?(?P<minutes>[0-5][0-9]))?)?)?"
)


def read_delivery_day(text: str, time_zone: ZoneInfo) -> date | None:
    """Return the day in `time_zone` of a date, a local date-time or an instant; `None` for other text.

    Two kinds of instants in UTC (`Z`) stand for a day. Midnight is its own date: JavaScript writes a date
    that a user picks like this. A full hour in the last three hours before local midnight is the day that
    begins there: clients send the start of a day by a clock up to three hours ahead of the account's.
    """
    parts = _DATE.fullmatch(text)
    if parts is None:
        return None
    try:
        return _day(parts, time_zone)
    except (ValueError, OverflowError):  # no such day or time, or one outside the years 1 to 9999
        return None


def has_offset(text: str) -> bool:
    """Whether the text is an instant, of which the day depends on a time zone."""
    parts = _DATE.fullmatch(text)
    return parts is not None and parts["offset"] is not None


def _day(parts: re.Match[str], time_zone: ZoneInfo) -> date:
    day = date.fromisoformat(parts["day"])
    if parts["hour"] is None:
        return day
    clock = time(int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0))
    is_utc = parts["offset"] in ("Z", "z")
    if parts["offset"] is None or (is_utc and clock == MIDNIGHT):
        return day
    instant = datetime.combine(day, clock, _offset(parts)).astimezone(UTC)
    is_full_hour = clock.minute == clock.second == 0 and not (parts["decimals"] or "").strip("0")
    if is_utc and is_full_hour:
        instant += BEFORE_MIDNIGHT
    return instant.astimezone(time_zone).date()


def _offset(parts: re.Match[str]) -> timezone:
    ahead = timedelta(hours=int(parts["hours"] or 0), minutes=int(parts["minutes"] or 0))
    return timezone(-ahead if parts["sign"] == "-" else ahead)
