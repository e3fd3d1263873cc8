from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.settings import ClosedPeriod, CutOff, Weekday
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window
from domain.rules.calendar import check_closed_date
from domain.rules.context import BookingContext
from domain.rules.deadlines import check_cut_off, check_past_window, cut_off_instant
from tests.domain.examples import BOOKING, CONTEXT
from tests.domain.strategies import bookings, contexts

MONDAY = date(2018, 4, 9)
SECOND = timedelta(seconds=1)
UNTIL_TWO = TimeOfDay.at(14)


def at(now: datetime, **settings: object) -> BookingContext:
    return replace(CONTEXT, now=now, settings=replace(CONTEXT.settings, **settings))  # type: ignore[arg-type]  # any


@pytest.mark.parametrize(
    ("end", "over"),
    [
        (TimeOfDay.at(12), datetime(2018, 4, 5, 10, tzinfo=UTC)),
        (END_OF_DAY, datetime(2018, 4, 5, 22, tzinfo=UTC)),
    ],
)
def test_a_delivery_window_that_is_over_is_refused(end: TimeOfDay, over: datetime) -> None:
    booking = replace(BOOKING, delivery_window=Window(TimeOfDay.at(8), end))
    assert not list(check_past_window(booking, at(over, notice=timedelta(0))))
    (broken,) = check_past_window(booking, at(over + SECOND, notice=timedelta(0)))
    assert (broken.code, broken.path) == (Code.DELIVERY_WINDOW_PAST, "delivery_window")
    assert not list(check_past_window(booking, at(over + SECOND, notice=None)))


@given(bookings, contexts)
def test_a_window_that_is_over_is_refused_wherever_the_past_is(
    booking: Booking, context: BookingContext
) -> None:
    assume(context.now.year < 9999)
    long_ago = replace(booking, delivery_date=context.now.date() - timedelta(days=2))
    assert bool(list(check_past_window(long_ago, context))) == (context.settings.notice is not None)
    coming = replace(booking, delivery_date=context.now.date() + timedelta(days=2))
    assert not list(check_past_window(coming, context))


@pytest.mark.parametrize(
    ("days_before", "clock", "until"),
    [
        (3, UNTIL_TWO, datetime(2018, 4, 6, 12, tzinfo=UTC)),
        (1, END_OF_DAY, datetime(2018, 4, 8, 22, tzinfo=UTC)),
        (0, TimeOfDay.at(0), datetime(2018, 4, 8, 22, tzinfo=UTC)),
    ],
)
def test_a_pickup_is_booked_until_the_cut_off_of_its_day(
    days_before: int, clock: TimeOfDay, until: datetime
) -> None:
    cut_offs = (CutOff(Weekday.MONDAY, days_before, clock),)
    booking = replace(BOOKING, delivery_date=MONDAY)
    assert cut_off_instant(booking, at(until, cut_offs=cut_offs).settings) == until
    assert not list(check_cut_off(booking, at(until, cut_offs=cut_offs)))
    (broken,) = check_cut_off(booking, at(until + SECOND, cut_offs=cut_offs))
    assert (broken.code, broken.path) == (Code.CUT_OFF_PASSED, "delivery_date")
    tuesday = replace(booking, delivery_date=MONDAY + timedelta(days=1))
    assert not list(check_cut_off(tuesday, at(until + SECOND, cut_offs=cut_offs)))


def test_the_cut_off_is_said_in_local_time() -> None:
    context = at(datetime(2018, 4, 7, tzinfo=UTC), cut_offs=(CutOff(Weekday.MONDAY, 3, UNTIL_TWO),))
    (broken,) = check_cut_off(replace(BOOKING, delivery_date=MONDAY), context)
    assert broken.facts == {"date": "2018-04-09", "until": "2018-04-06 14:00"}


def test_the_days_of_a_closed_period_are_closed() -> None:
    first, last = date(2018, 4, 5), date(2018, 4, 8)
    context = at(CONTEXT.now, closed_periods=(ClosedPeriod(first, last), ClosedPeriod(last, last)))
    closed = [
        day
        for day in (first - timedelta(days=1), first, last, last + timedelta(days=1))
        if list(check_closed_date(replace(BOOKING, delivery_date=day), context))
    ]
    assert closed == [first, last]
