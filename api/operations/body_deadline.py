"""The deadline for the body of a request."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TooSlow = Callable[[Request], Response]


class BodyDeadline:
    """Answers for `app` if a request's body is not complete `seconds` after its head.

    `app` sees a client that disconnects, and its own answer is dropped. `app` is interrupted only while it
    waits for the body.
    """

    def __init__(self, app: ASGIApp, seconds: float, too_slow: TooSlow) -> None:
        self.app = app
        self.seconds = seconds
        self.too_slow = too_slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        body = _Body(scope, receive, send, self.too_slow)
        timer = asyncio.get_running_loop().call_later(self.seconds, body.mark_late)
        try:
            await self.app(scope, body.receive, body.send)
        finally:
            timer.cancel()


def _has_body(scope: Scope) -> bool:
    return any(
        (name == b"content-length" and value != b"0") or name == b"transfer-encoding"
        for name, value in scope["headers"]
    )


class _Body:
    """The body of one request and the answer to it."""

    __slots__ = (
        "_begun",
        "_complete",
        "_given_up",
        "_late",
        "_receive",
        "_scope",
        "_send",
        "_too_slow",
        "_waiting",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, too_slow: TooSlow) -> None:
        self._scope, self._receive, self._send, self._too_slow = scope, receive, send, too_slow
        self._late = self._complete = False  # state of the body
        self._begun = self._given_up = False  # whether `app` has begun to answer, or this class instead
        self._waiting: asyncio.Task[object] | None = None

    def mark_late(self) -> None:
        if not self._complete and not self._begun:
            self._late = True
            if self._waiting:
                self._waiting.cancel()

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        return await (self._give_up() if self._late else self._receive_more())

    async def send(self, message: Message) -> None:
        if not self._given_up:
            self._begun = True
            await self._send(message)

    async def _receive_more(self) -> Message:
        self._waiting = asyncio.current_task()
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            if not self._late or _is_cancelled_elsewhere():
                raise
            return await self._give_up()
        finally:
            self._waiting = None
        self._complete = not message.get("more_body", False)
        return message

    async def _give_up(self) -> Message:
        if not self._begun and not self._given_up:
            self._given_up = True
            answer = self._too_slow(Request(self._scope))
            answer.headers["Connection"] = "close"
            await answer(self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}


def _is_cancelled_elsewhere() -> bool:
    """Take back the cancellation by the deadline; return whether there is another cancellation."""
    task = asyncio.current_task()
    return task is not None and task.uncancel() > 0
