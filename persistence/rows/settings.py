"""An account's settings as a row of the table `account_settings`, and as a JSON document.

The keys of the document are the attributes of `Settings`; the command line shows it too. A row has two of
them in columns of their own. Nothing is validated here, so that a stored document stays readable when the
rules change.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Text, cast

from domain.model.settings import AddressMode, ClosedPeriod, CutOff, Settings, Store, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from persistence.addresses.normalise import place_key
from persistence.engine.database import Row
from persistence.schema.tables import account_settings

Document = dict[str, object]

_OWN_COLUMNS: Final = ("time_zone", "country")
_STORE = ("id", "name", "zip", "city", "address_1")

SETTINGS_COLUMNS: Final = (
    *(account_settings.c[name] for name in _OWN_COLUMNS),
    cast(account_settings.c.document, Text).label("document"),
)


def columns_from_settings(settings: Settings) -> dict[str, object]:
    """Return the values of all columns but the account's."""
    document = settings_document(settings)
    return {name: document.pop(name) for name in _OWN_COLUMNS} | {"document": document}


def settings_from_row(row: Row) -> Settings:
    """Return the settings of a row of `SETTINGS_COLUMNS`."""
    return _settings_from_columns(*row)


@lru_cache(maxsize=1024)
def _settings_from_columns(time_zone: str, country: str, document: str) -> Settings:
    """Every command loads its settings, and equal texts always give equal settings."""
    columns = {"time_zone": time_zone, "country": country}
    return settings_from_document(columns | msgspec.json.decode(document, type=dict[str, object]))


def settings_document(settings: Settings) -> Document:
    return {
        "time_zone": settings.time_zone.key,
        "country": settings.country,
        "address": settings.address,
        "pickup_deadline": str(settings.pickup_deadline),
        "delivery_window_start": str(settings.delivery_window_start),
        "delivery_window_end": str(settings.delivery_window_end),
        "week_days": [weekday.name for weekday in sorted(settings.week_days)],
        "closed_dates": [closed.isoformat() for closed in sorted(settings.closed_dates)],
        "closed_periods": [_closed_period_document(period) for period in settings.closed_periods],
        "cut_offs": [_cut_off_document(cut_off) for cut_off in settings.cut_offs],
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


def _closed_period_document(period: ClosedPeriod) -> Document:
    return {"first_date": period.first_date.isoformat(), "last_date": period.last_date.isoformat()}


def _cut_off_document(cut_off: CutOff) -> Document:
    return {
        "week_day": cut_off.week_day.name,
        "days_before": cut_off.days_before,
        "time": str(cut_off.time),
    }


def _zip_range_document(zone: ZipRange) -> Document:
    ends: Document = {"zip_from": zone.zip_from, "zip_to": zone.zip_to}
    return ends | {"excluded": True} if zone.excluded else ends


def _zone_window_document(offer: ZoneWindow) -> Document:
    times = {"time_from": str(offer.window.start), "time_to": str(offer.window.end)}
    return _zip_range_document(offer.zone) | times


def _store_document(store: Store) -> Document:
    return {name: getattr(store, name) for name in _STORE}


def settings_from_document(document: Mapping[str, Any]) -> Settings:
    """The settings of a stored document; an attribute that it lacks has its default."""
    converters = {**_CONVERTERS, "stores": _tuple_of(partial(_store, document["country"]))}
    values = {key: convert(document[key]) for key, convert in converters.items() if key in document}
    return Settings(**{_ATTRIBUTES.get(key, key): value for key, value in values.items()})


def _closed_period(stored: Mapping[str, str]) -> ClosedPeriod:
    return ClosedPeriod(*(date.fromisoformat(stored[name]) for name in ("first_date", "last_date")))


def _cut_off(stored: Mapping[str, Any]) -> CutOff:
    return CutOff(Weekday[stored["week_day"]], stored["days_before"], TimeOfDay.parse(stored["time"]))


def _zip_range(stored: Mapping[str, Any]) -> ZipRange:
    return ZipRange(stored["zip_from"], stored["zip_to"], stored.get("excluded", False))


def _zone_window(stored: Mapping[str, str]) -> ZoneWindow:
    window = Window(TimeOfDay.parse(stored["time_from"]), TimeOfDay.parse(stored["time_to"]))
    return ZoneWindow(_zip_range(stored), window)


def _store(country: str, stored: Mapping[str, str]) -> Store:
    texts = {name: stored[name] for name in _STORE}
    return Store(**texts, key=place_key(country, texts["zip"], texts["city"], texts["address_1"]))


def _notice(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)


def _tuple_of(convert: Callable[[Any], object]) -> Callable[[Iterable[Any]], tuple[object, ...]]:
    return lambda stored: tuple(map(convert, stored))


_ATTRIBUTES: Final = {"notice_minutes": "notice"}
_CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "time_zone": ZoneInfo,
    "country": str,
    "address": str,
    "pickup_deadline": TimeOfDay.parse,
    "delivery_window_start": TimeOfDay.parse,
    "delivery_window_end": TimeOfDay.parse,
    "week_days": lambda names: frozenset(Weekday[name] for name in names),
    "closed_dates": lambda days: frozenset(map(date.fromisoformat, days)),
    "closed_periods": _tuple_of(_closed_period),
    "cut_offs": _tuple_of(_cut_off),
    "zone_windows": _tuple_of(_zone_window),
    "pickup_zones": _tuple_of(_zip_range),
    "delivery_zones": _tuple_of(_zip_range),
    "home_delivery": bool,
    "store_pickup": bool,
    "dropshipping": bool,
    "notify_by_email": bool,
    "notify_by_sms": bool,
    "departments": tuple,
    "notice_minutes": _notice,
    "address_mode": lambda name: AddressMode[name],
}
