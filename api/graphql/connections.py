"""The two lists, as Relay asks for them; their values are `pages.Listed` and `pages.Edge`."""

import strawberry

from api.graphql.pages import PageInfo
from api.graphql.types.delivery import Delivery
from api.graphql.types.sweep import Sweep


@strawberry.type(description="A delivery in a list.")
class DeliveryEdge:
    cursor: str = strawberry.field(description="Stands for this place in the list; give it as `after`.")
    node: Delivery | None = strawberry.field(description="The delivery.")


@strawberry.type(description="A page of deliveries, newest first.")
class DeliveryConnection:
    edges: list[DeliveryEdge | None] | None = strawberry.field(
        description="The deliveries, each with its cursor."
    )
    nodes: list[Delivery] = strawberry.field(description="The deliveries alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")


@strawberry.type(description="A sweep in a list.")
class SweepEdge:
    cursor: str = strawberry.field(description="Stands for this place in the list; give it as `after`.")
    node: Sweep | None = strawberry.field(description="The sweep.")


@strawberry.type(description="A page of sweeps, newest first.")
class SweepConnection:
    edges: list[SweepEdge | None] | None = strawberry.field(description="The sweeps, each with its cursor.")
    nodes: list[Sweep] = strawberry.field(description="The sweeps alone.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
