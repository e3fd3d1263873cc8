"""Which web pages of other origins may read the answers."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

EXPOSED = ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-Request-Id")
# Apollo's clients add the last two, which name the front end, once it has a name.
SENT = (
    "Authorization",
    "Token",
    "Last-Event-ID",
    "apollographql-client-name",
    "apollographql-client-version",
)
ANY = "*"


def cross_origin(origins: Sequence[str]) -> Middleware:
    """Let pages of `origins` send tokens and read answers; a preflight is good for two hours.

    Cookies play no part, so credentials stay off.
    """
    return Middleware(
        CORSMiddleware,
        allow_origins=tuple(origins),
        allow_methods=("GET", "POST"),
        allow_headers=SENT,
        expose_headers=EXPOSED,
        max_age=7200,
    )


class KnownOrigins:
    """Refuses the sockets of pages that come from elsewhere, which browsers leave to the server."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self.app = app
        self.origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._knows(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": "Origin not allowed"})

    def _knows(self, headers: Headers) -> bool:
        """Programs send no origin; a page of this very host needs no permission."""
        origin = headers.get("origin")
        if origin is None or ANY in self.origins or origin in self.origins:
            return True
        try:
            return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
        except ValueError:
            return False
