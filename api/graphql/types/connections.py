"""The two lists, as Relay asks for them; their values are `pages.ConnectionPage` and `pages.Edge`."""

from typing import Any

import strawberry

from api.graphql.domain_type import resolver_field
from api.graphql.pages import ConnectionPage, PageInfo
from api.graphql.types.delivery import Delivery
from api.graphql.types.sweep import Sweep


async def _total_count(root: strawberry.Parent[ConnectionPage[Any]]) -> int | None:
    return await root.count()


def _total_count_field() -> Any:  # noqa: ANN401  as `resolved`
    return resolver_field(
        _total_count,
        int | None,
        "How many there are in the whole list. Counted only where it is asked for. Null where there are more "
        "than 100,000, which is as far as is counted.",
    )


@strawberry.type(description="A delivery in a list.")
class DeliveryEdge:
    cursor: str = strawberry.field(
        description="Stands for this place in the list; give it as `after` or `before`, with the same "
        "`orderBy`."
    )
    node: Delivery | None = strawberry.field(description="The delivery.")


@strawberry.type(description="A page of deliveries.")
class DeliveryConnection:
    edges: list[DeliveryEdge | None] | None = strawberry.field(
        description="The deliveries, each with its cursor."
    )
    nodes: list[Delivery] = strawberry.field(description="The deliveries alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int | None = _total_count_field()


@strawberry.type(description="A sweep in a list.")
class SweepEdge:
    cursor: str = strawberry.field(
        description="Stands for this place in the list; give it as `after` or `before`."
    )
    node: Sweep | None = strawberry.field(description="The sweep.")


@strawberry.type(description="A page of sweeps, newest first.")
class SweepConnection:
    edges: list[SweepEdge | None] | None = strawberry.field(description="The sweeps, each with its cursor.")
    nodes: list[Sweep] = strawberry.field(description="The sweeps alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int | None = _total_count_field()
