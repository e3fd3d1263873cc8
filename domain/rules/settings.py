"""Conversion of a form to an account's settings: the rules for each field and for their combination.

A form has the fields that change; a list changes as a whole.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from functools import cache, partial
from operator import attrgetter
from typing import Any

from domain.errors import Refused
from domain.model.postal_codes.normal_form import read_code, show_code
from domain.model.postal_codes.order import everywhere
from domain.model.settings import (
    AddressMode,
    ClosedPeriod,
    CutOff,
    Settings,
    Store,
    Weekday,
)
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.form_reader import Form, FormReader
from domain.rules.postal_codes import require_code
from domain.rules.setting_readers import (
    COUNTRY_CODE,
    Read,
    make_choice_reader,
    make_distinct_reader,
    make_objects_reader,
    make_values_reader,
    read_clock_time,
    read_country,
    read_day,
    read_days_before,
    read_filled_text,
    read_notice,
    read_start_time,
    read_text,
    read_time_zone,
)
from domain.rules.zones import find_flaws

_ZONE = ("zip_from", "zip_to", "excluded")
_STORE = ("id", "name", "zip", "city", "address_1")
_read_week_day = make_choice_reader(Weekday)


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
    if isinstance(country, str) and COUNTRY_CODE.fullmatch(country):
        return country
    return existing.country if existing else ""


def _zone(reader: FormReader, country: str, prefix: str = "") -> ZipRange | None:
    """Read a range of zip codes, or the single one whose `zip_to` is omitted."""
    zip_from = read_filled_text(reader, f"{prefix}zip_from")
    is_single = reader.form.get(f"{prefix}zip_to") is None
    zip_to = zip_from if is_single else read_filled_text(reader, f"{prefix}zip_to")
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
    start, end = read_clock_time(reader, "window.start"), read_clock_time(reader, "window.end")
    if start is None or end is None:
        return None
    if start >= end.as_end():
        reader.refuse("window.end", "must be after the start of the window")
    return Window(start, end.as_end())


def _closed_period(reader: FormReader) -> ClosedPeriod | None:
    first, last = read_day(reader, "first_date"), read_day(reader, "last_date")
    reader.refuse_others(("first_date", "last_date"))
    if first is None or last is None:
        return None
    if first > last:
        reader.refuse("last_date", "must not be before the first date of the period")
    return ClosedPeriod(first, last)


def _cut_off(reader: FormReader) -> CutOff | None:
    week_day = _read_week_day(reader, "week_day")
    days_before = read_days_before(reader, "days_before")
    clock = read_clock_time(reader, "time")
    reader.refuse_others(("week_day", "days_before", "time"))
    if not isinstance(week_day, Weekday) or days_before is None or clock is None:
        return None
    return CutOff(week_day, days_before, clock)


def _store(reader: FormReader, country: str) -> Store:
    texts = {name: read_filled_text(reader, name) or "" for name in _STORE}
    if texts["zip"] and read_code(country, texts["zip"]) is None:
        reader.refuse("zip", require_code(country))
    reader.refuse_others(_STORE)
    return Store(**texts | {"zip": show_code(country, texts["zip"])}, key="")


@cache
def _readers(country: str) -> Mapping[str, Read]:
    """Return the reader of each setting, for an account of that country."""
    zones = make_objects_reader(partial(_zip_range, country=country))
    stores = make_objects_reader(partial(_store, country=country))
    return {
        "time_zone": read_time_zone,
        "country": read_country,
        "address": read_text,
        "pickup_deadline": read_start_time,
        "delivery_window_start": read_clock_time,
        "delivery_window_end": read_clock_time,
        "week_days": make_distinct_reader(make_values_reader(_read_week_day), collect=frozenset),
        "closed_dates": make_distinct_reader(make_values_reader(read_day), collect=frozenset),
        "closed_periods": make_objects_reader(_closed_period),
        "cut_offs": make_distinct_reader(make_objects_reader(_cut_off), attrgetter("week_day")),
        "zone_windows": make_objects_reader(partial(_zone_window, country=country)),
        "pickup_zones": zones,
        "delivery_zones": zones,
        "home_delivery": FormReader.flag,
        "store_pickup": FormReader.flag,
        "dropshipping": FormReader.flag,
        "notify_by_email": FormReader.flag,
        "notify_by_sms": FormReader.flag,
        "stores": make_distinct_reader(stores, attrgetter("id")),
        "departments": make_distinct_reader(make_values_reader(read_filled_text)),
        "notice_minutes": read_notice,
        "address_mode": make_choice_reader(AddressMode),
    }


_ATTRIBUTES = {"notice_minutes": "notice"}
_REQUIRED = frozenset(each.name for each in fields(Settings) if each.default is MISSING)
