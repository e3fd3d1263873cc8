"""The gateway as one ASGI application: GraphQL at its own path, the legacy paths everywhere else."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from time import monotonic

from starlette.applications import Starlette
from starlette.middleware import Middleware

from api.graphql.route import graphql_routes
from api.policy import Policy
from api.rate_limit import LeakyBuckets
from api.requests import RequestIdentity
from domain.usecases import UseCases
from legacy_rest.app import legacy_app
from legacy_rest.metering import Meter, unmetered

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_app(
    usecases: UseCases, *, public_url: str, policy: Policy | None = None, lifespan: Lifespan | None = None
) -> Starlette:
    """Answer every path over `usecases`; `public_url` begins the links that answers carry.

    Without a `policy` nobody is limited and no page of another origin may read answers.
    """
    allowed = policy or Policy()
    app = Starlette(
        routes=graphql_routes(usecases, allowed),
        middleware=[Middleware(RequestIdentity)],
        lifespan=lifespan,
    )
    # Not a mount: that leaves out paths with a line break, which would then get an error body of nobody's.
    app.router.default = legacy_app(usecases, public_url, _meter(allowed.buckets))
    app.router.redirect_slashes = False
    return app


def _meter(buckets: LeakyBuckets | None) -> Meter:
    """What the legacy door charges, to the same buckets as GraphQL."""
    if buckets is None:
        return unmetered
    return lambda account, cost: buckets.take(account, cost, monotonic())
