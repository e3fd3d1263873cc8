from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

import strawberry
from strawberry import UNSET

from api.graphql.context import Context, Info
from api.graphql.conversions import global_id
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryState, SweepState
from api.graphql.global_ids import SWEEP
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.pages import ConnectionPage, page_of_edges, read_arguments, stops_request
from api.graphql.resolvers import resolver
from api.graphql.types.node import Node
from api.graphql.types.stop_connection import StopConnection, stop_of_page
from domain.model import sweep
from domain.model.auth import Scope
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.delivery import State as DomainState

Parent = strawberry.Parent[sweep.Sweep]


async def _count_stops(context: Context, sweep_id: str) -> int:
    counts = await context.loaders.state_counts.load(sweep_id)
    return sum(each.count for each in counts)


@strawberry.type(description="The number of stops of a sweep that are in one state.")
class DeliveryStateCount(DomainType):
    domain_type = sweep.StateCount

    state: DeliveryState = attribute("The state.")
    count: int = attribute("The number of stops in this state, at least 1.")


@strawberry.type(
    description="A round: the ordered deliveries that a driver picks up and delivers on one day."
)
class Sweep(DomainType, Node):
    domain_type = sweep.Sweep

    id: strawberry.ID = attribute(
        "An opaque id; `node`, `sweep` and the mutations take it.", convert=global_id(SWEEP)
    )
    day: date = attribute("The day of the sweep in the account's time zone.")
    state: SweepState = attribute("The state of the sweep in its life cycle.")

    @resolver(graphql_type=StopConnection, scope=Scope.DELIVERIES_READ, path="id")
    @staticmethod
    async def deliveries(
        root: Parent,
        info: Info,
        *,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> ConnectionPage[DomainDelivery]:
        """The deliveries on the sweep, in the order of their stops, in pages. Empty if it is `CANCELED`.

        One that was not received stays in the list when it is planned on another sweep. No page repeats a
        stop and none leaves one out.
        """
        request = stops_request(read_arguments(first, last, after, before))
        page = await info.context.loaders.stops.load((root.id, request))
        edges = [stop_of_page(each) for each in page.items]
        count = partial(_count_stops, info.context, root.id)
        return page_of_edges(edges, request, count, has_more=page.has_more)

    @resolver(scope=Scope.DELIVERIES_READ, path="id")
    @staticmethod
    async def delivery_count(root: Parent, info: Info) -> int:
        """The number of stops of the sweep."""
        return await _count_stops(info.context, root.id)

    @resolver(
        graphql_type=list[DeliveryStateCount], scope=Scope.DELIVERIES_READ, path="id", most=len(DomainState)
    )
    @staticmethod
    async def state_counts(root: Parent, info: Info) -> Sequence[sweep.StateCount]:
        """The number of stops of the sweep by state, in the order of `DeliveryState`, without zeros.

        A delivery that left the sweep for re-delivery counts as `NOT_RECEIVED`.
        """
        return await info.context.loaders.state_counts.load(root.id)

    created_at: datetime = attribute("When the sweep was planned.")
    updated_at: datetime = attribute("When the state of the sweep last changed.")
