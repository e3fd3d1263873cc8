from collections.abc import Sequence

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.settings import Weekday
from domain.rules.context import BookingContext, violation


def check_weekday(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a weekday that the settings do not list; if they list none, every day is available."""
    days = context.settings.week_days
    if not days or booking.delivery_date.weekday() in days:
        return ()
    day = Weekday(booking.delivery_date.weekday())
    available = ", ".join(open_day.english for open_day in sorted(days))
    return [violation(Code.WEEKDAY_NOT_AVAILABLE, "delivery_date", weekday=day.english, available=available)]


def check_closed_date(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    if not context.settings.is_closed(booking.delivery_date):
        return ()
    return [violation(Code.DATE_CLOSED, "delivery_date", date=booking.delivery_date.isoformat())]
