"""Connections; their values are `pages.ConnectionPage` and `pages.Edge`."""

import strawberry

from api.graphql.pages import COUNT_PRICE, PageInfo, count_all, describe_nodes
from api.graphql.resolvers import resolver
from api.graphql.types.sweep import Sweep
from api.graphql.types.token import ApiToken


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
    total_count = resolver(price=COUNT_PRICE)(count_all)


@strawberry.type(description="An API token in a list.")
class ApiTokenEdge:
    cursor: str = strawberry.field(
        description="The place of the token in the list; pass it as `after` or `before`."
    )
    node: ApiToken | None = strawberry.field(description="The record of the token.")


@strawberry.type(description="A page of API tokens, oldest first.")
class ApiTokenConnection:
    edges: list[ApiTokenEdge | None] | None = strawberry.field(
        description="The tokens of the page, each with its cursor."
    )
    nodes: list[ApiToken] = strawberry.field(description=describe_nodes("tokens"))
    page_info: PageInfo = strawberry.field(description="The position of the page in the list.")
    total_count = resolver(price=COUNT_PRICE)(count_all)
