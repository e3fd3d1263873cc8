"""Rules by which time runs out for a booking, and the last instants at which they allow it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.settings import Settings
from domain.rules.context import BookingContext, violation
from domain.rules.instants import utc_instant
from domain.rules.notice import check_notice, notice_deadline

Check = Callable[[Booking, BookingContext], Sequence[Violation]]


@dataclass(frozen=True, slots=True)
class BookingDeadline:
    """A rule that refuses a booking after an instant; there is no such instant if `until` returns `None`."""

    code: Code
    check: Check
    until: Callable[[Booking, Settings], datetime | None]


def check_past_window(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a delivery window that is over; without notice there is no check."""
    end = window_end(booking, context.settings)
    if end is None or end >= context.now:
        return ()
    ended = _local_minute(end, context.settings.time_zone)
    return [violation(Code.DELIVERY_WINDOW_PAST, "delivery_window", ended=ended)]


def check_cut_off(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a day after the cut-off for its pickups; a weekday without a cut-off has no check."""
    until = cut_off_instant(booking, context.settings)
    if until is None or until >= context.now:
        return ()
    last = _local_minute(until, context.settings.time_zone)
    date = booking.delivery_date.isoformat()
    return [violation(Code.CUT_OFF_PASSED, "delivery_date", date=date, until=last)]


def window_end(booking: Booking, settings: Settings) -> datetime | None:
    """Return the end of the delivery window in UTC; `None` without a notice, and beyond the year 9999."""
    if settings.notice is None:
        return None
    return utc_instant(booking.delivery_date, booking.delivery_window.end, settings.time_zone)


def cut_off_instant(booking: Booking, settings: Settings) -> datetime | None:
    """Return the cut-off of the booking's day in UTC; `None` if it has none."""
    cut_off = settings.cut_off_for(booking.delivery_date)
    if cut_off is None:
        return None
    day = booking.delivery_date - timedelta(days=cut_off.days_before)
    return utc_instant(day, cut_off.time, settings.time_zone)


def _local_minute(instant: datetime, time_zone: ZoneInfo) -> str:
    return f"{instant.astimezone(time_zone):%Y-%m-%d %H:%M}"


DEADLINES: Final = (
    BookingDeadline(Code.NOTICE_TOO_SHORT, check_notice, notice_deadline),
    BookingDeadline(Code.DELIVERY_WINDOW_PAST, check_past_window, window_end),
    BookingDeadline(Code.CUT_OFF_PASSED, check_cut_off, cut_off_instant),
)
