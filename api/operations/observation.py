"""Records of requests, for metrics and the access log."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from http.client import (
    BAD_REQUEST,
    FORBIDDEN,
    INTERNAL_SERVER_ERROR,
    SERVICE_UNAVAILABLE,
    SWITCHING_PROTOCOLS,
)
from typing import Final

import msgspec
from starlette.types import Message, Receive, Send
from websockets.frames import CloseCode

from api.operations.shutdown import CLIENT_GONE

LONGEST_PATH: Final = 300
NO_ANSWER: Final = 0
NO_CLOSE: Final = 0
NORMAL_CLOSES: Final = frozenset(
    {CloseCode.NORMAL_CLOSURE, CloseCode.GOING_AWAY, CloseCode.NO_STATUS_RCVD, CloseCode.ABNORMAL_CLOSURE}
)


class RequestRecord(msgspec.Struct, tag_field="logger", tag="access", omit_defaults=True):
    """One request and its outcome; `path` is without the query, which may contain secrets.

    `run_by` is what ran a GraphQL operation. A WebSocket has one record, at its end or when it is refused;
    `ms` is the time that it was open, and `close_code` the code of whichever side closed it.
    """

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
    close_code: int = NO_CLOSE
    run_by: str = ""


RequestObserver = Callable[[RequestRecord], None]


class ObservedAnswer:
    """Adds the id of the request to its answer; notes its status, and the code that closes a socket first."""

    __slots__ = ("_field", "_receive", "_send", "close_code", "status")

    def __init__(self, receive: Receive, send: Send, request_id: str) -> None:
        self._receive, self._send = receive, send
        self._field = (b"x-request-id", request_id.encode())
        self.status: int = NO_ANSWER
        self.close_code: int = NO_CLOSE

    def send_answer(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), self._field]
        return self._send(message)

    async def receive_message(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self._note_close(message.get("code", CloseCode.NO_STATUS_RCVD))
        return message

    async def send_message(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "websocket.accept":
            self.status = SWITCHING_PROTOCOLS
        elif message["type"] == "websocket.http.response.start":
            self.status = message["status"]
        elif message["type"] == "websocket.close":
            if self.status == NO_ANSWER:
                self.status = FORBIDDEN
            else:
                self._note_close(message.get("code", CloseCode.NORMAL_CLOSURE))

    def describe(self, codes: Sequence[str]) -> str:
        if self.status == SWITCHING_PROTOCOLS:
            return describe_close(self.close_code)
        return describe_outcome(self.status, codes)

    def _note_close(self, code: int) -> None:
        if self.status == SWITCHING_PROTOCOLS:
            self.close_code = self.close_code or code


def describe_outcome(status: int, codes: Sequence[str]) -> str:
    """Return the outcome in a word; GraphQL answers most requests with 200, so its error codes count too."""
    if status == CLIENT_GONE:
        return "abandoned"
    if status == SERVICE_UNAVAILABLE or "UNAVAILABLE" in codes:
        return "unavailable"
    if status == NO_ANSWER or status >= INTERNAL_SERVER_ERROR or "INTERNAL" in codes:
        return "failed"
    return "refused" if status >= BAD_REQUEST or codes else "ok"


def describe_close(code: int) -> str:
    """Return the outcome of a WebSocket in a word: a code beyond the normal ones is a refusal by a rule."""
    if code in NORMAL_CLOSES:
        return "ok"
    if code == CloseCode.TRY_AGAIN_LATER:
        return "unavailable"
    return "failed" if code in (NO_CLOSE, CloseCode.INTERNAL_ERROR) else "refused"
