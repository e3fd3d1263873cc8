"""The state of a request: its id, its token and notes for the metrics and the access log."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from itertools import count
from secrets import token_hex
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The state of the present request, for log lines from places that do not see the request.
CURRENT: Final[ContextVar[dict[str, Any]]] = ContextVar("request")
SANE_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")


class RequestIdentity:
    """Puts `request_id`, `token` (or `None`) and `codes` into the request's state; answers with its id.

    A client's id is used if it is short and plain. Channels add the codes of refusals to the set `codes`, and
    may set `operation` to the name of the operation and `run_by` to what ran it, from sets of names that do
    not grow.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.next_id = request_ids()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = sane_id(headers.get("x-request-id")) or self.next_id()
        state = scope.setdefault("state", {})
        state.update(request_id=request_id, token=token_of(headers), codes=set())
        CURRENT.set(state)
        field = (b"x-request-id", request_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), field]
            await send(message)

        await self.app(scope, receive, send_with_id)


def sane_id(text: str | None) -> str | None:
    """Return the id, `None` if it is not fit for a log."""
    return text if text and SANE_ID.fullmatch(text) else None


def token_of(headers: Headers) -> str | None:
    """Return the header field `Token`, or else the bearer token of `Authorization`."""
    if token := headers.get("token", "").strip():
        return token
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    return credentials.strip() or None if scheme.lower() == "bearer" else None


def request_ids() -> Callable[[], str]:
    """Return a source of ids that no two processes share: a random prefix and a counter."""
    prefix, numbers = token_hex(6), count(1)
    return lambda: f"{prefix}-{next(numbers):x}"
