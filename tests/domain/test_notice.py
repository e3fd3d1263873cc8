from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.rules.context import BookingContext
from domain.rules.notice import check_notice, pickup_start
from tests.domain.examples import BOOKING, CONTEXT
from tests.domain.strategies import bookings, contexts, time_zones

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
around_clock_changes = st.sampled_from(
    [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
).flatmap(lambda change: st.timedeltas(timedelta(hours=-4), timedelta(hours=4)).map(lambda off: change + off))


def booking_at(day: date, start: TimeOfDay) -> Booking:
    return replace(BOOKING, delivery_date=day, pickup_window=Window(start, TimeOfDay.at(23, 59)))


def judged_at(now: datetime, least: timedelta | None, time_zone: ZoneInfo = COPENHAGEN) -> BookingContext:
    return replace(CONTEXT, now=now, settings=replace(CONTEXT.settings, notice=least, time_zone=time_zone))


def seconds(instant: datetime) -> float:
    return (instant - EPOCH).total_seconds()


@given(bookings, contexts)
def test_a_pickup_that_is_let_through_starts_late_enough(booking: Booking, context: BookingContext) -> None:
    least = context.settings.notice
    refused = list(check_notice(booking, context))
    starts = seconds(pickup_start(booking, context.settings.time_zone))
    late_enough = least is None or starts - seconds(context.now) >= least.total_seconds()
    assert (refused == []) == late_enough
    assert all(broken.code is Code.NOTICE_TOO_SHORT for broken in refused)


@given(around_clock_changes, st.timedeltas(timedelta(0), timedelta(hours=3)))
def test_notice_is_counted_in_real_hours_across_a_clock_change(now: datetime, least: timedelta) -> None:
    local_start = (now + least + timedelta(minutes=1)).astimezone(COPENHAGEN)
    booking = booking_at(local_start.date(), TimeOfDay.at(local_start.hour, local_start.minute))
    passed = not list(check_notice(booking, judged_at(now, least)))
    assert passed == (pickup_start(booking, COPENHAGEN).astimezone(UTC) >= now + least)
    assert passed or local_start.fold


@given(around_clock_changes, st.timedeltas(timedelta(0), timedelta(hours=3)))
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), timedelta(0))
def test_the_earliest_start_that_is_named_is_let_through(now: datetime, least: timedelta) -> None:
    context = judged_at(now, least)
    (broken,) = check_notice(booking_at(date(2020, 1, 1), TimeOfDay.at(8)), context)
    earliest = datetime.strptime(broken.facts["earliest"], "%Y-%m-%d %H:%M")  # noqa: DTZ007 - a local time
    again = booking_at(earliest.date(), TimeOfDay.from_time(earliest.time()))
    repeated = (now + least + timedelta(minutes=1)).astimezone(COPENHAGEN).fold
    assert repeated or not list(check_notice(again, context))


@given(bookings, time_zones, st.integers(1, 10**6))
def test_the_past_is_refused_and_the_present_is_not(booking: Booking, zone: ZoneInfo, late: int) -> None:
    midsummer = replace(booking, delivery_date=date(2026, 6, 21))
    starts = pickup_start(midsummer, zone).astimezone(UTC)
    assert not list(check_notice(midsummer, judged_at(starts, timedelta(0), zone)))
    assert list(check_notice(midsummer, judged_at(starts + timedelta(seconds=late), timedelta(0), zone)))


@given(bookings, contexts)
def test_no_notice_is_no_check(booking: Booking, context: BookingContext) -> None:
    assert not list(check_notice(booking, replace(context, settings=replace(context.settings, notice=None))))


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Pacific/Kiritimati", "Pacific/Niue"])
@pytest.mark.parametrize("day", [date(1970, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("now", [datetime(1970, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("least", [timedelta(0), timedelta(days=400_000), timedelta.max])
def test_the_first_and_the_last_year_are_judged_like_any(
    zone: str, day: date, now: datetime, least: timedelta
) -> None:
    context = judged_at(now, least, ZoneInfo(zone))
    booking = booking_at(day, TimeOfDay.at(23, 58))
    left = seconds(pickup_start(booking, ZoneInfo(zone))) - seconds(now)
    assert (list(check_notice(booking, context)) == []) == (left >= least.total_seconds())


def test_the_earliest_start_is_said_in_local_time_and_whole_minutes() -> None:
    context = judged_at(datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC), timedelta(minutes=59))
    (broken,) = check_notice(booking_at(date(2026, 11, 22), TimeOfDay.at(9)), context)
    assert broken.facts == {"earliest": "2026-11-22 10:00"}
