"""All legacy dialects as one application; each has its own routes and its own table of errors."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from domain.usecases import UseCases
from legacy_rest.fallbacks import UnexpectedErrors, answer_unrouted
from legacy_rest.links import Links, link_routes
from legacy_rest.metering import Meter, charge_nothing
from legacy_rest.routing import SpelledPaths
from legacy_rest.scheduled.endpoints import scheduled_routes


def legacy_app(usecases: UseCases, public_url: str, meter: Meter = charge_nothing) -> ASGIApp:
    """Return the application for the documented paths; other paths get the documented error body."""
    routes = [*scheduled_routes(usecases, Links(public_url), meter), *link_routes()]
    router = Starlette(
        routes=routes,
        middleware=[Middleware(UnexpectedErrors)],
        exception_handlers={HTTPException: answer_unrouted},
    )
    router.router.redirect_slashes = False
    return UnexpectedErrors(SpelledPaths(routes, router))
