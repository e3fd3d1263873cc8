"""A sample account with a request and its answers, from which schemas and examples are made."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.settings import Settings, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.booking_form import read_booking
from domain.rules.form_reader import Form
from legacy_rest.links import Links
from legacy_rest.scheduled.items import read_form
from legacy_rest.scheduled.responses import Body, delivery_body, settings_body

SCHEDULED_ID: Final = "5ab3b4cb038cbe9805c957b1"
ITEM: Final[Mapping[str, object]] = {
    "delivery_id": "Test",
    "recipient_name": "Test user",
    "recipient_phone": {"country_iso_code": "DK", "country_dial_code": "45", "phone": "123"},
    "delivery_date": "2018-04-04T21:00:00.000Z",
    "pickup_window": {"from": "02:10", "to": "03:15"},
    "delivery_window": {"from": "08:00", "to": "16:00"},
    "delivery_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 57"},
    "pickup_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"},
    "delivery_number_of_packages": "1",
    "cargo_insurance": {"enabled": True, "value": 123},
    "department": "Catering",
}

_COUNTRY: Final = "DK"
_ZONE: Final = ZoneInfo("Europe/Copenhagen")
_EVERYWHERE: Final = ZipRange("0", "9999")
_SETTINGS: Final = Settings(
    time_zone=_ZONE,
    country=_COUNTRY,
    address="Kattegatvej 53, 2100 København",
    pickup_deadline=TimeOfDay.at(16, 30),
    delivery_window_start=TimeOfDay.at(8),
    delivery_window_end=TimeOfDay.at(16),
    week_days=frozenset({Weekday.THURSDAY}),
    zone_windows=(ZoneWindow(_EVERYWHERE, Window(TimeOfDay.at(8), TimeOfDay.at(12))),),
    pickup_zones=(_EVERYWHERE,),
    delivery_zones=(_EVERYWHERE,),
)
_LINKS: Final = Links("https://gateway.example")


def refused_requirements(form: Form) -> Mapping[str, str]:
    """Return the requirement of every field that a create with this form breaks, by domain path."""
    _, violations = read_booking(form, _SETTINGS, None, 0)
    return {each.path: each.facts["requirement"] for each in violations}


def settings_sample() -> Body:
    return settings_body(_SETTINGS)


def delivery_samples() -> tuple[Body, Body]:
    """Return the answers to the example, without coordinates and with them."""
    return _delivery_body(_read_item(ITEM)), _delivery_body(_read_item(_with_coordinates(ITEM)))


def _read_item(item: Mapping[str, object]) -> Booking:
    booking, violations = read_booking(read_form(item), _SETTINGS, None, 0)
    if violations:
        raise ValueError(violations)
    return booking


def _with_coordinates(item: Mapping[str, object]) -> Mapping[str, object]:
    place = {"latitude": "55.722582", "longitude": "12.6082901"}
    ends = {name: place | value for name, value in item.items() if isinstance(value, dict) and "zip" in value}
    return {**item, **ends}


def _delivery_body(booking: Booking) -> Body:
    at = datetime(2018, 3, 28, 9, tzinfo=UTC)
    return delivery_body(Delivery(SCHEDULED_ID, "", booking, State.CREATED, at, at), _LINKS, _COUNTRY)
