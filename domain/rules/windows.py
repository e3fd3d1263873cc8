from collections.abc import Iterator

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.rules.context import Context, violation


def delivery_window(booking: Booking, context: Context) -> Iterator[Violation]:
    """The pickup window has a default but no limit; the delivery window has both."""
    offered = context.settings.windows_for(booking.drop_off.zip)
    wanted = booking.delivery_window
    if offered and not any(wanted.lies_within(window) for window in offered):
        available = ", ".join(str(window) for window in sorted(set(offered)))
        yield violation(Code.WINDOW_NOT_AVAILABLE, "delivery_window", window=str(wanted), available=available)
