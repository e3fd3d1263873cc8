"""Inputs that book and change deliveries; their fields have the names of the fields of `Delivery`."""

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import strawberry
from strawberry import UNSET

from api.graphql.enums import BatchErrorPolicy, Currency, DeliveryKind
from api.graphql.inputs.delivery_forms import decode_as_form
from domain.model.time_of_day import TimeOfDay

T = TypeVar("T")


def required_field(description: str) -> Any:  # noqa: ANN401  a field stands for a value of its annotated type
    return strawberry.field(description=description)


def optional_field(description: str) -> Any:  # noqa: ANN401
    """Declare a field that may be omitted; for an update, omitted and null are different."""
    return strawberry.field(default=UNSET, description=description)


def error_policy_field() -> Any:  # noqa: ANN401
    return strawberry.field(
        default=BatchErrorPolicy.ALL_OR_NOTHING,
        description="How the batch is treated if an item breaks a rule.",
    )


def batch_field(what: str, graphql_type: object = None) -> Any:  # noqa: ANN401
    """Declare a list whose length is limited by the cost of a request; see `resolver` for `graphql_type`."""
    description = f"{what} The cost limit of one request allows 998 items at most."
    return strawberry.field(graphql_type=graphql_type, description=description)


def delivery_ids_field(what: str, graphql_type: object = None) -> Any:  # noqa: ANN401
    """Declare a list of ids of deliveries."""
    return batch_field(f"The `id`s or `scheduledId`s of {what}, at least one, each once.", graphql_type)


def unset_to_none(value: T | None) -> T | None:
    """Return the value; `None` if it is omitted, where that means the same as null."""
    return None if value is UNSET else value


@strawberry.input(
    description="A span of local time within one day. A `start` or `end` that is null gets its default; one "
    "that is omitted keeps its value in an update and gets its default in a create."
)
class BookingWindowInput:
    start: TimeOfDay | None = optional_field("When the window opens, e.g. `08:00`; before `end`.")
    end: TimeOfDay | None = optional_field("When the window closes, e.g. `16:00`.")


@strawberry.input(description="An exact amount of money.")
class MoneyInput:
    amount: Decimal = required_field(
        'The amount, 0 to 100,000,000 with at most 20 decimals, e.g. `"123.45"`.'
    )
    currency: Currency = strawberry.field(default=Currency.DKK, description="The currency of the amount.")


@strawberry.input(description="A phone number; it is stored as it is sent.")
class PhoneInput:
    country: str | None = optional_field(
        "The country's ISO 3166 code of two or three letters, e.g. `DK`. Omitted: the present value or, if "
        "there is none, the account's country."
    )
    dial_code: str | None = optional_field(
        "The country's dialling code, e.g. `45`; at most 32 digits, spaces and `+-()`."
    )
    number: str | None = optional_field(
        "The number without the dialling code, e.g. `12 34 56 78`; at most 32 digits, spaces and `+-()`. "
        "Without a number, no phone number is stored."
    )


@strawberry.input(description="The recipient of a new delivery.")
class RecipientInput:
    name: str = required_field(
        "The name of the person or company, not blank, at most 500 characters, e.g. `Test user`."
    )
    reference: str | None = optional_field(
        "Your own id of the recipient, e.g. a customer number, at most 500 characters; need not be unique."
    )
    email: str | None = optional_field("An e-mail address, at most 500 characters.")
    phone: PhoneInput | None = optional_field("The phone number.")


@strawberry.input(description="Changes of the recipient. An omitted field keeps its value.")
class UpdateRecipientInput:
    name: str | None = optional_field("The name, not blank, at most 500 characters.")
    reference: str | None = optional_field(
        "Your own id of the recipient, at most 500 characters. Null removes it."
    )
    email: str | None = optional_field("An e-mail address, at most 500 characters. Null removes it.")
    phone: PhoneInput | None = optional_field("Changes of the phone number. Null removes it.")


