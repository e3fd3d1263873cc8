from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.conversions import global_id
from api.graphql.cursors import number_at
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryState
from api.graphql.global_ids import DELIVERY
from api.graphql.inputs.arguments import After, HistoryFirst
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.pages import page_size
from api.graphql.resolvers import resolver
from api.graphql.types.booking import booking_attribute
from api.graphql.types.editability import Editability
from api.graphql.types.history import History, HistoryConnection, history_connection
from api.graphql.types.node import Node
from api.graphql.types.places import TimeWindow
from domain.model import delivery
from domain.model.auth import Scope
from domain.model.editability import Editability as DomainEditability
from domain.model.page import HistoryRequest
from domain.model.sweep import Sweep as DomainSweep

if TYPE_CHECKING:
    from api.graphql.types.sweep import Sweep

DEFAULT_HISTORY_SIZE = HistoryRequest().size
LazySweep = Annotated["Sweep", strawberry.lazy("api.graphql.types.sweep")]
Parent = strawberry.Parent[delivery.Delivery]


def history_request(first: int | None = DEFAULT_HISTORY_SIZE, after: str | None = UNSET) -> HistoryRequest:
    """Read the arguments of a history; refuse a size out of range and cursors of other lists."""
    start = unset_to_none(after)
    size = page_size(DEFAULT_HISTORY_SIZE if first is None else first)
    return HistoryRequest(size, None if start is None else number_at(start))


@strawberry.type(
    description="A booking that the gateway accepted: parcels from one place to another on one day."
)
class Delivery(DomainType, Node):
    domain_type = delivery.Delivery

    id: strawberry.ID = attribute(
        "An opaque id; `node`, `delivery` and the mutations take it. With `asOf` it is an id of that state "
        "alone, for caches; nothing takes it.",
        path="state_id",
        convert=global_id(DELIVERY),
    )
    scheduled_id: str = attribute(
        "The `scheduled_id` of the REST calls: 24 hex digits, ordered by time, e.g. "
        "`5aba00dcafe9af1843c294b7`. Refusals, labels and tracking links show it; `delivery` "
        "and the mutations take it, `node` does not.",
        path="id",
    )
    reference = booking_attribute("reference")
    state: DeliveryState = attribute("The state of the delivery in its life cycle.")
    delivery_date = booking_attribute("delivery_date")
    pickup_window = booking_attribute("pickup_window")
    delivery_window = booking_attribute("delivery_window")
    estimated_window: TimeWindow | None = attribute(
        "The narrower window in which the plan expects the delivery. Null if there is no estimate; "
        "`deliveryWindow` applies then.",
        path="estimate",
        day="booking.delivery_date",
    )
    pickup = booking_attribute("pickup")
    drop_off = booking_attribute("drop_off")
    recipient = booking_attribute("recipient")
    department = booking_attribute("department")
    packages = booking_attribute("packages")
    insured_value = booking_attribute("insured_value")
    label = booking_attribute("label")
    notes = booking_attribute("notes")
    kind = booking_attribute("kind")
    returned_delivery_id = booking_attribute("returned_delivery_id")
    return_request_by = booking_attribute("return_request_by")

    @resolver(graphql_type=LazySweep | None, scope=Scope.DELIVERIES_READ, path="sweep_id")
    @staticmethod
    async def sweep(root: Parent, info: Info) -> DomainSweep | None:
        """The sweep that the delivery is on. Null if it is not on a sweep."""
        return None if root.sweep_id is None else await info.context.loaders.sweeps.load(root.sweep_id)

    position: int | None = attribute(
        "The place among the stops of the sweep, counted from 0. Null if the delivery is not on a sweep."
    )
    missed_day: date | None = attribute(
        "For a re-delivery on a sweep, the day on which it was not received last. Null otherwise."
    )

    @resolver(graphql_type=Editability, scope=Scope.DELIVERIES_READ, path="")
    @staticmethod
    async def editability(root: Parent, info: Info) -> DomainEditability:
        """Which changes of the delivery are possible now, why others are not, and until when."""
        return await info.context.loaders.editability.load(root)

    @resolver(graphql_type=HistoryConnection, scope=Scope.DELIVERIES_READ, path="id")
    @staticmethod
    async def history(
        root: Parent, info: Info, first: HistoryFirst = DEFAULT_HISTORY_SIZE, after: After = UNSET
    ) -> History:
        """The events of the delivery, newest first, in pages."""
        request = history_request(first, after)
        page = await info.context.loaders.histories.load((root.id, request))
        return history_connection(page, from_cursor=request.after is not None)

    created_at: datetime = attribute("When the delivery was booked.")
    updated_at: datetime = attribute("When the delivery last changed in any way.")
