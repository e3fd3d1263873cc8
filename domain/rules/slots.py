"""The slots that can be booked, found by applying the booking rules before there is a booking."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from domain.errors import TooManySlots, Violation
from domain.model.booking import Booking
from domain.model.location import AddressMatch, Location
from domain.model.postal_codes.normal_form import show_code
from domain.model.recipient import Recipient
from domain.model.settings import UNLIMITED_DEFAULT, Settings
from domain.model.slots import OpenSlot, Slot, SlotRequest
from domain.model.window import Window
from domain.rules.booking_rules import BookingRule
from domain.rules.calendar import check_closed_date, check_weekday
from domain.rules.catalogue import sort_violations
from domain.rules.context import BookingContext
from domain.rules.deadlines import check_cut_off, check_past_window
from domain.rules.form_reader import EARLIEST_DAY
from domain.rules.instants import utc_instant
from domain.rules.notice import check_notice
from domain.rules.postal_codes import check_drop_off_zip, drop_consequences
from domain.rules.services import check_services
from domain.rules.zones import check_delivery_zone

LONGEST_SPAN = 62  # days
MOST_SLOTS = 500
# The place decides the first rules, the day the next ones, the window the last one. An offered window breaks
# no other rule.
_PLACE_RULES: tuple[BookingRule, ...] = (check_drop_off_zip, check_delivery_zone, check_services)
_DAY_RULES: tuple[BookingRule, ...] = (check_weekday, check_closed_date, check_notice, check_cut_off)
_WINDOW_RULES: tuple[BookingRule, ...] = (check_past_window,)
MOST_REASONS = len(_PLACE_RULES) + len(_DAY_RULES) + len(_WINDOW_RULES)  # of one slot
_UNASKED = AddressMatch("")
_ANY_PICKUP = Location("0", "-", "-")

Reasons = tuple[Violation, ...]
Openings = Mapping[date, Sequence[Window]]
T = TypeVar("T", date, Window)


def slots(request: SlotRequest, settings: Settings, now: datetime) -> Sequence[Slot]:
    """Return every window that is offered to the zip code, on every day, for a pickup in the default window.

    The place and each day are judged once, so the work is linear in the lists of the settings, the days and
    the slots. Raises `TooManySlots` before anything is judged.
    """
    request = replace(request, zip=show_code(settings.country, request.zip))
    search = _SlotSearch(request, BookingContext(settings, now, _UNASKED, _UNASKED))
    windows = search.windows
    if len(windows) * request.days > request.limit:
        raise TooManySlots(request.limit)
    days = search.judge_days()
    openings = search.find_openings([day for day, reasons in days.items() if not reasons], windows)
    return [
        _slot(OpenSlot(day, window), search.judge_window(day, window, days[day]), openings)
        for day in days
        if request.first_date <= day <= request.last_date
        for window in windows
    ]


@dataclass(frozen=True, slots=True)
class _SlotSearch:
    """A request for slots and the context of the rules."""

    request: SlotRequest
    context: BookingContext

    @property
    def windows(self) -> Sequence[Window]:
        """The offered windows; the default window if any is allowed."""
        settings, zip_code = self.context.settings, self.request.zip
        offered = settings.windows_for(zip_code) or (settings.default_delivery_window(zip_code),)
        return sorted(set(offered))

    def judge_days(self) -> Mapping[date, Reasons]:
        """Return what speaks against each day, in the order of the rules."""
        everywhere = self._judge(_PLACE_RULES, self.request.first_date)
        return {day: (*everywhere, *self._judge(_DAY_RULES, day)) for day in self.days()}

    def judge_window(self, day: date, window: Window, against_day: Reasons) -> Reasons:
        """Return what speaks against a window on a day, with what speaks against the day."""
        if day > self.today:
            return against_day
        found = sort_violations([*against_day, *self._judge(_WINDOW_RULES, day, window)])
        return tuple(drop_consequences(found))

    @property
    def today(self) -> date:
        return self.context.now.astimezone(self.context.settings.time_zone).date()

    def find_openings(self, open_days: Sequence[date], windows: Sequence[Window]) -> Openings:
        """Return the windows of each open day that are not over, also where the past can be booked."""
        today = self.today
        left = [window for window in windows if not self._is_over(today, window)]
        coming = {day: windows for day in open_days if day > today}
        return {today: left, **coming} if left and today in open_days else coming

    def _is_over(self, day: date, window: Window) -> bool:
        end = utc_instant(day, window.end, self.context.settings.time_zone)
        return end is not None and end < self.context.now

    def days(self) -> Iterator[date]:
        """Return the requested days, and `LONGEST_SPAN` days around them for the nearest open slot."""
        first = max(self.request.first_date.toordinal() - LONGEST_SPAN, EARLIEST_DAY.toordinal())
        last = min(self.request.last_date.toordinal() + LONGEST_SPAN, date.max.toordinal())
        return map(date.fromordinal, range(first, last + 1))

    def _judge(self, rules: Iterable[BookingRule], day: date, window: Window = UNLIMITED_DEFAULT) -> Reasons:
        booking = Booking(
            reference="",
            recipient=Recipient("-"),
            delivery_date=day,
            pickup_window=self.context.settings.default_pickup_window,
            delivery_window=window,
            pickup=_ANY_PICKUP,
            drop_off=Location(self.request.zip, "-", "-"),
            department="",
        )
        return tuple(drop_consequences([broken for rule in rules for broken in rule(booking, self.context)]))


def _slot(here: OpenSlot, reasons: Reasons, openings: Openings) -> Slot:
    nearest = _nearest(here, openings) if reasons and openings else None
    return Slot(here.day, here.window, reasons, nearest)


def _nearest(here: OpenSlot, openings: Openings) -> OpenSlot:
    """Return the nearest open day, the earlier of two, with the window whose start is nearest."""
    day = min(_around(list(openings), here.day), key=lambda each: abs(each - here.day))
    near = _around(openings[day], here.window)
    return OpenSlot(day, min(near, key=lambda each: abs(each.start.minutes - here.window.start.minutes)))


def _around(ascending: Sequence[T], wanted: T) -> Sequence[T]:
    """Return the last value up to `wanted`, and the first one beyond it."""
    place = bisect(ascending, wanted)
    return ascending[max(place - 1, 0) : place + 1]
