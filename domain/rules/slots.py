"""Which windows can be booked: the booking rules themselves, asked before there is a booking."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from domain.errors import TooManySlots, Violation
from domain.model.booking import Booking
from domain.model.location import AddressMatch, Location
from domain.model.recipient import Recipient
from domain.model.settings import Settings
from domain.model.slots import OpenSlot, Slot, SlotRequest
from domain.model.window import Window
from domain.rules.booking_rules import BookingRule
from domain.rules.calendar import check_closed_date, check_weekday
from domain.rules.catalogue import sort_violations
from domain.rules.context import BookingContext
from domain.rules.form_reader import EARLIEST_DAY
from domain.rules.notice import check_notice
from domain.rules.services import check_services
from domain.rules.windows import check_delivery_window
from domain.rules.zones import check_delivery_zone

LONGEST_SPAN = 62  # days
MOST_SLOTS = 1_000
# Which day it is decides these, which window that one; so no day is judged twice, and no window.
_DAY_RULES: tuple[BookingRule, ...] = (
    check_delivery_zone,
    check_services,
    check_weekday,
    check_closed_date,
    check_notice,
)
_WINDOW_RULES: tuple[BookingRule, ...] = (check_delivery_window,)
_UNASKED = AddressMatch("")
_ANY_PICKUP = Location("0", "-", "-")

Reasons = tuple[Violation, ...]
T = TypeVar("T", date, Window)


def slots(request: SlotRequest, settings: Settings, now: datetime) -> Sequence[Slot]:
    """Every window offered to the zip code on every day, a pickup in the default window assumed.

    Raises `TooManySlots`.
    """
    survey = _SlotSearch(request, BookingContext(settings, now, _UNASKED, _UNASKED))
    windows = {window: survey.judged(_WINDOW_RULES, request.first_date, window) for window in survey.windows}
    if len(windows) * request.days > MOST_SLOTS:
        raise TooManySlots(MOST_SLOTS)
    days = {day: survey.judged(_DAY_RULES, day, survey.windows[0]) for day in survey.days()}
    open_windows = [window for window, reasons in windows.items() if not reasons]
    open_days = [day for day, reasons in days.items() if not reasons]
    return [
        _slot(OpenSlot(day, window), (*days[day], *windows[window]), open_days, open_windows)
        for day in days
        if request.first_date <= day <= request.last_date
        for window in windows
    ]


@dataclass(frozen=True, slots=True)
class _SlotSearch:
    """What is asked and what it is judged by."""

    request: SlotRequest
    context: BookingContext

    @property
    def windows(self) -> Sequence[Window]:
        """Those offered; where there is no limit, the default."""
        settings, zip_code = self.context.settings, self.request.zip
        offered = settings.windows_for(zip_code) or (settings.default_delivery_window(zip_code),)
        return sorted(set(offered))

    def days(self) -> Iterator[date]:
        """The days asked for, and as many around them as may be asked for, where an open one may be near."""
        first = max(self.request.first_date.toordinal() - LONGEST_SPAN, EARLIEST_DAY.toordinal())
        last = min(self.request.last_date.toordinal() + LONGEST_SPAN, date.max.toordinal())
        return map(date.fromordinal, range(first, last + 1))

    def judged(self, rules: Iterable[BookingRule], day: date, window: Window) -> Reasons:
        booking = Booking(
            reference="",
            recipient=Recipient("-"),
            delivery_date=day,
            pickup_window=self.context.settings.default_pickup_window,
            delivery_window=window,
            pickup=_ANY_PICKUP,
            drop_off=Location(self.request.zip, "-", "-"),
            department="",
            packages=self.request.packages,
        )
        return tuple(broken for rule in rules for broken in rule(booking, self.context))


def _slot(here: OpenSlot, reasons: Reasons, days: Sequence[date], windows: Sequence[Window]) -> Slot:
    nearest = _nearest(here, days, windows) if reasons and days and windows else None
    return Slot(here.day, here.window, tuple(sort_violations(list(reasons))), nearest)


def _nearest(here: OpenSlot, days: Sequence[date], windows: Sequence[Window]) -> OpenSlot:
    """The nearest of the open days, the earlier of two; on it the window that starts the least apart."""
    day = min(_around(days, here.day), key=lambda each: abs(each - here.day))
    near = _around(windows, here.window)
    return OpenSlot(day, min(near, key=lambda each: abs(each.start.minutes - here.window.start.minutes)))


def _around(ascending: Sequence[T], wanted: T) -> Sequence[T]:
    """The last that is not beyond what is wanted, and the first that is."""
    place = bisect(ascending, wanted)
    return ascending[max(place - 1, 0) : place + 1]
