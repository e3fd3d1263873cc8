from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.cursors import number_at
from api.graphql.domain_type import DomainType, attribute, resolver_field
from api.graphql.enums import DeliveryKind, DeliveryState
from api.graphql.ids import DELIVERY, encode_id
from api.graphql.inputs.arguments import After, HistoryFirst
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.pages import page_size
from api.graphql.types.booking import booking_attribute
from api.graphql.types.editability import Editability
from api.graphql.types.history import History, HistoryConnection, history
from api.graphql.types.node import Node
from api.graphql.types.places import Location, Money, Recipient, Window
from domain.model import delivery, editability, sweep
from domain.model.caller import Scope
from domain.model.page import HistoryRequest

if TYPE_CHECKING:
    from api.graphql.types.sweep import Sweep

USUAL_HISTORY = HistoryRequest().size
LazySweep = Annotated["Sweep", strawberry.lazy("api.graphql.types.sweep")]


def delivery_global_id(delivery_id: str) -> str:
    return encode_id(DELIVERY, delivery_id)


async def _sweep(root: strawberry.Parent[delivery.Delivery], info: Info) -> sweep.Sweep | None:
    return None if root.sweep_id is None else await info.context.loaders.sweeps.load(root.sweep_id)


async def _editability(root: strawberry.Parent[delivery.Delivery], info: Info) -> editability.Editability:
    return await info.context.loaders.editability.load(root)


async def _history(
    root: strawberry.Parent[delivery.Delivery],
    info: Info,
    first: HistoryFirst = USUAL_HISTORY,
    after: After = UNSET,
) -> History:
    start = unset_to_none(after)
    request = HistoryRequest(
        page_size(USUAL_HISTORY if first is None else first), None if start is None else number_at(start)
    )
    page = await info.context.loaders.histories.load((root.id, request))
    return history(page, from_cursor=start is not None)


@strawberry.type(
    description="A booking that the gateway accepted: parcels from one place to another on one day."
)
class Delivery(DomainType, Node):
    domain_type = delivery.Delivery

    id: strawberry.ID = attribute(
        "id", "An opaque id; `node`, `delivery` and the mutations take it.", through=delivery_global_id
    )
    scheduled_id: str = attribute(
        "id",
        "What the REST calls name `scheduled_id`: 24 hex digits, ordered by time, as "
        "`5aba00dcafe9af1843c294b7`. Refusals, labels and tracking links show it.",
    )
    reference: str = booking_attribute("reference")
    state: DeliveryState = attribute("state", "Where the delivery stands in its life.")
    delivery_date: date = booking_attribute("delivery_date")
    pickup_window: Window = booking_attribute("pickup_window")
    delivery_window: Window = booking_attribute("delivery_window")
    estimated_window: Window | None = attribute(
        "estimate",
        "The narrower window that a plan gives. Null until there is one; go by `deliveryWindow` then.",
    )
    pickup: Location = booking_attribute("pickup")
    drop_off: Location = booking_attribute("drop_off")
    recipient: Recipient = booking_attribute("recipient")
    department: str = booking_attribute("department")
    packages: int = booking_attribute("packages")
    insured_value: Money | None = booking_attribute("insured_value")
    label: str = booking_attribute("label")
    notes: str = booking_attribute("notes")
    kind: DeliveryKind = booking_attribute("kind")
    returned_delivery_id: str = booking_attribute("returned_delivery_id")
    return_request_by: str = booking_attribute("return_request_by")
    sweep: LazySweep | None = resolver_field(
        _sweep,
        LazySweep | None,
        "The sweep the delivery is on. Null while it is on none.",
        shows="sweep_id",
        needs=Scope.DELIVERIES_READ,
    )
    position: int | None = attribute(
        "position", "The place among the stops of its sweep, from 0. Null while it is on none."
    )
    editability: Editability = resolver_field(
        _editability,
        Editability,
        "What may be done with the delivery now, why not more, and until when.",
        shows="",
        needs=Scope.DELIVERIES_READ,
    )
    history: HistoryConnection = resolver_field(
        _history,
        HistoryConnection,
        "Everything that happened to the delivery, newest first, in pages.",
        shows="id",
        needs=Scope.DELIVERIES_READ,
    )
    created_at: datetime = attribute("created_at", "When the delivery was booked.")
    updated_at: datetime = attribute("updated_at", "When the delivery last changed in any way.")
