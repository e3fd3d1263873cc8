"""The delivery day that a date text means."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacy_rest.scheduled.dates import read_delivery_day

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ZONES = [
    ZoneInfo(name) for name in ("Europe/Copenhagen", "America/Sao_Paulo", "Asia/Kolkata", "Pacific/Apia")
]
zones = st.sampled_from(ZONES)
days = st.dates(date(1970, 1, 2), date(9999, 12, 30))
offsets = st.integers(-14 * 60, 14 * 60)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-04-04T21:00:00.000Z", date(2018, 4, 5)),  # the documented one: 23:00 in Copenhagen
        ("2018-04-04T22:00:00.000Z", date(2018, 4, 5)),  # midnight in Copenhagen
        ("2018-04-04T19:00:00Z", date(2018, 4, 5)),  # 21:00, three hours before midnight
        ("2018-04-04T19Z", None),
        ("2018-04-04T20:00Z", date(2018, 4, 5)),
        ("2018-04-04T21:00:00,000000000z", date(2018, 4, 5)),
        ("2018-04-04T18:00:00Z", date(2018, 4, 4)),
        ("2018-04-04T18:59:59.999Z", date(2018, 4, 4)),
        ("2018-04-04T21:30:00Z", date(2018, 4, 4)),  # 23:30: no clock of a client's is at midnight
        ("2018-04-04T21:00:01Z", date(2018, 4, 4)),
        ("2018-04-04T21:00:00.001Z", date(2018, 4, 4)),
        ("2018-04-04T21:00:00+00:00", date(2018, 4, 4)),
        ("2018-04-04T23:00:00+02:00", date(2018, 4, 4)),
        ("2018-04-05T00:00:00+03:00", date(2018, 4, 4)),
        ("2018-04-05T12:00:00-0200", date(2018, 4, 5)),
        ("2018-04-05T12:00+02", date(2018, 4, 5)),
        ("2018-04-05T9:05:00Z", date(2018, 4, 5)),
        ("2018-04-05T9:05Z", date(2018, 4, 5)),
        ("2018-04-05t09:05:00,123456789z", date(2018, 4, 5)),
        ("2018-04-05 09:05:00", date(2018, 4, 5)),
        ("2018-04-05T23:30:00", date(2018, 4, 5)),  # no offset: local, and as it says
        ("2018-04-05", date(2018, 4, 5)),
        ("2018-03-25T02:30:00", date(2018, 3, 25)),  # inside the gap of summer time
        ("2018-10-28T01:30:00Z", date(2018, 10, 28)),
        ("9999-12-31", date(9999, 12, 31)),
        ("9999-12-31T19:59:59Z", date(9999, 12, 31)),
        ("9999-12-31T23:00:00+05:00", date(9999, 12, 31)),
        ("1969-12-31T22:00:00Z", date(1970, 1, 1)),
    ],
)
def test_a_date_text_means_a_day_in_copenhagen(text: str, day: date | None) -> None:
    assert read_delivery_day(text, COPENHAGEN) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-03T00:00:00.000Z", date(2026, 12, 3)),  # what JavaScript makes of a picked date
        ("2026-12-03T00:00:00.123456Z", date(2026, 12, 3)),
        ("2026-12-03T0:00Z", date(2026, 12, 3)),
        ("2026-12-03T05:00:00Z", date(2026, 12, 3)),  # midnight in New York
        ("2026-12-03T04:00:00Z", date(2026, 12, 3)),  # 23:00 the day before
        ("2026-12-03T02:00:00Z", date(2026, 12, 3)),  # 21:00 the day before
        ("2026-12-03T01:00:00Z", date(2026, 12, 2)),
        ("2026-12-03T00:00:01Z", date(2026, 12, 2)),
        ("2026-12-03T00:30:00Z", date(2026, 12, 2)),
        ("2026-12-03T00:00:00+00:00", date(2026, 12, 2)),
        ("2026-12-02T23:30:00-05:00", date(2026, 12, 2)),
        ("2026-12-03T00:00:00", date(2026, 12, 3)),
    ],
)
def test_a_date_text_means_a_day_in_new_york(text: str, day: date) -> None:
    assert read_delivery_day(text, ZoneInfo("America/New_York")) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2018-02-29",
        "2018-13-01",
        "2018-4-5",
        "18-04-05",
        "20180405",
        "2018-W14-4",
        "2018-04-05T",
        "2018-04-05T25:00:00Z",
        "2018-04-05T10:60:00Z",
        "2018-04-05T10:00:61Z",
        "2018-04-05T10:00:00+24:00",
        "2018-04-05T10:00:00+02:60",
        "2018-04-05T10:00:00+02:",
        "2018-04-05T10:00:00+2",
        "2018-04-05Z",
        " 2018-04-05",
        "2018-04-05\n",
        "\uff12\uff10\uff11\uff18-04-05",
        "12018-04-05",
        "0000-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:00:00Z",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_any_other_text_means_no_day(text: str) -> None:
    assert read_delivery_day(text, COPENHAGEN) is None


@given(
    st.text() | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{1,2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})"),
    zones,
)
def test_no_text_is_an_error(text: str, zone: ZoneInfo) -> None:
    day = read_delivery_day(text, zone)
    assert day is None or isinstance(day, date)


@given(days, st.times(), zones)
def test_a_date_and_a_local_time_mean_the_day_they_name(day: date, clock: object, zone: ZoneInfo) -> None:
    assert read_delivery_day(day.isoformat(), zone) == day
    assert read_delivery_day(f"{day}T{str(clock)[:5]}", zone) == day


@given(days, st.integers(1, 24 * 60 * 60 - 1), offsets, zones)
def test_an_instant_means_its_local_day(day: date, second: int, offset: int, zone: ZoneInfo) -> None:
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(minutes=offset)))
    instant = midnight + timedelta(seconds=second)
    try:
        expected = instant.astimezone(zone).date()
    except OverflowError:
        return
    assert read_delivery_day(instant.isoformat(), zone) == expected
    in_utc = instant.astimezone(UTC)
    if in_utc.minute or in_utc.second:
        assert read_delivery_day(f"{in_utc:%Y-%m-%dT%H:%M:%S}Z", zone) == expected


@given(days, zones, st.sampled_from(["", ":00", ":00.000", ":00.5"]))
def test_midnight_in_utc_means_the_date_it_names(day: date, zone: ZoneInfo, seconds: str) -> None:
    assert read_delivery_day(f"{day}T00:00{seconds}Z", zone) == day


@given(st.dates(date(1970, 1, 2), date(9999, 12, 29)), st.integers(0, 3), zones)
def test_full_hours_up_to_three_before_a_day_begins_mean_that_day(
    day: date, hours: int, zone: ZoneInfo
) -> None:
    begins = _beginning(day, zone)
    sent = begins - timedelta(hours=hours)
    if sent.minute == sent.second == 0:
        assert read_delivery_day(f"{sent:%Y-%m-%dT%H:%M:%S}Z", zone) == begins.astimezone(zone).date()


def _beginning(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the day, which is not 00:00 where the clocks leap over it."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).replace(microsecond=0)
