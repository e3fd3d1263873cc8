from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.graphql.arguments import After, HistoryFirst
from api.graphql.context import Info
from api.graphql.cursors import number_at
from api.graphql.enums import DeliveryKind, DeliveryState
from api.graphql.ids import DELIVERY, opaque
from api.graphql.inputs import given
from api.graphql.mirror import Mirror, resolved, shows
from api.graphql.pages import page_size
from api.graphql.types.booking import booked
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
    return opaque(DELIVERY, delivery_id)


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
    start = given(after)
    request = HistoryRequest(
        page_size(USUAL_HISTORY if first is None else first), None if start is None else number_at(start)
    )
    page = await info.context.loaders.histories.load((root.id, request))
    return history(page, from_cursor=start is not None)


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
    reference: str = booked("reference")
    state: DeliveryState = shows("state", "Where the delivery stands in its life.")
    delivery_date: date = booked("delivery_date")
    pickup_window: Window = booked("pickup_window")
    delivery_window: Window = booked("delivery_window")
    estimated_window: Window | None = shows(
        "estimate",
        "The narrower window that a plan gives. Null until there is one; go by `deliveryWindow` then.",
    )
    pickup: Location = booked("pickup")
    drop_off: Location = booked("drop_off")
    recipient: Recipient = booked("recipient")
    department: str = booked("department")
    packages: int = booked("packages")
    insured_value: Money | None = booked("insured_value")
    label: str = booked("label")
    notes: str = booked("notes")
    kind: DeliveryKind = booked("kind")
    returned_delivery_id: str = booked("returned_delivery_id")
    return_request_by: str = booked("return_request_by")
    sweep: LazySweep | None = resolved(
        _sweep,
        LazySweep | None,
        "The sweep the delivery is on. Null while it is on none.",
        shows="sweep_id",
        needs=Scope.DELIVERIES_READ,
    )
    position: int | None = shows(
        "position", "The place among the stops of its sweep, from 0. Null while it is on none."
    )
    editability: Editability = resolved(
        _editability,
        Editability,
        "What may be done with the delivery now, why not more, and until when.",
        shows="",
        needs=Scope.DELIVERIES_READ,
    )
    history: HistoryConnection = resolved(
        _history,
        HistoryConnection,
        "Everything that happened to the delivery, newest first, in pages.",
        shows="id",
        needs=Scope.DELIVERIES_READ,
    )
    created_at: datetime = shows("created_at", "When the delivery was booked.")
    updated_at: datetime = shows("updated_at", "When the delivery last changed in any way.")
