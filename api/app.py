"""The gateway as one ASGI application: GraphQL and OAuth at their own paths, the legacy paths elsewhere."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from api.graphql.route import graphql_route
from api.oauth.routes import oauth_routes
from api.requests import RequestIdentity
from domain.usecases import UseCases
from legacy_rest.app import legacy_app

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_app(usecases: UseCases, *, public_url: str, lifespan: Lifespan | None = None) -> Starlette:
    """Answer every path over `usecases`; `public_url` begins the links that answers carry."""
    app = Starlette(
        routes=[graphql_route(usecases), *oauth_routes(usecases.access, public_url)],
        middleware=[Middleware(RequestIdentity)],
        lifespan=lifespan,
    )
    # Not a mount: that leaves out paths with a line break, which would then get an error body of nobody's.
    app.router.default = legacy_app(usecases, public_url)
    app.router.redirect_slashes = False
    return app
