from datetime import date
from typing import Any

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryKind
from api.graphql.types.places import Location, Money, Recipient, Window
from domain.model import booking


@strawberry.type(
    description="A booking as it would be stored: with all defaults, and with the addresses as the address "
    "register spells them. Its fields are those of a `Delivery`."
)
class Booking(DomainType):
    domain_type = booking.Booking

    reference: str = attribute("Your own reference, as it was sent; not unique. Empty if not set.")
    delivery_date: date = attribute("The day of the delivery in the account's time zone.")
    pickup_window: Window = attribute("When the parcels may be picked up.")
    delivery_window: Window = attribute("When the parcels may be dropped off.")
    pickup: Location = attribute("Where the parcels are picked up.")
    drop_off: Location = attribute("Where the parcels are dropped off.")
    recipient: Recipient = attribute("The recipient of the parcels.")
    department: str = attribute(
        "The account's department, e.g. `Catering`. Empty if the account has no departments."
    )
    packages: int = attribute("The number of packages, 1 to 999.")
    insured_value: Money | None = attribute("The insured value. Null if the parcels are not insured.")
    label: str = attribute("The text to print on the label, at most 2,000 characters. Empty if not set.")
    notes: str = attribute("Notes for the driver, at most 2,000 characters. Empty if not set.")
    kind: DeliveryKind = attribute("Whether parcels go out to the recipient or come back.")
    returned_delivery_id: str = attribute(
        "The id of the delivery that a return brings back, as it was sent. Empty if not set."
    )
    return_request_by: str = attribute(
        "The name of the person that asked for a return, as it was sent. Empty if not set."
    )


def booking_attribute(name: str) -> Any:  # noqa: ANN401  a field, of the type that it has in `Booking`
    """Declare a field of a delivery that repeats this field of its `Booking`: type, description and value."""
    (field,) = (each for each in Booking.__strawberry_definition__.fields if each.name == name)  # type: ignore[attr-defined]  # strawberry's mark
    return attribute(field.description, path=f"booking.{name}", graphql_type=Booking.__annotations__[name])
