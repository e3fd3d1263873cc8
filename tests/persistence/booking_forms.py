"""The form of a valid booking, for tests to vary."""

from datetime import date
from decimal import Decimal

from domain.rules.form_reader import Form

DAY = date(2018, 4, 5)


def booking_form(**changes: object) -> Form:
    """Return the form with changes; a double underscore stands for the dot of a path."""
    return {
        "reference": "Test",
        "recipient.name": "Roma",
        "recipient.phone.number": "123",
        "delivery_date": DAY,
        "pickup.zip": "2100",
        "pickup.city": "København",
        "pickup.address_1": "Kattegatvej 53",
        "drop_off.zip": "2100",
        "drop_off.city": "København",
        "drop_off.address_1": "Kattegatvej 57",
        "insured_value": Decimal("12.50"),
    } | {name.replace("__", "."): value for name, value in changes.items()}
