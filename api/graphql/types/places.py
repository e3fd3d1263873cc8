"""The parts of a booking: windows, places, the recipient and money."""

from datetime import datetime
from decimal import Decimal

import strawberry

from api.graphql.context import Info
from api.graphql.conversions import COORDINATE, TEXT_OR_NULL, constant
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import AddressLevel, Currency
from api.graphql.resolvers import resolver
from domain.model import location, recipient, window
from domain.model.time_of_day import TimeOfDay
from domain.rules.instants import utc_instant


@strawberry.type(description="A span of local time within one day, e.g. `08:00` to `16:00`.")
class TimeWindow(DomainType):
    domain_type = window.Window

    start: TimeOfDay = attribute("When the window opens; always before `end`.")
    end: TimeOfDay = attribute("When the window closes; `24:00` is the end of the day.")

    @resolver(path="")
    @staticmethod
    async def starts_at(root: strawberry.Parent[window.Window], info: Info) -> datetime | None:
        """The instant at which the window opens, by the account's present time zone.

        A time that the clock skips is the instant at which it does. Null for the windows of `Settings`, which
        are of no day, and beyond the year 9999.
        """
        return await _find_instant(root, root.start, info)

    @resolver(path="")
    @staticmethod
    async def ends_at(root: strawberry.Parent[window.Window], info: Info) -> datetime | None:
        """The instant at which the window closes, likewise."""
        return await _find_instant(root, root.end, info)


async def _find_instant(shown: window.Window, clock: TimeOfDay, info: Info) -> datetime | None:
    if not isinstance(shown, window.DayWindow):
        return None
    locale = await info.context.loaders.locale.load(None)
    return utc_instant(shown.day, clock, locale.time_zone)


@strawberry.type(description="A place where parcels are picked up or dropped off.")
class DeliveryLocation(DomainType):
    domain_type = location.Location

    zip: str = attribute(
        "The postal code as it is spelt in the account's country, e.g. `2100`, however it was sent."
    )
    city: str = attribute("The city that the postal code belongs to, e.g. `København`.")
    address1: str = attribute("Street and house number, e.g. `Kattegatvej 57`.", path="address_1")
    address2: str | None = attribute(
        "Floor, door and the like; not validated. Null if not set.", path="address_2", convert=TEXT_OR_NULL
    )
    description: str | None = attribute(
        "How to find the place, as free text. Null if not set.", convert=TEXT_OR_NULL
    )
    latitude: float | None = attribute(
        "Degrees north, WGS 84, e.g. `55.722534`: from the address register if it knows the address, "
        "otherwise as sent. Null if unknown.",
        convert=COORDINATE,
    )
    longitude: float | None = attribute(
        "Degrees east, WGS 84, e.g. `12.607489`. Null if unknown.", convert=COORDINATE
    )
    level: AddressLevel = attribute("Whether the address register knows the address.")


@strawberry.type(description="A phone number as it was sent.")
class Phone(DomainType):
    domain_type = recipient.Phone

    country: str = attribute("The country's ISO 3166 code of two or three letters, e.g. `DK`.")
    dial_code: str | None = attribute(
        "The country's dialling code, e.g. `45`. Null if not set.", convert=TEXT_OR_NULL
    )
    number: str = attribute("The number without the dialling code, e.g. `12 34 56 78`.")


@strawberry.type(description="The recipient of the parcels.")
class Recipient(DomainType):
    domain_type = recipient.Recipient

    name: str = attribute("The name of the person or company, e.g. `Test user`.")
    reference: str | None = attribute(
        "Your own id of the recipient, e.g. a customer number, as it was sent; not unique. Null if not set.",
        path="id",
        convert=TEXT_OR_NULL,
    )
    email: str | None = attribute("The e-mail address. Null if not set.", convert=TEXT_OR_NULL)
    phone: Phone | None = attribute("The phone number. Null if not set.")


@strawberry.type(description="An exact amount of money.")
class Money(DomainType):
    domain_type = Decimal

    amount: Decimal = attribute('The amount, e.g. `"123.45"`.', path="")
    currency: Currency = attribute(
        "The currency of the amount.", path="", convert=constant(Currency.DKK, Currency.DKK.name)
    )
