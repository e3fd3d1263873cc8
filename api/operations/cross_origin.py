"""Cross-origin access of web pages (CORS): what browsers ask before a request, and what pages may read."""

from collections.abc import Callable, Collection, Sequence
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.operations.origins import ANY, AllowedOrigins

EXPOSED: Final = (
    "Idempotent-Replayed",
    "Link",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-Id",
)
METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
SECONDS: Final = 7200  # for which a browser may remember the answer to a preflight

Fields = Sequence[tuple[bytes, bytes]]
Refuse = Callable[[Request], Response]

_VARY: Final = (b"vary", b"Origin")
_OTHERS: Final[Fields] = (_VARY,)
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Max-Age": str(SECONDS),
    "Vary": "Access-Control-Request-Headers",
}


class CrossOrigin:
    """Allows pages of some origins to send any header field, and to read every answer, refusals included.

    Clients add fields of their own (`traceparent`, `baggage`, Apollo's), so a list of names would only break
    some of them; a method that a path does not have is refused by its channel, in an answer that the page can
    read. Cookies are not used, so credentials are not allowed. `refuse` answers the preflights of pages of
    other origins; at the paths `closed` there is no such access at all.
    """

    def __init__(
        self, app: ASGIApp, origins: AllowedOrigins, refuse: Refuse, closed: Collection[str] = ()
    ) -> None:
        self.app = app
        self.origins = origins
        self.refuse = refuse
        self.closed = frozenset(closed)
        self._fields = {name: _fields_for(name) for name in origins.names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.closed:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        fields = self._fields_of(headers.get("origin"))
        answer = self._answer_preflight(scope, fields) if _is_preflight(scope, headers) else self.app
        await answer(scope, receive, _with_fields(send, fields))

    def _fields_of(self, origin: str | None) -> Fields:
        """Return the header fields of an answer to a page of `origin`."""
        if ANY in self._fields:
            return self._fields[ANY]
        if origin is None or not self.origins.allows(origin):
            return _OTHERS
        return self._fields.get(origin) or _fields_for(origin)

    def _answer_preflight(self, scope: Scope, fields: Fields) -> Response:
        request = Request(scope)
        request.state.operation = "preflight"
        return self.refuse(request) if fields is _OTHERS else _allow_request(request.headers)


def allow_origins(
    app: ASGIApp, origins: AllowedOrigins, refuse: Refuse, closed: Collection[str] = ()
) -> ASGIApp:
    """Return the application for pages of `origins`, too; the same if there are none."""
    return CrossOrigin(app, origins, refuse, closed) if origins else app


def _fields_for(origin: str) -> Fields:
    """Return the fields for an allowed origin; those for all origins do not depend on the page."""
    fields = (
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-expose-headers", ", ".join(EXPOSED).encode()),
    )
    return fields if origin == ANY else (*fields, _VARY)


def _with_fields(send: Send, fields: Fields) -> Send:
    async def send_with_fields(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *fields]
        await send(message)

    return send_with_fields


def _is_preflight(scope: Scope, headers: Headers) -> bool:
    return scope["method"] == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def _allow_request(headers: Headers) -> Response:
    """Allow the header fields that are asked for, and a page of the internet to reach a private network."""
    fields = dict(_PREFLIGHT)
    if names := headers.get("access-control-request-headers"):
        fields["Access-Control-Allow-Headers"] = names
    if "access-control-request-private-network" in headers:
        fields["Access-Control-Allow-Private-Network"] = "true"
    return Response(headers=fields)
