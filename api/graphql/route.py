from starlette.requests import Request
from starlette.routing import Route

from api.graphql.context import Context, open_context
from api.graphql.errors import presented
from api.graphql.schema import gateway_schema
from api.graphql.transport.http import GraphQLOverHTTP
from api.graphql.transport.options import Options
from domain.usecases import UseCases


def graphql_route(usecases: UseCases) -> Route:
    """GraphQL at `/graphql`: POST for requests, GET for queries and, in a browser, GraphiQL."""

    async def context(request: Request) -> Context:
        return await open_context(usecases, request.state.token, request.state.request_id)

    return Route("/graphql", GraphQLOverHTTP(gateway_schema(), context, Options(present=presented)))
