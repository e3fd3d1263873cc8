"""An account's settings as the JSON document that is stored, shown and edited.

Keys are the attributes of `Settings`; a key left out takes that attribute's default, where it has one.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from domain.model.settings import AddressMode, Settings, Store, Weekday
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from persistence.addresses.normalise import place_key
from persistence.rows.document import (
    Members,
    Reader,
    SettingsDocumentError,
    clock_time,
    day,
    filled_text,
    flag,
    list_of,
    one_of,
    set_of,
    text,
    within_bounds,
)

Document = dict[str, object]

MOST_MINUTES = 366 * 24 * 60


def settings_from_document(document: object) -> Settings:
    """The settings that somebody wrote; raises `SettingsDocumentError`, which names the field."""
    within_bounds(document)
    return kept_settings(document)


def kept_settings(document: object) -> Settings:
    """The same of a document that is kept: bounds that came later do not make it unreadable."""
    members = Members(document)
    wanted = {name: reader for name, reader in _READERS.items() if name in members or name in _REQUIRED}
    values: dict[str, Any] = {
        _ATTRIBUTES.get(name, name): members.read(name, wanted[name]) for name in wanted
    }
    members.end()
    settings = Settings(**values)
    if settings.delivery_window_start > settings.delivery_window_end:
        raise SettingsDocumentError("delivery_window_end", "must not be before delivery_window_start")
    return settings


def settings_document(settings: Settings) -> Document:
    return {
        "time_zone": settings.time_zone.key,
        "country": settings.country,
        "address": settings.address,
        "pickup_deadline": f"{settings.pickup_deadline:%H:%M}",
        "delivery_window_start": f"{settings.delivery_window_start:%H:%M}",
        "delivery_window_end": f"{settings.delivery_window_end:%H:%M}",
        "week_days": [weekday.name for weekday in sorted(settings.week_days)],
        "closed_dates": [closed.isoformat() for closed in sorted(settings.closed_dates)],
        "zone_windows": [_zone_window_document(offer) for offer in settings.zone_windows],
        "pickup_zones": [_zip_range_document(zone) for zone in settings.pickup_zones],
        "delivery_zones": [_zip_range_document(zone) for zone in settings.delivery_zones],
        "home_delivery": settings.home_delivery,
        "store_pickup": settings.store_pickup,
        "dropshipping": settings.dropshipping,
        "notify_by_email": settings.notify_by_email,
        "notify_by_sms": settings.notify_by_sms,
        "stores": [_store_document(store) for store in settings.stores],
        "departments": list(settings.departments),
        "notice_minutes": None if settings.notice is None else settings.notice // timedelta(minutes=1),
        "address_mode": settings.address_mode.name,
    }


def _zip_range_document(zone: ZipRange) -> Document:
    return {"zip_from": zone.zip_from, "zip_to": zone.zip_to}


def _zone_window_document(offer: ZoneWindow) -> Document:
    times = {"time_from": f"{offer.window.start:%H:%M}", "time_to": f"{offer.window.end:%H:%M}"}
    return _zip_range_document(offer.zone) | times


def _store_document(store: Store) -> Document:
    return {name: getattr(store, name) for name in _STORE}


_STORE = ("id", "name", "zip", "city", "address_1")


def _time_zone(value: object, path: str) -> ZoneInfo:
    if text(value, path) not in _time_zones():
        raise SettingsDocumentError(path, "must be the name of a time zone, like Europe/Copenhagen")
    return ZoneInfo(text(value, path))


@cache
def _time_zones() -> set[str]:
    return available_timezones()


def _country(value: object, path: str) -> str:
    code = text(value, path)
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):  # noqa: PLR2004 - ISO 3166
        raise SettingsDocumentError(path, "must be a country code of two capital letters, like DK")
    return code


def _notice(value: object, path: str) -> timedelta | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_MINUTES:
        raise SettingsDocumentError(path, f"must be null or a whole number from 0 to {MOST_MINUTES}")
    return timedelta(minutes=value)


def _zip_range(value: object, path: str) -> ZipRange:
    members = Members(value, path)
    zone = _zone(members)
    members.end()
    return zone


def _zone(members: Members) -> ZipRange:
    zone = ZipRange(members.read("zip_from", filled_text), members.read("zip_to", filled_text))
    if not zone.covers(zone.zip_from):
        raise SettingsDocumentError(members.path("zip_to"), "must not be before zip_from")
    return zone


def _zone_window(value: object, path: str) -> ZoneWindow:
    members = Members(value, path)
    zone = _zone(members)
    window = Window(members.read("time_from", clock_time), members.read("time_to", clock_time))
    if window.start >= window.end:
        raise SettingsDocumentError(members.path("time_to"), "must be after time_from")
    members.end()
    return ZoneWindow(zone, window)


def _store(value: object, path: str) -> Store:
    members = Members(value, path)
    name_and_place = {name: members.read(name, filled_text) for name in _STORE}
    members.end()
    key = place_key(name_and_place["zip"], name_and_place["city"], name_and_place["address_1"])
    return Store(**name_and_place, key=key)


def _stores(value: object, path: str) -> tuple[Store, ...]:
    stores = list_of(_store)(value, path)
    set_of(filled_text)([store.id for store in stores], path)
    return stores


_READERS: Mapping[str, Reader[object]] = {
    "time_zone": _time_zone,
    "country": _country,
    "address": text,
    "pickup_deadline": clock_time,
    "delivery_window_start": clock_time,
    "delivery_window_end": clock_time,
    "week_days": lambda value, path: frozenset(set_of(one_of(Weekday))(value, path)),
    "closed_dates": lambda value, path: frozenset(set_of(day)(value, path)),
    "zone_windows": list_of(_zone_window),
    "pickup_zones": list_of(_zip_range),
    "delivery_zones": list_of(_zip_range),
    "home_delivery": flag,
    "store_pickup": flag,
    "dropshipping": flag,
    "notify_by_email": flag,
    "notify_by_sms": flag,
    "stores": _stores,
    "departments": set_of(filled_text),
    "notice_minutes": _notice,
    "address_mode": one_of(AddressMode),
}
_ATTRIBUTES = {"notice_minutes": "notice"}
_REQUIRED = {each.name for each in fields(Settings) if each.default is MISSING}