@strawberry.input(description="The place where the parcels of a new delivery are picked up or dropped off.")
class DeliveryLocationInput:
    zip: str = required_field(
        "The postal code, not blank, at most 16 characters, e.g. `2100`. Blanks, hyphens, case, the country "
        "before it and zeros that a number has lost make no difference."
    )
    city: str = required_field(
        "The city that the postal code belongs to, not blank, at most 500 characters, e.g. `København`."
    )
    address1: str = required_field(
        "Street and house number, not blank, at most 500 characters, e.g. `Kattegatvej 57`."
    )
    address2: str | None = optional_field("Floor, door and the like, at most 500 characters; not validated.")
    description: str | None = optional_field("How to find the place, as free text, at most 500 characters.")
    latitude: float | None = optional_field(
        "Degrees north, WGS 84, -90 to 90. Used only together with `longitude`, and only if the address "
        "register does not know the address."
    )
    longitude: float | None = optional_field("Degrees east, WGS 84, -180 to 180.")


@strawberry.input(
    description="Changes of a place. An omitted field keeps its value. Coordinates that were sent before are "
    "kept only if `zip`, `city` and `address1` stay the same."
)
class UpdateDeliveryLocationInput:
    zip: str | None = optional_field("The postal code, not blank, at most 16 characters.")
    city: str | None = optional_field(
        "The city that the postal code belongs to, not blank, at most 500 characters."
    )
    address1: str | None = optional_field("Street and house number, not blank, at most 500 characters.")
    address2: str | None = optional_field(
        "Floor, door and the like, at most 500 characters. Null removes it."
    )
    description: str | None = optional_field(
        "How to find the place, as free text, at most 500 characters. Null removes it."
    )
    latitude: float | None = optional_field(
        "Degrees north, WGS 84, -90 to 90. Used only together with `longitude`."
    )
    longitude: float | None = optional_field("Degrees east, WGS 84, -180 to 180.")


@strawberry.input
class _Details:
    """The fields that are optional in creates and in updates."""

    reference: str | None = optional_field("Your own reference, at most 500 characters; need not be unique.")
    pickup_window: BookingWindowInput | None = optional_field(
        "When the parcels may be picked up. Default: 30 minutes from the account's `pickupDeadline`."
    )
    delivery_window: BookingWindowInput | None = optional_field(
        "When the parcels may be dropped off. Default: the account's delivery window or, if that is not "
        "offered to the drop-off zip code, the earliest window that is."
    )
    department: str | None = optional_field(
        "One of the account's departments. Default: the first of them, if there are any."
    )
    packages: int | None = optional_field("The number of packages, 1 to 999. Default: 1.")
    insured_value: MoneyInput | None = optional_field("The insured value. Default: not insured.")
    label: str | None = optional_field("The text to print on the label, at most 2,000 characters.")
    notes: str | None = optional_field("Notes for the driver, at most 2,000 characters.")
    kind: DeliveryKind | None = optional_field(
        "Whether parcels go out to the recipient or come back; in a return, pickup and drop-off swap their "
        "parts in the rules about stores and zones. Default: `DELIVERY`."
    )
    returned_delivery_id: str | None = optional_field(
        "The `id` or the `scheduledId` of the delivery that a return brings back."
    )
    return_request_by: str | None = optional_field(
        "The name of the person that asked for a return, at most 500 characters."
    )


@decode_as_form
@strawberry.input(
    description="A new delivery. A field that is omitted or null gets its default, or is not set if its "
    "description names none. An empty text means the same as null."
)
class CreateDeliveryInput(_Details):
    recipient: RecipientInput = required_field("The recipient of the parcels.")
    delivery_date: date = required_field(
        "The day of the delivery in the account's time zone, from 1970-01-01 on."
    )
    pickup: DeliveryLocationInput = required_field("Where the parcels are picked up.")
    drop_off: DeliveryLocationInput = required_field("Where the parcels are dropped off.")


@decode_as_form
@strawberry.input(
    description="Changes of a delivery. An omitted field keeps its value; a field that is null gets its "
    "default, or is no longer set if its description names none. An empty text means the same as null."
)
class UpdateDeliveryInput(_Details):
    id: strawberry.ID = required_field("The `id` or the `scheduledId` of the delivery.")
    recipient: UpdateRecipientInput | None = optional_field("Changes of the recipient. Null is refused.")
    delivery_date: date | None = optional_field(
        "The day of the delivery in the account's time zone, from 1970-01-01 on. Null is refused."
    )
    pickup: UpdateDeliveryLocationInput | None = optional_field(
        "Changes of the pickup place. Null is refused."
    )
    drop_off: UpdateDeliveryLocationInput | None = optional_field(
        "Changes of the drop-off place. Null is refused."
    )
