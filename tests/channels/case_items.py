"""The items of the cases."""

from datetime import date
from decimal import Decimal

from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form
from tests.channels.case import Standing

THURSDAY, FRIDAY = date(2018, 4, 5), date(2018, 4, 6)

USUAL: Form = {
    "recipient.name": "Test user",
    "delivery_date": THURSDAY,
    "pickup.zip": "2100",
    "pickup.city": "København",
    "pickup.address_1": "Kattegatvej 53",
    "drop_off.zip": "2100",
    "drop_off.city": "København",
    "drop_off.address_1": "Kattegatvej 57",
}
FULL: Form = {
    **USUAL,
    "reference": "Test",
    "recipient.id": "r-1",
    "recipient.email": "roma@example.dk",
    "recipient.phone.country": "DK",
    "recipient.phone.dial_code": "45",
    "recipient.phone.number": "12 34 (56)",
    "pickup_window.start": TimeOfDay.at(2, 10),
    "pickup_window.end": TimeOfDay.at(3, 15),
    "delivery_window.start": TimeOfDay.at(9),
    "delivery_window.end": TimeOfDay.at(12, 30),
    "pickup.address_2": "Port 4",
    "pickup.description": "In the yard",
    "drop_off.address_2": "7tv",
    "drop_off.description": "Ring twice",
    "department": "Bakery",
    "packages": 999,
    "insured_value": Decimal("123.45"),
    "label": "x" * 2_000,
    "notes": "Careful",
    "kind": "RETURN",
    "return_request_by": "Roma",
}


def item(**changes: object) -> Form:
    """The usual item with some fields changed; `__` stands for the dot of a path."""
    return {**USUAL, **_paths(changes)}


def change(standing: Standing, **changes: object) -> Form:
    """A change of a standing delivery."""
    return {"id": standing, **_paths(changes)}


def _paths(changes: dict[str, object]) -> Form:
    return {name.replace("__", "."): value for name, value in changes.items()}
