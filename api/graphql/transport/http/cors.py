"""Cross-origin access of web pages to the answers."""

from typing import Final

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from api.graphql.transport.origins import AllowedOrigins

EXPOSED: Final = ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id")


class CrossOrigin(CORSMiddleware):
    """Allows pages of some origins to send any header field, and to read answers.

    Clients add fields of their own (`traceparent`, `baggage`, Apollo's), so a list of names would only break
    some of them. Cookies are not used, so credentials are not allowed. A preflight is valid for two hours.
    """

    def __init__(self, app: ASGIApp, origins: AllowedOrigins) -> None:
        super().__init__(
            app,
            allow_origins=origins.names,
            allow_methods=("GET", "POST"),
            allow_headers=("*",),
            expose_headers=EXPOSED,
            max_age=7200,
        )
        self.origins = origins

    def is_allowed_origin(self, origin: str) -> bool:
        return self.origins.allows(origin)


def cross_origin(origins: AllowedOrigins) -> list[Middleware]:
    """Return the middleware of an endpoint that pages of `origins` may use; none if there are none."""
    return [Middleware(CrossOrigin, origins)] if origins else []
