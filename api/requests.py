"""What every request carries to its door: an id and the token that came with it."""

from collections.abc import Callable
from itertools import count
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class RequestIdentity:
    """Puts `request_id` and `token` (or `None`) into the request's state and answers with `X-Request-Id`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.next_id = request_ids()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        request_id = self.next_id()
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        state["token"] = token_of(Headers(scope=scope))

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        await self.app(scope, receive, send_named)


def token_of(headers: Headers) -> str | None:
    """The header `Token`, or else the bearer token of `Authorization`."""
    if token := headers.get("token", "").strip():
        return token
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    return credentials.strip() or None if scheme.lower() == "bearer" else None


def request_ids() -> Callable[[], str]:
    """Ids that no two processes share: a random prefix and a counter."""
    prefix, numbers = token_hex(6), count(1)
    return lambda: f"{prefix}-{next(numbers):x}"
