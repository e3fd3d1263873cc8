"""Records of requests, for metrics and the access log."""

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
    """One request and its outcome; `path` is without the query, which may contain secrets."""

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
    """Calls every observer with the record of every HTTP request when it is over."""

    def __init__(
        self, app: ASGIApp, channel_of: Callable[[str], str], observers: Sequence[RequestObserver]
    ) -> None:
        self.app = app
        self.channel_of = channel_of
        self.observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 0

        async def observe_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, observe_status)
        finally:
            record = self._record(scope, status, perf_counter() - began)
            for observe in self.observers:
                observe(record)

    def _record(self, scope: Scope, status: int, seconds: float) -> RequestRecord:
        state, path = scope["state"], scope["path"]
        codes: Sequence[str] = sorted(state["codes"])
        return RequestRecord(
            datetime.now(UTC),
            state["request_id"],
            scope["method"],
            path[:LONGEST_PATH],
            self.channel_of(path),
            state.get("operation", "none"),
            status,
            describe_outcome(status, codes),
            round(seconds * 1000, 3),
            codes,
        )


def describe_outcome(status: int, codes: Sequence[str]) -> str:
    """Return the outcome in a word; GraphQL answers most requests with 200, so its error codes count too."""
    if status == CLIENT_GONE:
        return "abandoned"
    if status == SERVICE_UNAVAILABLE or "UNAVAILABLE" in codes:
        return "unavailable"
    if status == NO_ANSWER or status >= INTERNAL_SERVER_ERROR or "INTERNAL" in codes:
        return "failed"
    return "refused" if status >= BAD_REQUEST or codes else "ok"
