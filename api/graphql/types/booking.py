from datetime import date
from typing import Any, Final

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryKind
from api.graphql.types.places import Location, Money, Recipient, Window
from domain.model import booking

_TEXTS: Final = {
    "reference": "Your own reference, as it was sent; not unique. Empty without.",
    "delivery_date": "The day of the delivery in the account's time zone.",
    "pickup_window": "When the parcels may be picked up.",
    "delivery_window": "When the parcels may be dropped off.",
    "pickup": "Where the parcels are picked up.",
    "drop_off": "Where the parcels are dropped off.",
    "recipient": "Who receives the parcels.",
    "department": "The account's department, as `Catering`. Empty where it has none.",
    "packages": "How many packages, 1 to 999.",
    "insured_value": "The insured value. Null without insurance.",
    "label": "What to print on the label, 2,000 characters at most. Empty without.",
    "notes": "Notes for the driver, 2,000 characters at most. Empty without.",
    "kind": "Whether parcels go out or come back.",
    "returned_delivery_id": "Which delivery a return brings back, as it was sent. Empty without.",
    "return_request_by": "Who asked for a return, as it was sent. Empty without.",
}


def booking_attribute(name: str) -> Any:  # noqa: ANN401  as `shows`
    """A field of a delivery that shows this attribute of its booking."""
    return attribute(f"booking.{name}", _TEXTS[name])


def _own_attribute(name: str) -> Any:  # noqa: ANN401  as `shows`
    return attribute(name, _TEXTS[name])


@strawberry.type(
    description="A booking as it would be kept: with all defaults, and the addresses as the address register "
    "knows them. Its fields are those of a `Delivery`."
)
class Booking(DomainType):
    domain_type = booking.Booking

    reference: str = _own_attribute("reference")
    delivery_date: date = _own_attribute("delivery_date")
    pickup_window: Window = _own_attribute("pickup_window")
    delivery_window: Window = _own_attribute("delivery_window")
    pickup: Location = _own_attribute("pickup")
    drop_off: Location = _own_attribute("drop_off")
    recipient: Recipient = _own_attribute("recipient")
    department: str = _own_attribute("department")
    packages: int = _own_attribute("packages")
    insured_value: Money | None = _own_attribute("insured_value")
    label: str = _own_attribute("label")
    notes: str = _own_attribute("notes")
    kind: DeliveryKind = _own_attribute("kind")
    returned_delivery_id: str = _own_attribute("returned_delivery_id")
    return_request_by: str = _own_attribute("return_request_by")
