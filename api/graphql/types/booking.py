from datetime import date
from typing import Any, Final

import strawberry

from api.graphql.enums import DeliveryKind
from api.graphql.mirror import Mirror, shows
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


def booked(attribute: str) -> Any:  # noqa: ANN401  as `shows`
    """A field of a delivery that shows this attribute of its booking."""
    return shows(f"booking.{attribute}", _TEXTS[attribute])


def _own(attribute: str) -> Any:  # noqa: ANN401  as `shows`
    return shows(attribute, _TEXTS[attribute])


@strawberry.type(
    description="A booking as it would be kept: with all defaults, and the addresses as the address register "
    "knows them. Its fields are those of a `Delivery`."
)
class Booking(Mirror):
    mirrored = booking.Booking

    reference: str = _own("reference")
    delivery_date: date = _own("delivery_date")
    pickup_window: Window = _own("pickup_window")
    delivery_window: Window = _own("delivery_window")
    pickup: Location = _own("pickup")
    drop_off: Location = _own("drop_off")
    recipient: Recipient = _own("recipient")
    department: str = _own("department")
    packages: int = _own("packages")
    insured_value: Money | None = _own("insured_value")
    label: str = _own("label")
    notes: str = _own("notes")
    kind: DeliveryKind = _own("kind")
    returned_delivery_id: str = _own("returned_delivery_id")
    return_request_by: str = _own("return_request_by")
