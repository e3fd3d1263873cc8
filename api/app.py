"""The gateway as one ASGI application: GraphQL and OAuth at their own paths, the legacy paths elsewhere."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from api.graphql.body_refusals import refuse_slow_body
from api.graphql.global_ids import TOKEN, raw_id
from api.graphql.route import PATH, SCHEMA_PATH, graphql_apps
from api.oauth.routes import TOKEN as TOKEN_PATH
from api.oauth.routes import oauth_routes
from api.operations import Operations
from api.operations.body_deadline import BodyDeadline
from api.operations.cross_origin import allow_origins
from api.operations.entry_point import EntryPoint
from api.operations.inflated_body import EncodingRefusals, InflatedBody
from api.operations.path_dispatch import PathDispatch
from api.operations.probes import PATHS as PROBES
from api.operations.rate_limit import LeakyBuckets
from api.operations.served_text import ServedText
from api.policy import Policy
from domain.usecases import UseCases
from legacy_rest.app import legacy_app
from legacy_rest.fallbacks import (
    answer_broken_gzip,
    answer_encoding,
    answer_foreign_origin,
    answer_timeout,
    answer_unrouted,
)
from legacy_rest.metering import Meter, charge_nothing
from legacy_rest.openapi.document import openapi_text

# No page may ask for an access token: its client secret would be public. The probes are the operator's.
CLOSED = frozenset({TOKEN_PATH, *PROBES})

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

GRAPHQL = "graphql"
OPENAPI = "/openapi.json"
CHANNELS = {
    **dict.fromkeys((PATH, SCHEMA_PATH), GRAPHQL),
    **dict.fromkeys(PROBES, "operations"),
}  # every other path is legacy REST


def create_app(
    usecases: UseCases,
    *,
    public_url: str,
    policy: Policy | None = None,
    lifespan: Lifespan | None = None,
    operations: Operations | None = None,
) -> ASGIApp:
    """Return the application over `usecases`; `public_url` begins the links in answers.

    Without a `policy` there is no rate limit, and pages of other origins may not read answers.
    """
    operations, allowed = operations or Operations(), policy or Policy()
    over_http, sockets, schema = graphql_apps(usecases, allowed, origin_of(public_url))
    routes: list[Route] = [
        *oauth_routes(usecases.access, public_url, partial(raw_id, TOKEN)),
        *operations.probes.routes(),
        Route(OPENAPI, ServedText(openapi_text(), "application/json", "openapi")),
        *schema,
    ]
    others = Starlette(
        routes=[*routes, WebSocketRoute(PATH, sockets)],
        exception_handlers={HTTPException: answer_unrouted},
        lifespan=lifespan,
    )
    legacy = legacy_app(usecases, public_url, _meter(allowed.buckets))
    app: ASGIApp = PathDispatch(
        {**dict.fromkeys((each.path for each in routes), others), PATH: over_http},
        InflatedBody(legacy, EncodingRefusals(answer_encoding, answer_broken_gzip)),
        others,
    )
    app = BodyDeadline(app, operations.client_seconds, _too_slow)
    app = allow_origins(app, allowed.origins, answer_foreign_origin, CLOSED)
    return EntryPoint(app, channel_of, operations.observers)


def channel_of(path: str) -> str:
    return CHANNELS.get(path, "rest")


def _too_slow(request: Request) -> Response:
    is_graphql = channel_of(request.scope["path"]) == GRAPHQL
    return refuse_slow_body(request) if is_graphql else answer_timeout(request)


def origin_of(url: str) -> str:
    """Return scheme, host and port in the form of the header field `Origin`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _meter(buckets: LeakyBuckets | None) -> Meter:
    """Return the meter of the legacy channel, which charges the same buckets as GraphQL."""
    if buckets is None:
        return charge_nothing
    return lambda account_id, cost, paid: buckets.take(account_id, cost, monotonic(), paid)
