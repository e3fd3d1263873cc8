"""The gateway as one ASGI application: GraphQL at its own path, the legacy paths everywhere else."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from api.graphql.route import graphql_route
from api.requests import RequestIdentity
from domain.usecases import UseCases
from legacy_rest.app import legacy_app

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def create_app(usecases: UseCases, *, public_url: str, lifespan: Lifespan | None = None) -> Starlette:
    """Answer every path over `usecases`; `public_url` begins the links that answers carry."""
    return Starlette(
        routes=[
            graphql_route(usecases),
            Mount("/", app=legacy_app(usecases, public_url)),
        ],
        middleware=[Middleware(RequestIdentity)],
        lifespan=lifespan,
    )
