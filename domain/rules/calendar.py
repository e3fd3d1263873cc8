from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.settings import Weekday
from domain.rules.context import BookingContext, violation


def check_weekday(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    """Refuse a weekday that the settings do not list; if they list none, every day is available."""
    days = context.settings.week_days
    if days and booking.delivery_date.weekday() not in days:
        day = Weekday(booking.delivery_date.weekday())
        available = ", ".join(open_day.english for open_day in sorted(days))
        yield violation(Code.WEEKDAY_NOT_AVAILABLE, "delivery_date", weekday=day.english, available=available)


def check_closed_date(booking: Booking, context: BookingContext) -> Iterator[Violation]:
    if context.settings.is_closed(booking.delivery_date):
        yield violation(Code.DATE_CLOSED, "delivery_date", date=booking.delivery_date.isoformat())
