"""Conversion of a form to an account's settings: the rules for each field and for their combination.

A form has the fields that change; a list changes as a whole.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from domain.errors import Refused
from domain.model.postal_codes.normal_form import read_code, show_code
from domain.model.postal_codes.order import everywhere
from domain.model.settings import (
    MOST_DAYS_BEFORE,
    MOST_ENTRIES,
    AddressMode,
    ClosedPeriod,
    CutOff,
    Settings,
    Store,
    Weekday,
)
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.form_reader import SHORT_TEXT, Form, FormReader
from domain.rules.postal_codes import require_code
from domain.rules.texts import (
    NO_CONTROLS,
    NOT_BLANK,
    ONE_LINE,
    has_controls,
    is_one_line,
    is_visible,
    normalize_text,
)
from domain.rules.zones import find_flaws

MOST_MINUTES = 366 * 24 * 60

# Reads the field at a path. After a refusal the result is not used.
Read = Callable[[FormReader, str], object]
ReadObject = Callable[[FormReader], object]
ReadList = Callable[[FormReader, str], tuple[Any, ...]]

T = TypeVar("T")

_COUNTRY = re.compile("[A-Z]{2}")
_ZONE = ("zip_from", "zip_to", "excluded")
_STORE = ("id", "name", "zip", "city", "address_1")


def starting_settings(form: Form) -> Form:
    """Return the form of a new account with the settings that its own form omits.

    It delivers every day, anywhere in its country, from any pickup address, but not in the past.
    """
    zip_from, zip_to = everywhere(_country_of(form, None))
    anywhere = [{"zip_from": zip_from, "zip_to": zip_to}]
    return {
        "address": "",
        "pickup_deadline": TimeOfDay.at(16, 30),
        "delivery_window_start": TimeOfDay.at(8),
        "delivery_window_end": TimeOfDay.at(16),
        "pickup_zones": anywhere,
        "delivery_zones": anywhere,
        "dropshipping": True,
        "notice_minutes": 0,
        **form,
    }


def read_settings(form: Form, existing: Settings | None = None) -> Settings:
    """Return the settings with the changes of the form; without `existing`, the settings of a new account.

    Raises `Refused` with every violation. A store of the form has no `key` yet.
    """
    reader = FormReader(form, 0)
    readers = _readers(_country_of(form, existing))
    required = () if existing else _REQUIRED
    changes: dict[str, Any] = {
        _ATTRIBUTES.get(path, path): read(reader, path)
        for path, read in readers.items()
        if path in form or path in required
    }
    reader.refuse_others(readers)
    if reader.violations:
        raise Refused(reader.violations)
    return _with_account_window(replace(existing, **changes) if existing else Settings(**changes), reader)


def _with_account_window(settings: Settings, reader: FormReader) -> Settings:
    """Return the settings with the end of the delivery window; raises `Refused` if it is not after the start.

    Equal ends, as they were sent, mean no limit; otherwise an end of 00:00 is the end of the day.
    """
    start, end = settings.delivery_window_start, settings.delivery_window_end
    if start == end:
        return settings
    if start >= end.as_end():
        reader.refuse("delivery_window_end", "must not be before the start of the delivery window")
        raise Refused(reader.violations)
    return replace(settings, delivery_window_end=end.as_end())


def _country_of(form: Form, existing: Settings | None) -> str:
    """Return the country whose zip codes the form has: its own one, or else the present one."""
    country = form.get("country")
    if isinstance(country, str) and _COUNTRY.fullmatch(country):
        return country
    return existing.country if existing else ""


def _text(reader: FormReader, path: str) -> str | None:
    if reader.is_omitted(path):
        reader.refuse(path, "must be given")
        return None
    match reader.form[path]:
        case str() as text if len(text) > SHORT_TEXT:
            reader.refuse(path, f"must have {SHORT_TEXT} characters at most")
        case str() as text if has_controls(text):
            reader.refuse(path, NO_CONTROLS)
        case str() as text if text.strip() and not is_visible(text):
            reader.refuse(path, NOT_BLANK)
        case str() as text if not is_one_line(text.strip()):
            reader.refuse(path, ONE_LINE)
        case str() as text:
            return normalize_text(text)
        case _:
            reader.refuse(path, "must be text")
    return None


def _filled_text(reader: FormReader, path: str) -> str | None:
    text = _text(reader, path)
    if text is not None and not text.strip():
        reader.refuse(path, NOT_BLANK)
        return None
    return text and text.strip()


def _instance_of(kind: type[T], requirement: str) -> Callable[[FormReader, str], T | None]:
    """Return a reader for a value that the channel converts; what it cannot convert stays text."""

    def read(reader: FormReader, path: str) -> T | None:
        value = reader.form.get(path)
        if type(value) is kind:
            return value
        if _text(reader, path) is not None:
            reader.refuse(path, requirement)
        return None

    return read


_time_zone = _instance_of(ZoneInfo, "must be the name of a time zone, e.g. Europe/Copenhagen")
_clock_time = _instance_of(TimeOfDay, "must be a local time written HH:MM")


def _start_time(reader: FormReader, path: str) -> TimeOfDay | None:
    clock = _clock_time(reader, path)
    if clock == END_OF_DAY:
        reader.refuse(path, "must be before 24:00")
    return clock


def _day(reader: FormReader, path: str) -> date | None:
    value = reader.form.get(path)
    if type(value) is date:
        return value
    reader.refuse(path, "must be a date written YYYY-MM-DD")
    return None


def _country(reader: FormReader, path: str) -> str | None:
    code = _text(reader, path)
    if code is not None and not _COUNTRY.fullmatch(code):
        reader.refuse(path, "must be a country code of two capital letters, e.g. DK")
    return code


def _notice(reader: FormReader, path: str) -> timedelta | None:
    value = reader.form[path]
    if type(value) is int and 0 <= value <= MOST_MINUTES:
        return timedelta(minutes=value)
    if value is not None:
        reader.refuse(path, f"must be null or a whole number from 0 to {MOST_MINUTES}")
    return None


def _one_of(choices: type[Enum]) -> Read:
    """Return a reader for the name of one of the choices."""

    def read(reader: FormReader, path: str) -> object:
        name = _text(reader, path)
        if name is not None and name not in choices.__members__:
            reader.refuse(path, f"must be one of {', '.join(choices.__members__)}")
        return choices.__members__.get(name or "")

    return read


def _values_of(read: Read) -> ReadList:
    """Return a reader for a list of values."""
    return lambda reader, path: tuple(read(entry, "") for entry in reader.values(path, MOST_ENTRIES))


def _objects_of(read: ReadObject) -> ReadList:
    """Return a reader for a list of objects."""
    return lambda reader, path: tuple(read(entry) for entry in reader.objects(path, MOST_ENTRIES))


def _distinct(
    read: ReadList,
    name: Callable[[Any], object] = lambda value: value,
    collect: Callable[[Collection[Any]], object] = tuple,
) -> Read:
    """Return a reader for a list whose entries have distinct names."""

    def read_distinct(reader: FormReader, path: str) -> object:
        refused = len(reader.violations)
        entries = read(reader, path)
        if len(reader.violations) == refused and len(set(map(name, entries))) < len(entries):
            reader.refuse(path, "must not name anything twice")
        return collect(entries)

    return read_distinct


def _zone(reader: FormReader, country: str, prefix: str = "") -> ZipRange | None:
    """Read a range of zip codes, or the single one whose `zip_to` is omitted."""
    zip_from = _filled_text(reader, f"{prefix}zip_from")
    is_single = reader.form.get(f"{prefix}zip_to") is None
    zip_to = zip_from if is_single else _filled_text(reader, f"{prefix}zip_to")
    excluded = reader.flag(f"{prefix}excluded")
    if zip_from is None or zip_to is None:
        return None
    zone = ZipRange(zip_from, zip_to, excluded)
    for path, requirement in find_flaws(zone, country):
        reader.refuse(f"{prefix}{path}", requirement)
    return zone


def _zip_range(reader: FormReader, country: str) -> ZipRange | None:
    zone = _zone(reader, country)
    reader.refuse_others(_ZONE)
    return zone


def _zone_window(reader: FormReader, country: str) -> ZoneWindow | None:
    zone, window = _zone(reader, country, "zone."), _window(reader)
    if zone and zone.excluded:
        reader.refuse("zone.excluded", "must be false where a window is offered")
    reader.refuse_others((*(f"zone.{name}" for name in _ZONE), "window.start", "window.end"))
    return ZoneWindow(zone, window) if zone and window else None


def _window(reader: FormReader) -> Window | None:
    start, end = _clock_time(reader, "window.start"), _clock_time(reader, "window.end")
    if start is None or end is None:
        return None
    if start >= end.as_end():
        reader.refuse("window.end", "must be after the start of the window")
    return Window(start, end.as_end())


def _closed_period(reader: FormReader) -> ClosedPeriod | None:
    first, last = _day(reader, "first_date"), _day(reader, "last_date")
    reader.refuse_others(("first_date", "last_date"))
    if first is None or last is None:
        return None
    if first > last:
        reader.refuse("last_date", "must not be before the first date of the period")
    return ClosedPeriod(first, last)


def _cut_off(reader: FormReader) -> CutOff | None:
    week_day, days_before = _one_of(Weekday)(reader, "week_day"), _days_before(reader, "days_before")
    clock = _clock_time(reader, "time")
    reader.refuse_others(("week_day", "days_before", "time"))
    if not isinstance(week_day, Weekday) or days_before is None or clock is None:
        return None
    return CutOff(week_day, days_before, clock)


def _days_before(reader: FormReader, path: str) -> int | None:
    value = reader.form.get(path)
    if type(value) is int and 0 <= value <= MOST_DAYS_BEFORE:
        return value
    reader.refuse(path, f"must be a whole number from 0 to {MOST_DAYS_BEFORE}")
    return None


def _store(reader: FormReader, country: str) -> Store:
    texts = {name: _filled_text(reader, name) or "" for name in _STORE}
    if texts["zip"] and read_code(country, texts["zip"]) is None:
        reader.refuse("zip", require_code(country))
    reader.refuse_others(_STORE)
    return Store(**texts | {"zip": show_code(country, texts["zip"])}, key="")


@cache
def _readers(country: str) -> Mapping[str, Read]:
    """Return the reader of each setting, for an account of that country."""
    zones = _objects_of(partial(_zip_range, country=country))
    return {
        "time_zone": _time_zone,
        "country": _country,
        "address": _text,
        "pickup_deadline": _start_time,
        "delivery_window_start": _clock_time,
        "delivery_window_end": _clock_time,
        "week_days": _distinct(_values_of(_one_of(Weekday)), collect=frozenset),
        "closed_dates": _distinct(_values_of(_day), collect=frozenset),
        "closed_periods": _objects_of(_closed_period),
        "cut_offs": _distinct(_objects_of(_cut_off), attrgetter("week_day")),
        "zone_windows": _objects_of(partial(_zone_window, country=country)),
        "pickup_zones": zones,
        "delivery_zones": zones,
        "home_delivery": FormReader.flag,
        "store_pickup": FormReader.flag,
        "dropshipping": FormReader.flag,
        "notify_by_email": FormReader.flag,
        "notify_by_sms": FormReader.flag,
        "stores": _distinct(_objects_of(partial(_store, country=country)), attrgetter("id")),
        "departments": _distinct(_values_of(_filled_text)),
        "notice_minutes": _notice,
        "address_mode": _one_of(AddressMode),
    }


_ATTRIBUTES = {"notice_minutes": "notice"}
_REQUIRED = frozenset(each.name for each in fields(Settings) if each.default is MISSING)
