"""The parts of a delivery: where, when, to whom and for how much."""

from decimal import Decimal

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import AddressLevel, Currency
from domain.model import location, recipient, window
from domain.model.time_of_day import TimeOfDay


@strawberry.type(description="A span of local time within one day, as `08:00` to `16:00`.")
class Window(DomainType):
    domain_type = window.Window

    start: TimeOfDay = attribute("start", "When the window opens; always before `end`.")
    end: TimeOfDay = attribute("end", "When the window closes.")


@strawberry.type(description="A place where parcels are picked up or dropped off.")
class Location(DomainType):
    domain_type = location.Location

    zip: str = attribute("zip", "The postal code, as `2100`.")
    city: str = attribute("city", "The city that the postal code belongs to, as `København`.")
    address1: str = attribute("address_1", "Street and house number, as `Kattegatvej 57`.")
    address2: str = attribute(
        "address_2", "Floor, door or anything of that kind; never validated. Empty without."
    )
    description: str = attribute("description", "How to find the place, in free words. Empty without.")
    latitude: float | None = attribute(
        "latitude",
        "Degrees north, WGS 84, as `55.722534`: the address register's where it knows the address, "
        "else the ones sent along. Null where unknown.",
    )
    longitude: float | None = attribute(
        "longitude", "Degrees east, WGS 84, as `12.607489`. Null where unknown."
    )
    level: AddressLevel = attribute("level", "How far the address register vouches for the address.")


@strawberry.type(description="A phone number as it was sent.")
class Phone(DomainType):
    domain_type = recipient.Phone

    country: str = attribute("country", "The country's ISO 3166 code of two or three letters, as `DK`.")
    dial_code: str = attribute(
        "dial_code", "The country's dialling code, as `45`. Empty where none was sent."
    )
    number: str = attribute("number", "The number without the dialling code, as `12 34 56 78`.")


@strawberry.type(description="Who receives the parcels.")
class Recipient(DomainType):
    domain_type = recipient.Recipient

    name: str = attribute("name", "The person's or firm's name, as `Test user`.")
    id: str = attribute("id", "Your own reference to the person, as it was sent. Empty without.")
    email: str = attribute("email", "The e-mail address. Empty without.")
    phone: Phone | None = attribute("phone", "The phone number. Null without.")


@strawberry.type(description="An exact amount of money.")
class Money(DomainType):
    domain_type = Decimal

    amount: Decimal = attribute("", 'How much, as `"123.45"`.')
    currency: Currency = attribute("", "Of which currency.", through=lambda _amount: Currency.DKK)
