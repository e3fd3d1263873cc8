"""One record of every request, for whoever wants to count it or write it down."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.client import BAD_REQUEST, INTERNAL_SERVER_ERROR, SERVICE_UNAVAILABLE
from time import perf_counter
from typing import Final

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.operations.shutdown import CLIENT_GONE

LONGEST_PATH: Final = 300
NO_ANSWER: Final = 0


class RequestRecord(msgspec.Struct, tag_field="logger", tag="access", omit_defaults=True):
    """One request and what became of it; `path` is without the query, which may hold what is secret."""

    time: datetime
    request_id: str
    method: str
    path: str
    channel: str
    operation: str
    status: int
    outcome: str
    ms: float
    codes: Sequence[str] = ()


RequestObserver = Callable[[RequestRecord], None]


class Observation:
    """Tells every witness of every HTTP request when it is over."""

    def __init__(
        self, app: ASGIApp, door_of: Callable[[str], str], observers: Sequence[RequestObserver]
    ) -> None:
        self.app = app
        self.door_of = door_of
        self.observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 0

        async def send_seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_seen)
        finally:
            record = self._record(scope, status, perf_counter() - began)
            for tell in self.observers:
                tell(record)

    def _record(self, scope: Scope, status: int, seconds: float) -> RequestRecord:
        state, path = scope["state"], scope["path"]
        codes: Sequence[str] = sorted(state["codes"])
        return RequestRecord(
            datetime.now(UTC),
            state["request_id"],
            scope["method"],
            path[:LONGEST_PATH],
            self.door_of(path),
            state.get("operation", "none"),
            status,
            outcome(status, codes),
            round(seconds * 1000, 3),
            codes,
        )


def outcome(status: int, codes: Sequence[str]) -> str:
    """In a word; GraphQL answers much with 200, so its codes count as well."""
    if status == CLIENT_GONE:
        return "abandoned"
    if status == SERVICE_UNAVAILABLE or "UNAVAILABLE" in codes:
        return "unavailable"
    if status == NO_ANSWER or status >= INTERNAL_SERVER_ERROR or "INTERNAL" in codes:
        return "failed"
    return "refused" if status >= BAD_REQUEST or codes else "ok"
