"""What clients send to book and to change deliveries; fields have the names that `Delivery` has."""

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import strawberry
from strawberry import UNSET

from api.graphql.enums import Currency, DeliveryKind, ErrorPolicy
from domain.model.time_of_day import TimeOfDay

T = TypeVar("T")


def required_field(description: str) -> Any:  # noqa: ANN401  a field stands for a value of its annotated type
    return strawberry.field(description=description)


def optional_field(description: str) -> Any:  # noqa: ANN401
    """A field that may be omitted, which an update tells from null."""
    return strawberry.field(default=UNSET, description=description)


def error_policy_field() -> Any:  # noqa: ANN401
    return strawberry.field(
        default=ErrorPolicy.ALL_OR_NOTHING, description="What becomes of the good items where others are bad."
    )


def batch_field(what: str) -> Any:  # noqa: ANN401
    """A list for which one request has only so much room."""
    return strawberry.field(
        description=f"{what} At most 998 fit into the cost of one request, which is 1,000; REST takes 10,000."
    )


def unset_to_none(value: T | None) -> T | None:
    """The value where omitted and null mean the same."""
    return None if value is UNSET else value


@strawberry.input(
    description="A span of local time within one day. An end that is omitted or null becomes the default."
)
class WindowInput:
    start: TimeOfDay | None = optional_field("When the window opens, as `08:00`; before `end`.")
    end: TimeOfDay | None = optional_field("When the window closes, as `16:00`.")


@strawberry.input(description="An exact amount of money.")
class MoneyInput:
    amount: Decimal = required_field('How much, 0 to 100,000,000 with at most 20 decimals, as `"123.45"`.')
    currency: Currency = strawberry.field(default=Currency.DKK, description="Of which currency.")


@strawberry.input(description="A phone number; any number that people could dial is taken as it is.")
class PhoneInput:
    country: str | None = optional_field(
        "The country's ISO 3166 code of two or three letters, as `DK`. Omitted: the account's country."
    )
    dial_code: str | None = optional_field(
        "The country's dialling code, as `45`; digits, spaces and `+-()`, 32 at most."
    )
    number: str | None = optional_field(
        "The number without the dialling code, as `12 34 56 78`; digits, spaces and `+-()`, 32 at most. "
        "Without a number there is no phone."
    )


@strawberry.input(description="Who receives the parcels of a new delivery.")
class RecipientInput:
    name: str = required_field(
        "The person's or firm's name, not blank, 500 characters at most, as `Test user`."
    )
    id: str | None = optional_field("Your own reference to the person, 500 characters at most.")
    email: str | None = optional_field("An e-mail address, or empty.")
    phone: PhoneInput | None = optional_field("The phone number.")


@strawberry.input(description="What changes about the recipient; an omitted field keeps its value.")
class UpdateRecipientInput:
    name: str | None = optional_field("The name, not blank, 500 characters at most.")
    id: str | None = optional_field(
        "Your own reference to the person, 500 characters at most; null removes it."
    )
    email: str | None = optional_field("An e-mail address; null or empty removes it.")
    phone: PhoneInput | None = optional_field("What changes about the phone number; null removes it.")


@strawberry.input(description="Where the parcels of a new delivery are picked up or dropped off.")
class LocationInput:
    zip: str = required_field("The postal code, not blank, 16 characters at most, as `2100`.")
    city: str = required_field("The city that the postal code belongs to, not blank, as `København`.")
    address1: str = required_field(
        "Street and house number, not blank, 500 characters at most, as `Kattegatvej 57`."
    )
    address2: str | None = optional_field(
        "Floor, door or anything of that kind, 500 characters at most; never validated."
    )
    description: str | None = optional_field("How to find the place, in free words, 500 characters at most.")
    latitude: float | None = optional_field(
        "Degrees north, WGS 84, -90 to 90; taken together with `longitude`, and only where the address "
        "register does not know the address."
    )
    longitude: float | None = optional_field("Degrees east, WGS 84, -180 to 180.")


@strawberry.input(
    description="What changes about a place; an omitted field keeps its value. Coordinates that were sent "
    "before are kept only while the address stays the same."
)
class UpdateLocationInput:
    zip: str | None = optional_field("The postal code, not blank, 16 characters at most.")
    city: str | None = optional_field("The city that the postal code belongs to, not blank.")
    address1: str | None = optional_field("Street and house number, not blank, 500 characters at most.")
    address2: str | None = optional_field("Floor or door, 500 characters at most; null removes it.")
    description: str | None = optional_field(
        "How to find the place, 500 characters at most; null removes it."
    )
    latitude: float | None = optional_field("Degrees north, WGS 84, -90 to 90, together with `longitude`.")
    longitude: float | None = optional_field("Degrees east, WGS 84, -180 to 180.")


@strawberry.input
class _Details:
    """What both creates and updates may leave out."""

    reference: str | None = optional_field("Your own reference, 500 characters at most; need not be unique.")
    pickup_window: WindowInput | None = optional_field(
        "When the parcels may be picked up. Null, and omitted in a create: 30 minutes from the account's "
        "`pickupDeadline`."
    )
    delivery_window: WindowInput | None = optional_field(
        "When the parcels may be dropped off. Null, and omitted in a create: the account's own window, or "
        "the earliest that is offered to the zip code."
    )
    department: str | None = optional_field(
        "One of the account's departments. Null or empty: its default one."
    )
    packages: int | None = optional_field("How many packages, 1 to 999. Null, and omitted in a create: 1.")
    insured_value: MoneyInput | None = optional_field(
        "The insured value. Null, and omitted in a create: no insurance."
    )
    label: str | None = optional_field("What to print on the label, 2,000 characters at most.")
    notes: str | None = optional_field("Notes for the driver, 2,000 characters at most.")
    kind: DeliveryKind | None = optional_field(
        "Whether parcels go out or come back. Null, and omitted in a create: `DELIVERY`."
    )
    returned_delivery_id: str | None = optional_field(
        "Which delivery a return brings back, 500 characters at most."
    )
    return_request_by: str | None = optional_field("Who asked for a return, 500 characters at most.")


@strawberry.input(description="A new delivery. An omitted field gets its default, and so does null.")
class CreateDeliveryInput(_Details):
    recipient: RecipientInput = required_field("Who receives the parcels.")
    delivery_date: date = required_field(
        "The day of the delivery in the account's time zone, from 1970-01-01 on."
    )
    pickup: LocationInput = required_field("Where the parcels are picked up.")
    drop_off: LocationInput = required_field("Where the parcels are dropped off.")


@strawberry.input(
    description="What changes about a delivery. An omitted field keeps its value; null gives it its default."
)
class UpdateDeliveryInput(_Details):
    id: strawberry.ID = required_field("Which delivery: its `id`, or its `scheduledId`.")
    recipient: UpdateRecipientInput | None = optional_field(
        "What changes about the recipient; null is refused."
    )
    delivery_date: date | None = optional_field("The new day, from 1970-01-01 on; null is refused.")
    pickup: UpdateLocationInput | None = optional_field("What changes about the pickup; null is refused.")
    drop_off: UpdateLocationInput | None = optional_field("What changes about the drop-off; null is refused.")
