from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.settings import Weekday
from domain.rules.calendar import check_closed_date, check_weekday
from domain.rules.context import BookingContext
from tests.domain.strategies import bookings, contexts, days


def open_on(context: BookingContext, week_days: frozenset[Weekday]) -> BookingContext:
    return replace(context, settings=replace(context.settings, week_days=week_days))


def test_the_documented_delivery_day_is_a_thursday() -> None:
    assert Weekday(date(2018, 4, 5).weekday()).english == "Thursday"


@given(bookings, contexts)
def test_no_weekdays_mean_every_day(booking: Booking, context: BookingContext) -> None:
    assert not list(check_weekday(booking, open_on(context, frozenset())))


@given(
    bookings,
    contexts,
    st.frozensets(st.sampled_from(Weekday), min_size=1),
    st.dates(max_value=date.max - timedelta(6)),
)
def test_of_any_seven_days_exactly_the_chosen_weekdays_are_open(
    booking: Booking, context: BookingContext, week_days: frozenset[Weekday], first: date
) -> None:
    week = [replace(booking, delivery_date=first + timedelta(ahead)) for ahead in range(7)]
    refusals = [list(check_weekday(each, open_on(context, week_days))) for each in week]
    assert [len(each) for each in refusals].count(0) == len(week_days)
    available = ", ".join(day.english for day in Weekday if day in week_days)
    for broken in (one for each in refusals for one in each):
        assert (broken.code, broken.path) == (Code.WEEKDAY_NOT_AVAILABLE, "delivery_date")
        assert broken.facts["available"] == available
        assert broken.facts["weekday"] not in available


@given(bookings, contexts, st.frozensets(days, max_size=4))
def test_closing_a_date_refuses_it_and_no_other(
    booking: Booking, context: BookingContext, closed: frozenset[date]
) -> None:
    there = booking.delivery_date
    settings = replace(context.settings, closed_periods=())
    shut = replace(context, settings=replace(settings, closed_dates=closed | {there}))
    still_open = replace(context, settings=replace(settings, closed_dates=closed - {there}))
    (broken,) = check_closed_date(booking, shut)
    assert (broken.code, broken.facts) == (Code.DATE_CLOSED, {"date": there.isoformat()})
    assert not list(check_closed_date(booking, still_open))
