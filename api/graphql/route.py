from collections.abc import Mapping
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from api.graphql.context import Context, account_of, open_context
from api.graphql.errors import presented
from api.graphql.schema import gateway_schema
from api.graphql.transport.cors import KnownOrigins, cross_origin
from api.graphql.transport.http import GraphQLOverHTTP
from api.graphql.transport.options import Options, RateLimit
from api.graphql.transport.websocket import GraphQLOverWebSocket
from api.policy import Policy
from api.requests import token_of
from domain.usecases import UseCases

PATH = "/graphql"


def graphql_routes(usecases: UseCases, policy: Policy) -> list[BaseRoute]:
    """GraphQL at `/graphql`: POST for requests, GET for queries and, in a browser, GraphiQL; WebSocket."""

    async def context(request: Request) -> Context:
        return await open_context(usecases, request.state.token, request.state.request_id)

    async def socket_context(socket: WebSocket, introduced: Mapping[str, Any]) -> Context:
        token = introduced_token(introduced) or socket.state.token
        return await open_context(usecases, token, socket.state.request_id)

    http = GraphQLOverHTTP(gateway_schema(), context, options_of(policy))
    socket = KnownOrigins(GraphQLOverWebSocket(http.pipeline, socket_context), policy.allowed_origins)
    middleware = [cross_origin(policy.allowed_origins)] if policy.allowed_origins else []
    return [Route(PATH, http, middleware=middleware), WebSocketRoute(PATH, socket)]


def options_of(policy: Policy) -> Options:
    """The operator's policy as the transport has it; where only trusted documents run, no page helps."""
    return Options(
        account_of=account_of,
        rate_limit=RateLimit(policy.buckets) if policy.buckets else None,
        trusted=policy.trusted,
        introspection=policy.introspection,
        graphiql=not policy.trusted.only,
        present=presented,
    )


def introduced_token(introduced: Mapping[str, Any]) -> str | None:
    """The token in the payload of a socket's first message, under the names that HTTP's headers have."""
    texts = {name: text for name, text in introduced.items() if isinstance(text, str) and text.isascii()}
    return token_of(Headers({name: text for name, text in texts.items() if name.isascii()}))
