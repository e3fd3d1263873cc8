"""All legacy dialects as one application; each brings its own routes and its own table of errors."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect

from domain.usecases import UseCases
from legacy_rest.failures import UnexpectedErrors, declined, gone, unrouted
from legacy_rest.links import Links, link_routes
from legacy_rest.metering import Meter, unmetered
from legacy_rest.problems import Declined
from legacy_rest.scheduled.calls import scheduled_routes


def legacy_app(usecases: UseCases, public_url: str, meter: Meter = unmetered) -> Starlette:
    """The documented paths; every path it does not know gets the documented error body."""
    app = Starlette(
        routes=[*scheduled_routes(usecases, Links(public_url), meter), *link_routes()],
        middleware=[Middleware(UnexpectedErrors)],
        exception_handlers={Declined: declined, HTTPException: unrouted, ClientDisconnect: gone},
    )
    app.router.redirect_slashes = False
    return app
