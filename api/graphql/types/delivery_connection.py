import strawberry

from api.graphql.pages import COUNT_PRICE, PageInfo, count_all, describe_nodes
from api.graphql.resolvers import resolver
from api.graphql.types.delivery import Delivery


@strawberry.type(description="A delivery in a list.")
class DeliveryEdge:
    cursor: str = strawberry.field(
        description="The place of the delivery in the list; pass it as `after` or `before` to the same list, "
        "with the same `orderBy`."
    )
    node: Delivery | None = strawberry.field(description="The delivery.")


@strawberry.type(description="A page of deliveries.")
class DeliveryConnection:
    edges: list[DeliveryEdge | None] | None = strawberry.field(
        description="The deliveries of the page, each with its cursor."
    )
    nodes: list[Delivery] = strawberry.field(description=describe_nodes("deliveries"))
    page_info: PageInfo = strawberry.field(description="The position of the page in the list.")
    total_count = resolver(price=COUNT_PRICE)(count_all)
