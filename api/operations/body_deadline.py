"""The deadline for the body of a request."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.operations.request_body import is_waiting_for_body
from api.operations.substitute_answer import MakeAnswer, SubstituteAnswer


class BodyDeadline:
    """Answers for `app` if a request's body is not complete `seconds` after its head.

    `app` sees a client that disconnects, and its own answer is dropped. `app` is interrupted only while it
    waits for the body.
    """

    def __init__(self, app: ASGIApp, seconds: float, too_slow: MakeAnswer) -> None:
        self.app = app
        self.seconds = seconds
        self.too_slow = too_slow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_waiting_for_body(scope):
            await self.app(scope, receive, send)
            return
        answer = SubstituteAnswer(scope, receive, send)
        body = _Body(receive, answer, self._answer_and_close)
        timer = asyncio.get_running_loop().call_later(self.seconds, body.mark_late)
        try:
            await self.app(scope, body.receive, answer.send)
        finally:
            timer.cancel()

    def _answer_and_close(self, request: Request) -> Response:
        answer = self.too_slow(request)
        answer.headers["Connection"] = "close"
        return answer


class _Body:
    """The body of one request."""

    __slots__ = ("_answer", "_complete", "_late", "_receive", "_too_slow", "_waiting")

    def __init__(self, receive: Receive, answer: SubstituteAnswer, too_slow: MakeAnswer) -> None:
        self._receive, self._answer, self._too_slow = receive, answer, too_slow
        self._late = self._complete = False
        self._waiting: asyncio.Task[object] | None = None

    def mark_late(self) -> None:
        if not self._complete and not self._answer.is_begun:
            self._late = True
            if self._waiting:
                self._waiting.cancel()

    async def receive(self) -> Message:
        if self._complete:
            return await self._receive()
        return await (self._answer.give(self._too_slow) if self._late else self._receive_more())

    async def _receive_more(self) -> Message:
        self._waiting = asyncio.current_task()
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            if not self._late or _is_cancelled_elsewhere():
                raise
            return await self._answer.give(self._too_slow)
        finally:
            self._waiting = None
        self._complete = not message.get("more_body", False)
        return message


def _is_cancelled_elsewhere() -> bool:
    """Take back the cancellation by the deadline; return whether there is another cancellation."""
    task = asyncio.current_task()
    return task is not None and task.uncancel() > 0
