"""The parts of a delivery: where, when, to whom and for how much."""

from datetime import time
from decimal import Decimal

import strawberry

from api.graphql.enums import AddressLevel, Currency
from api.graphql.mirror import Mirror, shows
from domain.model import location, recipient, window


@strawberry.type(description="A span of local time within one day, as `08:00` to `16:00`.")
class Window(Mirror):
    mirrored = window.Window

    start: time = shows("start", "When the window opens; always before `end`.")
    end: time = shows("end", "When the window closes.")


@strawberry.type(description="A place where parcels are picked up or dropped off.")
class Location(Mirror):
    mirrored = location.Location

    zip: str = shows("zip", "The postal code, as `2100`.")
    city: str = shows("city", "The city that the postal code belongs to, as `København`.")
    address1: str = shows("address_1", "Street and house number, as `Kattegatvej 57`.")
    address2: str = shows(
        "address_2", "Floor, door or anything of that kind; never validated. Empty without."
    )
    description: str = shows("description", "How to find the place, in free words. Empty without.")
    latitude: float | None = shows(
        "latitude",
        "Degrees north, WGS 84, as `55.722534`: the address register's where it knows the address, "
        "else the ones sent along. Null where unknown.",
    )
    longitude: float | None = shows("longitude", "Degrees east, WGS 84, as `12.607489`. Null where unknown.")
    level: AddressLevel = shows("level", "How far the address register vouches for the address.")


@strawberry.type(description="A phone number as it was sent.")
class Phone(Mirror):
    mirrored = recipient.Phone

    country: str = shows("country", "The country's ISO 3166 code of two or three letters, as `DK`.")
    dial_code: str = shows("dial_code", "The country's dialling code, as `45`. Empty where none was sent.")
    number: str = shows("number", "The number without the dialling code, as `12 34 56 78`.")


@strawberry.type(description="Who receives the parcels.")
class Recipient(Mirror):
    mirrored = recipient.Recipient

    name: str = shows("name", "The person's or firm's name, as `Test user`.")
    id: str = shows("id", "Your own reference to the person, as it was sent. Empty without.")
    email: str = shows("email", "The e-mail address. Empty without.")
    phone: Phone | None = shows("phone", "The phone number. Null without.")


@strawberry.type(description="An exact amount of money.")
class Money(Mirror):
    mirrored = Decimal

    amount: Decimal = shows("", 'How much, as `"123.45"`.')
    currency: Currency = shows("", "Of which currency.", through=lambda _amount: Currency.DKK)
