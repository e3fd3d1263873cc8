from collections.abc import Sequence

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.window import Window
from domain.rules.context import BookingContext, violation

MOST_NAMED = 20


def check_delivery_window(booking: Booking, context: BookingContext) -> Sequence[Violation]:
    """Refuse a delivery window that is not offered; the pickup window is not limited."""
    offered = context.settings.windows_for(booking.drop_off.zip)
    wanted = booking.delivery_window
    if not offered or wanted.lies_within_any(offered):
        return ()
    facts = {"window": str(wanted), "available": _window_list(sorted(set(offered)))}
    return [violation(Code.WINDOW_NOT_AVAILABLE, "delivery_window", **facts)]


def _window_list(windows: Sequence[Window]) -> str:
    """Return a short list of windows, because each of thousands of items may have it."""
    more = f" and {len(windows) - MOST_NAMED} more" if len(windows) > MOST_NAMED else ""
    return ", ".join(map(str, windows[:MOST_NAMED])) + more
