from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from starlette.routing import Route
from starlette.types import ASGIApp, Scope
from starlette.websockets import WebSocket

from api.graphql.body_refusals import ENCODING_REFUSALS
from api.graphql.context import Context, audience_of, count_use, open_context, payer_of, scopes_of
from api.graphql.domain_type import read_field
from api.graphql.errors import ERROR_CODES, describe_domain_error
from api.graphql.field_metadata import metadata_of
from api.graphql.plans.operation import Planner
from api.graphql.schema import gateway_schema
from api.graphql.sdl import sdl
from api.graphql.transport.http.endpoint import GraphQLOverHTTP
from api.graphql.transport.http.media import negotiate
from api.graphql.transport.options import Options, RateLimiter
from api.graphql.transport.refusals import HttpRefusal
from api.graphql.transport.variables.flawed_values import Tolerance
from api.graphql.transport.websocket.endpoint import GraphQLOverWebSocket
from api.operations.client_address import client_address
from api.operations.header_fields import HeaderFields, fields_of
from api.operations.inflated_body import InflatedBody
from api.operations.request_context import token_of
from api.operations.served_text import ServedText
from api.policy import Policy
from domain.errors import DomainError, NotAuthenticated, Unavailable
from domain.model.batches import ErrorPolicy
from domain.model.events import FeedEvent
from domain.usecases import UseCases

PATH = "/graphql"
SCHEMA_PATH = "/graphql/schema.graphql"
ANONYMOUS_PART = 200
"""An address has this part of an account's rate limit."""
EVENT_SOURCE = (
    "A token is needed, as header Token or Authorization: Bearer. A browser's EventSource can send neither; "
    "use a client over fetch, e.g. graphql-sse, or a WebSocket."
)
LEAST_ANONYMOUS = 50  # two requests for the whole schema


class GraphQLApps(NamedTuple):
    """GraphQL over HTTP and over WebSocket at `PATH`, and the routes of the schema as text."""

    over_http: ASGIApp
    over_websocket: ASGIApp
    schema: list[Route]


def graphql_apps(usecases: UseCases, policy: Policy, own_origin: str) -> GraphQLApps:
    """Return GraphQL: POST, GET for queries and, in a browser, GraphiQL; WebSocket for everything.

    The schema as text has a path of its own, which does not exist where the schema cannot be asked for. Web
    pages of the gateway's own origin and of those that the policy allows may open sockets.
    """
    options = options_of(policy, own_origin)

    async def of_request(scope: Scope) -> Context:
        state = scope["state"]
        if state["token"] is None:
            _refuse_event_source(scope)
        return await open_context(
            usecases,
            state["token"],
            state["request_id"],
            partial(client_address, scope),
            last_event_id=fields_of(scope).first(b"last-event-id") or None,
            rate_limit=options.rate_limit,
            codes=state["codes"],
        )

    async def of_socket(socket: WebSocket, payload: Mapping[str, Any]) -> Context:
        token = token_of(_header_fields(payload)) or socket.state.token
        request_id, address = socket.state.request_id, partial(client_address, socket.scope)
        context = await open_context(usecases, token, request_id, address, rate_limit=options.rate_limit)
        if isinstance(context.authentication.found, DomainError):
            raise _shut_out(context.authentication.found)
        return context

    over_http = GraphQLOverHTTP(gateway_schema(), of_request, options)
    over_websocket = GraphQLOverWebSocket(over_http.pipeline, of_socket)
    schema = [Route(SCHEMA_PATH, _schema_text())] if _shows_schema(policy) else []
    return GraphQLApps(InflatedBody(over_http, ENCODING_REFUSALS), over_websocket, schema)


def options_of(policy: Policy, own_origin: str) -> Options:
    """Translate the operator's policy for the transport; GraphiQL is off if only trusted documents run."""
    return Options(
        payer_of=payer_of,
        metadata_of=metadata_of,
        scopes_of=scopes_of,
        rate_limit=_rate_limiter(policy),
        trusted=policy.trusted,
        introspection=policy.introspection,
        graphiql=not policy.trusted.only,
        origins=policy.origins.add({own_origin}),
        audience_of=audience_of,
        event_id=_event_id,
        count_use=count_use,
        describe_error=describe_domain_error,
        tolerance=Tolerance("errorPolicy", ErrorPolicy.PER_ITEM.name),
        make_plan=Planner(gateway_schema()).plan,
        read_field=read_field,
        shows_run_by=policy.shows_run_by,
    )


def _schema_text() -> ServedText:
    """Serve SDL as plain text: application/graphql is used for requests, and browsers would download it."""
    return ServedText(sdl(), "text/plain; charset=utf-8", "schema")


def _shows_schema(policy: Policy) -> bool:
    return policy.introspection and not policy.trusted.only


def _rate_limiter(policy: Policy) -> RateLimiter | None:
    """Limit accounts as the policy says, and addresses of clients without a valid token more tightly."""
    accounts = policy.buckets
    return RateLimiter(accounts, accounts.reduce(ANONYMOUS_PART, LEAST_ANONYMOUS)) if accounts else None


def _header_fields(payload: Mapping[str, Any]) -> HeaderFields:
    """Read the first message's payload as the header fields that browsers cannot set on WebSockets."""
    fields = [(name, each) for name, each in payload.items() if _is_header(name, each)]
    return HeaderFields([(name.lower().encode(), each.encode()) for name, each in fields])


def _is_header(name: str, value: object) -> bool:
    return name.isascii() and isinstance(value, str) and value.isascii()


def _shut_out(error: DomainError) -> HttpRefusal:
    """Refuse a socket without a valid token: unlike a request, it costs something while it is idle."""
    status = 503 if isinstance(error, Unavailable) else 401
    return HttpRefusal(status, ERROR_CODES[type(error)], "No operation runs without a good token.")


def _refuse_event_source(scope: Scope) -> None:
    """Raise a refusal if a browser's EventSource may have sent the request; only an error stops it."""
    accepted = negotiate(fields_of(scope).join(b"accept"))
    if scope["method"] == "GET" and accepted.events and accepted.media is None:
        challenge = {"WWW-Authenticate": "Bearer"}
        raise HttpRefusal(401, ERROR_CODES[NotAuthenticated], EVENT_SOURCE, challenge)


def _event_id(event: object) -> str | None:
    return str(event.number) if isinstance(event, FeedEvent) else None
