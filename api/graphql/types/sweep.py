from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

import strawberry
from strawberry import UNSET

from api.graphql.context import Context, Info
from api.graphql.cursors import stop_cursor
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryState, SweepState
from api.graphql.global_ids import SWEEP, encode_id
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.pages import ConnectionPage, connection_page, read_arguments, stops_request
from api.graphql.resolvers import resolver
from api.graphql.types.delivery_connection import DeliveryConnection
from api.graphql.types.node import Node
from domain.model import sweep
from domain.model.auth import Scope
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.delivery import State as DomainState

Parent = strawberry.Parent[sweep.Sweep]


def sweep_global_id(sweep_id: str) -> str:
    return encode_id(SWEEP, sweep_id)


async def _count_stops(context: Context, sweep_id: str) -> int:
    counts = await context.loaders.state_counts.load(sweep_id)
    return sum(each.count for each in counts)


def _cursor(delivery: DomainDelivery) -> str:
    return stop_cursor(delivery.position or 0)


@strawberry.type(description="The number of deliveries of a sweep that are in one state.")
class DeliveryStateCount(DomainType):
    domain_type = sweep.StateCount

    state: DeliveryState = attribute("The state.")
    count: int = attribute("The number of deliveries in this state, at least 1.")


@strawberry.type(
    description="A round: the ordered deliveries that a driver picks up and delivers on one day."
)
class Sweep(DomainType, Node):
    domain_type = sweep.Sweep

    id: strawberry.ID = attribute(
        "An opaque id; `node`, `sweep` and the mutations take it.", convert=sweep_global_id
    )
    day: date = attribute("The day of the sweep in the account's time zone.")
    state: SweepState = attribute("The state of the sweep in its life cycle.")

    @resolver(graphql_type=DeliveryConnection, scope=Scope.DELIVERIES_READ, path="id")
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

        No page repeats a stop and none leaves one out that exists all the time.
        """
        request = stops_request(read_arguments(first, last, after, before))
        page = await info.context.loaders.stops.load((root.id, request))
        return connection_page(page, request, partial(_count_stops, info.context, root.id), _cursor)

    @resolver(scope=Scope.DELIVERIES_READ, path="id")
    @staticmethod
    async def delivery_count(root: Parent, info: Info) -> int:
        """The number of deliveries on the sweep."""
        return await _count_stops(info.context, root.id)

    @resolver(
        graphql_type=list[DeliveryStateCount], scope=Scope.DELIVERIES_READ, path="id", most=len(DomainState)
    )
    @staticmethod
    async def state_counts(root: Parent, info: Info) -> Sequence[sweep.StateCount]:
        """The number of deliveries on the sweep by state, in the order of `DeliveryState`, without zeros."""
        return await info.context.loaders.state_counts.load(root.id)

    created_at: datetime = attribute("When the sweep was planned.")
    updated_at: datetime = attribute("When the state of the sweep last changed.")
