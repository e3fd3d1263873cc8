"""The connections of deliveries and sweeps; their values are `pages.ConnectionPage` and `pages.Edge`."""

from typing import Any

import strawberry

from api.graphql.pages import ConnectionPage, PageInfo, describe_nodes
from api.graphql.resolvers import resolver
from api.graphql.types.delivery import Delivery
from api.graphql.types.sweep import Sweep


async def _count_all(root: strawberry.Parent[ConnectionPage[Any]]) -> int | None:
    """The number of items in the whole list; counted only if this field is selected. Null above 100,000."""
    return await root.count()


@strawberry.type(description="A delivery in a list.")
class DeliveryEdge:
    cursor: str = strawberry.field(
        description="The place of the delivery in the list; pass it as `after` or `before`, with the same "
        "`orderBy`."
    )
    node: Delivery | None = strawberry.field(description="The delivery.")


@strawberry.type(description="A page of deliveries.")
class DeliveryConnection:
    edges: list[DeliveryEdge | None] | None = strawberry.field(
        description="The deliveries of the page, each with its cursor."
    )
    nodes: list[Delivery] = strawberry.field(description=describe_nodes("deliveries"))
    page_info: PageInfo = strawberry.field(description="The position of the page in the list.")
    total_count = resolver()(_count_all)


@strawberry.type(description="A sweep in a list.")
class SweepEdge:
    cursor: str = strawberry.field(
        description="The place of the sweep in the list; pass it as `after` or `before`."
    )
    node: Sweep | None = strawberry.field(description="The sweep.")


@strawberry.type(description="A page of sweeps, newest first.")
class SweepConnection:
    edges: list[SweepEdge | None] | None = strawberry.field(
        description="The sweeps of the page, each with its cursor."
    )
    nodes: list[Sweep] = strawberry.field(description=describe_nodes("sweeps"))
    page_info: PageInfo = strawberry.field(description="The position of the page in the list.")
    total_count = resolver()(_count_all)
