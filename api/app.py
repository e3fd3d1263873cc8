"""The gateway as one ASGI application: GraphQL at its own path, the legacy paths everywhere else."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware

from api.graphql.route import graphql_routes
from api.requests import RequestIdentity
from domain.usecases import UseCases
from legacy_rest.app import legacy_app

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_app(usecases: UseCases, *, public_url: str, lifespan: Lifespan | None = None) -> Starlette:
    """Answer every path over `usecases`; `public_url` begins the links that answers carry."""
    app = Starlette(
        routes=graphql_routes(usecases, [origin_of(public_url)]),
        middleware=[Middleware(RequestIdentity)],
        lifespan=lifespan,
    )
    # Not a mount: that leaves out paths with a line break, which would then get an error body of nobody's.
    app.router.default = legacy_app(usecases, public_url)
    app.router.redirect_slashes = False
    return app


def origin_of(url: str) -> str:
    """Scheme, host and port, as browsers write them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
