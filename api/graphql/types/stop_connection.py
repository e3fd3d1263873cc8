from dataclasses import dataclass

import strawberry

from api.graphql.cursors import stop_cursor
from api.graphql.enums import DeliveryState
from api.graphql.pages import COUNT_PRICE, Edge, PageInfo, count_all, describe_nodes
from api.graphql.resolvers import resolver
from api.graphql.types.delivery import Delivery
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.delivery import State
from domain.model.sweep import Stop


@dataclass(frozen=True, slots=True)
class StopOfPage(Edge[DomainDelivery]):
    """A stop as an edge: its delivery is the node."""

    position: int
    state: State


def stop_of_page(stop: Stop) -> StopOfPage:
    return StopOfPage(stop_cursor(stop.position), stop.delivery, stop.position, stop.state)


@strawberry.type(description="A stop of a sweep.")
class StopEdge:
    cursor: str = strawberry.field(
        description="The place of the stop on the sweep; pass it as `after` or `before`."
    )
    node: Delivery | None = strawberry.field(
        description="The delivery as it is now. One that was not received here may be on another sweep."
    )
    position: int = strawberry.field(description="The place of the stop on this sweep, counted from 0.")
    state: DeliveryState = strawberry.field(
        description="The state of the delivery on this sweep: its present state or, once it left the sweep "
        "for re-delivery, `NOT_RECEIVED`."
    )


@strawberry.type(description="A page of the stops of a sweep.")
class StopConnection:
    edges: list[StopEdge | None] | None = strawberry.field(
        description="The stops of the page, each with its cursor."
    )
    nodes: list[Delivery] = strawberry.field(description=describe_nodes("deliveries"))
    page_info: PageInfo = strawberry.field(description="The position of the page in the list.")
    total_count = resolver(price=COUNT_PRICE)(count_all)
