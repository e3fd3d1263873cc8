from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.enums import DeliveryKind, DeliveryState
from api.graphql.ids import DELIVERY, opaque
from api.graphql.mirror import Mirror, resolved, shows
from api.graphql.types.node import Node
from api.graphql.types.places import Location, Money, Recipient, Window
from domain.model import delivery, sweep

if TYPE_CHECKING:
    from api.graphql.types.sweep import Sweep

LazySweep = Annotated["Sweep", strawberry.lazy("api.graphql.types.sweep")]


def delivery_global_id(delivery_id: str) -> str:
    return opaque(DELIVERY, delivery_id)


async def _sweep(root: strawberry.Parent[delivery.Delivery], info: Info) -> sweep.Sweep | None:
    return None if root.sweep_id is None else await info.context.loaders.sweeps.load(root.sweep_id)


@strawberry.type(
    description="A booking that the gateway accepted: parcels from one place to another on one day."
)
class Delivery(Mirror, Node):
    mirrored = delivery.Delivery

    id: strawberry.ID = shows(
        "id", "An opaque id; `node`, `delivery` and the mutations take it.", through=delivery_global_id
    )
    scheduled_id: str = shows(
        "id",
        "What the REST calls name `scheduled_id`: 24 hex digits, ordered by time, as "
        "`5aba00dcafe9af1843c294b7`. Refusals, labels and tracking links show it.",
    )
    reference: str = shows(
        "booking.reference", "Your own reference, as it was sent; not unique. Empty without."
    )
    state: DeliveryState = shows("state", "Where the delivery stands in its life.")
    delivery_date: date = shows(
        "booking.delivery_date", "The day of the delivery in the account's time zone."
    )
    pickup_window: Window = shows("booking.pickup_window", "When the parcels may be picked up.")
    delivery_window: Window = shows("booking.delivery_window", "When the parcels may be dropped off.")
    estimated_window: Window | None = shows(
        "estimate",
        "The narrower window that a plan gives. Null until there is one; go by `deliveryWindow` then.",
    )
    pickup: Location = shows("booking.pickup", "Where the parcels are picked up.")
    drop_off: Location = shows("booking.drop_off", "Where the parcels are dropped off.")
    recipient: Recipient = shows("booking.recipient", "Who receives the parcels.")
    department: str = shows(
        "booking.department", "The account's department, as `Catering`. Empty where it has none."
    )
    packages: int = shows("booking.packages", "How many packages, 1 to 999.")
    insured_value: Money | None = shows("booking.insured_value", "The insured value. Null without insurance.")
    label: str = shows(
        "booking.label", "What to print on the label, 2,000 characters at most. Empty without."
    )
    notes: str = shows("booking.notes", "Notes for the driver, 2,000 characters at most. Empty without.")
    kind: DeliveryKind = shows("booking.kind", "Whether parcels go out or come back.")
    returned_delivery_id: str = shows(
        "booking.returned_delivery_id", "Which delivery a return brings back, as it was sent. Empty without."
    )
    return_request_by: str = shows(
        "booking.return_request_by", "Who asked for a return, as it was sent. Empty without."
    )
    sweep: LazySweep | None = resolved(
        _sweep, LazySweep | None, "The sweep the delivery is on. Null while it is on none.", shows="sweep_id"
    )
    position: int | None = shows(
        "position", "The place among the stops of its sweep, from 0. Null while it is on none."
    )
    created_at: datetime = shows("created_at", "When the delivery was booked.")
    updated_at: datetime = shows("updated_at", "When the delivery last changed in any way.")
