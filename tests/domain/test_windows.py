from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.settings import Settings
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window, window_from
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.context import BookingContext
from domain.rules.windows import check_delivery_window
from tests.domain.examples import BOOKING, CONTEXT
from tests.domain.strategies import bookings, contexts, settings_of_accounts, times, windows, zip_codes
from tests.fakes import open_settings

ANYWHERE = ZipRange("0", "9999")
MORNING, EVENING = Window(TimeOfDay.at(8), TimeOfDay.at(12)), Window(TimeOfDay.at(17), TimeOfDay.at(21))


@given(times, st.timedeltas(timedelta(minutes=1), timedelta(days=2)))
def test_a_window_from_a_time_stays_within_its_day(start: TimeOfDay, length: timedelta) -> None:
    window = window_from(start, length)
    assert window.start < window.end
    assert window.start == start
    until = start.minutes + length // timedelta(minutes=1)
    assert window.end == min(TimeOfDay(until), END_OF_DAY)


@given(windows, windows)
def test_windows_within_each_other_are_the_same(one: Window, other: Window) -> None:
    assert one.lies_within(one)
    assert (one.lies_within(other) and other.lies_within(one)) == (one == other)


def test_a_window_on_a_day_has_the_same_ends() -> None:
    there = MORNING.on(date(2018, 4, 5))
    assert (there.start, there.end, there.day) == (MORNING.start, MORNING.end, date(2018, 4, 5))


def test_a_window_is_said_from_start_to_end() -> None:
    assert str(MORNING) == "08:00 - 12:00"


@given(settings_of_accounts)
def test_the_default_pickup_window_starts_at_the_pickup_deadline(settings: Settings) -> None:
    window = settings.default_pickup_window
    assert window.start == settings.pickup_deadline
    assert window.end.minutes - window.start.minutes == 30 or window.end == END_OF_DAY


@given(settings_of_accounts, times)
def test_equal_ends_of_the_account_s_window_mean_no_limit(settings: Settings, end: TimeOfDay) -> None:
    unlimited = replace(settings, delivery_window_start=end, delivery_window_end=end, zone_windows=())
    assert unlimited.account_window is None
    assert unlimited.windows_for("2100") == ()
    assert unlimited.default_delivery_window("2100") == Window(TimeOfDay.at(8), TimeOfDay.at(16))


@given(settings_of_accounts, zip_codes)
def test_the_default_delivery_window_lies_inside_one_offered(settings: Settings, code: str) -> None:
    offered = settings.windows_for(code)
    default = settings.default_delivery_window(code)
    assert not offered or any(default.lies_within(window) for window in offered)


@given(settings_of_accounts, zip_codes)
def test_windows_of_the_zip_stand_in_for_the_account_s(settings: Settings, code: str) -> None:
    zoned = replace(settings, zone_windows=(ZoneWindow(ZipRange(code, code), MORNING),))
    assert zoned.windows_for(code) == (MORNING,)


def test_the_earliest_window_is_the_default_where_the_account_s_is_not_offered() -> None:
    offers = (ZoneWindow(ANYWHERE, EVENING), ZoneWindow(ANYWHERE, MORNING))
    assert replace(open_settings(), zone_windows=offers).default_delivery_window("2100") == MORNING


@given(bookings, contexts)
def test_a_window_judged_available_lies_inside_one_offered(booking: Booking, context: BookingContext) -> None:
    offered = context.settings.windows_for(booking.drop_off.zip)
    wanted = booking.delivery_window
    inside = [window for window in offered if window.start <= wanted.start and wanted.end <= window.end]
    refused = list(check_delivery_window(booking, context))
    assert (refused == []) == (bool(inside) or not offered)
    assert all(broken.code is Code.WINDOW_NOT_AVAILABLE for broken in refused)


@given(bookings, contexts)
def test_the_pickup_window_has_no_limit(booking: Booking, context: BookingContext) -> None:
    elsewhen = replace(booking, pickup_window=Window(TimeOfDay.at(0), TimeOfDay.at(0, 1)))
    assert list(check_delivery_window(booking, context)) == list(check_delivery_window(elsewhen, context))


@pytest.mark.parametrize(("start", "end"), [(6, 8), (11, 18)])
def test_a_refused_window_names_each_that_is_available_once(start: int, end: int) -> None:
    wanted = Window(TimeOfDay.at(start), TimeOfDay.at(end))
    offers = tuple(ZoneWindow(ANYWHERE, window) for window in (EVENING, MORNING, EVENING))
    context = replace(CONTEXT, settings=replace(open_settings(), zone_windows=offers))
    (broken,) = check_delivery_window(replace(BOOKING, delivery_window=wanted), context)
    assert broken.facts == {"window": str(wanted), "available": "08:00 - 12:00, 17:00 - 21:00"}


def test_of_windows_without_end_the_first_twenty_are_named() -> None:
    windows = [Window(TimeOfDay.at(8, minute), TimeOfDay.at(12)) for minute in range(25)]
    offers = tuple(ZoneWindow(ANYWHERE, window) for window in windows)
    context = replace(CONTEXT, settings=replace(open_settings(), zone_windows=offers))
    (broken,) = check_delivery_window(replace(BOOKING, delivery_window=EVENING), context)
    assert broken.facts["available"] == ", ".join(map(str, windows[:20])) + " and 5 more"
