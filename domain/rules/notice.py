from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.settings import Settings
from domain.rules.context import BookingContext, violation
from domain.rules.instants import local_instant

_FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
_LAST_INSTANT = datetime(9999, 12, 30, tzinfo=UTC)  # the last day that exists in every time zone


def check_notice(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a pickup that starts before now plus the account's notice; without notice there is no check."""
    least = context.settings.notice
    if least is None:
        return ()
    time_zone = context.settings.time_zone
    if pickup_start(booking, time_zone) - context.now >= least:
        return ()
    earliest = context.now + min(least, _LAST_INSTANT - context.now)
    return [violation(Code.NOTICE_TOO_SHORT, "pickup_window", earliest=_next_minute(earliest, time_zone))]


def notice_deadline(booking: Booking, settings: Settings) -> datetime | None:
    """Return the last instant, in UTC, at which the notice allows the booking; `None` without a notice."""
    if settings.notice is None:
        return None
    # Counted from a fixed instant: arithmetic in a time zone would skip its clock changes.
    since_first = pickup_start(booking, settings.time_zone) - _FIRST_INSTANT - settings.notice
    return _FIRST_INSTANT + min(max(since_first, timedelta(0)), _LAST_INSTANT - _FIRST_INSTANT)


def pickup_start(booking: Booking, time_zone: ZoneInfo) -> datetime:
    """Return the start of the pickup window, not converted to UTC, which may be beyond the year 9999."""
    return local_instant(booking.delivery_date, booking.pickup_window.start, time_zone)


def _next_minute(instant: datetime, time_zone: ZoneInfo) -> str:
    local = (instant + timedelta(seconds=59, microseconds=999_999)).astimezone(time_zone)
    return f"{local:%Y-%m-%d %H:%M}"
