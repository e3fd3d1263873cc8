from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window
from domain.rules.instants import local_instant, utc_instant
from tests.domain.strategies import days, time_zones, windows

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
LAST_DAY = date(9999, 12, 31)


@given(days | st.sampled_from([SPRING, AUTUMN]), windows, time_zones)
@example(SPRING, Window(TimeOfDay.at(2, 30), TimeOfDay.at(3)), COPENHAGEN)
@example(SPRING, Window(TimeOfDay.at(2), TimeOfDay.at(2, 30)), COPENHAGEN)
@example(date(2026, 9, 5), Window(TimeOfDay.at(8), END_OF_DAY), ZoneInfo("America/Santiago"))
def test_a_window_never_closes_before_it_opens(day: date, window: Window, zone: ZoneInfo) -> None:
    start, end = utc_instant(day, window.start, zone), utc_instant(day, window.end, zone)
    assert end is None or (start is not None and start <= end)


@given(days, st.integers(0, 24 * 60 - 1).map(TimeOfDay), time_zones)
def test_the_clock_shows_the_time_at_its_instant(day: date, clock: TimeOfDay, zone: ZoneInfo) -> None:
    shown = local_instant(day, clock, zone)
    skipped = shown.tzinfo is UTC
    assert skipped or (shown.date(), TimeOfDay.from_time(shown.time())) == (day, clock)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Copenhagen", date(2018, 4, 5), TimeOfDay.at(8), "2018-04-05T06:00:00"),
        ("Europe/Copenhagen", date(2018, 4, 5), END_OF_DAY, "2018-04-05T22:00:00"),
        ("Europe/Copenhagen", SPRING, TimeOfDay.at(1, 59), "2026-03-29T00:59:00"),
        ("Europe/Copenhagen", SPRING, TimeOfDay.at(2, 30), "2026-03-29T01:00:00"),
        ("Europe/Copenhagen", SPRING, TimeOfDay.at(3), "2026-03-29T01:00:00"),
        ("Europe/Copenhagen", SPRING, END_OF_DAY, "2026-03-29T22:00:00"),
        ("Europe/Copenhagen", AUTUMN, TimeOfDay.at(2, 30), "2026-10-25T00:30:00"),
        ("America/Santiago", date(2026, 9, 5), END_OF_DAY, "2026-09-06T04:00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), TimeOfDay.at(2, 15), "2026-10-03T15:30:00"),
        ("Africa/Monrovia", date(1972, 1, 7), TimeOfDay.at(0, 20), "1972-01-07T00:44:30"),
        ("Pacific/Niue", LAST_DAY, TimeOfDay.at(23), None),
        ("UTC", LAST_DAY, END_OF_DAY, None),
    ],
)
def test_a_local_time_is_an_instant(zone: str, day: date, clock: TimeOfDay, expected: str | None) -> None:
    found = utc_instant(day, clock, ZoneInfo(zone))
    assert found == (expected and datetime.fromisoformat(f"{expected}+00:00"))
    assert found is None or found.utcoffset() == timedelta(0)
