from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window, window_from
from domain.model.zones import ZipRange, ZoneWindow

PICKUP_LENGTH = timedelta(minutes=30)
MOST_ENTRIES = 1_000  # in each of the lists: every item of a batch is held against them
MOST_DAYS_BEFORE = 7  # of a cut-off
UNLIMITED_DEFAULT = Window(TimeOfDay.at(8), TimeOfDay.at(16))


class Weekday(IntEnum):
    """A day of the week, numbered as `date.weekday()` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    @property
    def english(self) -> str:
        return self.name.capitalize()


@dataclass(frozen=True, slots=True)
class ClosedPeriod:
    """Days without deliveries, from the first to the last."""

    first_date: date
    last_date: date

    def covers(self, day: date) -> bool:
        return self.first_date <= day <= self.last_date


@dataclass(frozen=True, slots=True)
class CutOff:
    """The end of booking for the pickups of a day of the week: a time of that day, or of one before."""

    week_day: Weekday
    days_before: int
    time: TimeOfDay


class AddressMode(StrEnum):
    """Whether an address that the register cannot verify is stored as unverified or refused."""

    LENIENT = "LENIENT"
    STRICT = "STRICT"


@dataclass(frozen=True, slots=True)
class Store:
    """A pickup place of the account's own; `key` is its normalised address (see `AddressMatch.key`)."""

    id: str
    name: str
    zip: str
    city: str
    address_1: str
    key: str


@dataclass(frozen=True, slots=True)
class Locale:
    """Where an account is; the days of instants and the spelling of addresses depend on it."""

    time_zone: ZoneInfo
    country: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What one account allows; today's settings judge every create and update.

    No `week_days` means every day, no zones means nowhere; `excluded` zones are taken from the others.
    `notice` is the least time between now and the start of the pickup window, `None` for no check at all. A
    day of the week has one cut-off at most.
    `departments` names the default one first.
    """

    time_zone: ZoneInfo
    country: str
    address: str
    pickup_deadline: TimeOfDay
    delivery_window_start: TimeOfDay
    delivery_window_end: TimeOfDay
    week_days: frozenset[Weekday] = frozenset()
    closed_dates: frozenset[date] = frozenset()
    closed_periods: tuple[ClosedPeriod, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    zone_windows: tuple[ZoneWindow, ...] = ()
    pickup_zones: tuple[ZipRange, ...] = ()
    delivery_zones: tuple[ZipRange, ...] = ()
    home_delivery: bool = True
    store_pickup: bool = True
    dropshipping: bool = False
    notify_by_email: bool = False
    notify_by_sms: bool = False
    stores: tuple[Store, ...] = ()
    departments: tuple[str, ...] = ()
    notice: timedelta | None = timedelta(0)
    address_mode: AddressMode = AddressMode.LENIENT

    @property
    def locale(self) -> Locale:
        return Locale(self.time_zone, self.country)

    @property
    def default_department(self) -> str:
        return self.departments[0] if self.departments else ""

    @property
    def default_pickup_window(self) -> Window:
        return window_from(self.pickup_deadline, PICKUP_LENGTH)

    @property
    def account_window(self) -> Window | None:
        """The account's own delivery window; `None` where both ends are equal, which means no limit."""
        if self.delivery_window_start == self.delivery_window_end:
            return None
        return Window(self.delivery_window_start, self.delivery_window_end)

    def is_closed(self, day: date) -> bool:
        if day in self.closed_dates:
            return True
        return bool(self.closed_periods) and any(period.covers(day) for period in self.closed_periods)

    def cut_off_for(self, day: date) -> CutOff | None:
        if not self.cut_offs:
            return None
        return next((each for each in self.cut_offs if each.week_day == day.weekday()), None)

    def windows_for(self, zip_code: str) -> tuple[Window, ...]:
        """The windows a delivery window must lie inside one of; empty where there is no limit."""
        zoned = [offer.window for offer in self.zone_windows if offer.zone.covers(self.country, zip_code)]
        if zoned:
            return tuple(zoned)
        own = self.account_window
        return () if own is None else (own,)

    def default_delivery_window(self, zip_code: str) -> Window:
        """The account's window, or the earliest one offered to the zip where the account's is not."""
        default = self.account_window or UNLIMITED_DEFAULT
        offered = self.windows_for(zip_code)
        if not offered or default.lies_within_any(offered):
            return default
        return min(offered)
