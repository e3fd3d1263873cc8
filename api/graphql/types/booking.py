from datetime import date
from typing import Any

import strawberry

from api.graphql.conversions import TEXT_OR_NULL
from api.graphql.domain_type import CONVERT, DAY, DomainType, attribute
from api.graphql.enums import DeliveryKind
from api.graphql.field_metadata import ATTRIBUTE
from api.graphql.types.places import DeliveryLocation, Money, Recipient, TimeWindow
from domain.model import booking


@strawberry.type(
    description="A booking as it would be stored: with all defaults, and with the addresses as the address "
    "register spells them. Its fields are those of a `Delivery`."
)
class Booking(DomainType):
    domain_type = booking.Booking

    reference: str | None = attribute(
        "Your own reference, as it was sent; not unique. Null if not set.", convert=TEXT_OR_NULL
    )
    delivery_date: date = attribute("The day of the delivery in the account's time zone.")
    pickup_window: TimeWindow = attribute(
        "When the parcels may be picked up.",
        day="delivery_date",
    )
    delivery_window: TimeWindow = attribute(
        "When the parcels may be dropped off.",
        day="delivery_date",
    )
    pickup: DeliveryLocation = attribute("Where the parcels are picked up.")
    drop_off: DeliveryLocation = attribute("Where the parcels are dropped off.")
    recipient: Recipient = attribute("The recipient of the parcels.")
    department: str | None = attribute(
        "The account's department, e.g. `Catering`. Null if the account had no departments at the time of "
        "the booking.",
        convert=TEXT_OR_NULL,
    )
    packages: int = attribute("The number of packages, 1 to 999.")
    insured_value: Money | None = attribute("The insured value. Null if the parcels are not insured.")
    label: str | None = attribute(
        "The text to print on the label, at most 2,000 characters. Null if not set.", convert=TEXT_OR_NULL
    )
    notes: str | None = attribute(
        "Notes for the driver, at most 2,000 characters. Null if not set.", convert=TEXT_OR_NULL
    )
    kind: DeliveryKind = attribute("Whether parcels go out to the recipient or come back.")
    returned_delivery_id: str | None = attribute(
        "The `scheduledId` of the delivery that a return brings back. Null if not set.",
        convert=TEXT_OR_NULL,
    )
    return_request_by: str | None = attribute(
        "The name of the person that asked for a return, as it was sent. Null if not set.",
        convert=TEXT_OR_NULL,
    )


def booking_attribute(name: str) -> Any:  # noqa: ANN401  a field, of the type that it has in `Booking`
    """Declare a field of a delivery that repeats this field of its `Booking`: type, description and value."""
    (field,) = (each for each in Booking.__strawberry_definition__.fields if each.name == name)  # type: ignore[attr-defined]  # strawberry's mark
    day = field.metadata[DAY]
    return attribute(
        field.description,
        path=f"booking.{field.metadata[ATTRIBUTE]}",
        convert=field.metadata[CONVERT],
        day=day and f"booking.{day}",
        graphql_type=Booking.__annotations__[name],
    )
