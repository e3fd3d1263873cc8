from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.graphql.context import Context, open_context
from api.graphql.errors import presented
from api.graphql.schema import gateway_schema
from api.graphql.transport.http import GraphQLOverHTTP
from api.graphql.transport.media import JSON
from api.graphql.transport.notes import note_errors
from api.graphql.transport.options import Options
from api.graphql.transport.refusals import Code, HttpRefusal
from api.graphql.transport.responses import refusal
from domain.usecases import UseCases


def graphql_route(usecases: UseCases) -> Route:
    """GraphQL at `/graphql`: POST for requests, GET for queries and, in a browser, GraphiQL."""

    async def context(request: Request) -> Context:
        return await open_context(usecases, request.state.token, request.state.request_id)

    return Route("/graphql", GraphQLOverHTTP(gateway_schema(), context, Options(present=presented)))


def graphql_too_slow(request: Request) -> Response:
    """Answer a client that has sent but half of its body for too long."""
    refused = HttpRefusal(408, Code.REQUEST_TIMEOUT, "The body did not arrive in time.")
    note_errors(request, refused.errors)
    return refusal(JSON, refused)
