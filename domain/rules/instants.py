"""Instants of local times."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.time_of_day import TimeOfDay

REMEMBERED: Final = 4_096  # instants, as the items of a batch share days and windows
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=REMEMBERED)
def local_instant(day: date, clock: TimeOfDay, time_zone: ZoneInfo) -> datetime:
    """Return the instant of a local time, not converted to UTC, which may be beyond the year 9999.

    Of a time that the clock shows twice it is the first one, of a time that the clock skips the instant of
    the change. Raises `OverflowError` for the end of the last day.
    """
    local = datetime.combine(day, time(), time_zone) + timedelta(minutes=clock.minutes)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is None or after is None or before >= after:
        return local
    wall = local.replace(tzinfo=UTC)
    return _find_change(wall - after, wall - before, time_zone)


@lru_cache(maxsize=REMEMBERED)
def utc_instant(day: date, clock: TimeOfDay, time_zone: ZoneInfo) -> datetime | None:
    """Return the same in UTC; `None` beyond the year 9999."""
    try:
        return local_instant(day, clock, time_zone).astimezone(UTC)
    except OverflowError:
        return None


def _find_change(before: datetime, after: datetime, time_zone: ZoneInfo) -> datetime:
    """Return the first second between two instants in UTC that has the offset of the later one."""
    later = after.astimezone(time_zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(time_zone).utcoffset() == later:
            after = middle
        else:
            before = middle
    return after
