from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.rules.context import Context, violation


def notice(booking: Booking, context: Context) -> Iterator[Violation]:
    """The pickup may not start before now plus the account's notice; no notice, no check."""
    least = context.settings.notice
    if least is None:
        return
    earliest = context.now + least
    if pickup_start(booking, context.settings.time_zone) < earliest:
        yield violation(
            Code.NOTICE_TOO_SHORT,
            "pickup_window",
            earliest=_next_minute(earliest, context.settings.time_zone),
        )


def pickup_start(booking: Booking, time_zone: ZoneInfo) -> datetime:
    """The instant at which the pickup window opens; never converted, as year 9999 has no UTC everywhere."""
    return datetime.combine(booking.delivery_date, booking.pickup_window.start, time_zone)


def _next_minute(instant: datetime, time_zone: ZoneInfo) -> str:
    local = (instant + timedelta(seconds=59, microseconds=999_999)).astimezone(time_zone)
    return f"{local:%Y-%m-%d %H:%M}"
