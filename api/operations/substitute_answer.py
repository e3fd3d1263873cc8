"""An answer that a middleware gives instead of the application."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

MakeAnswer = Callable[[Request], Response]


class SubstituteAnswer:
    """Sends the application's answer, or another one that is given before it begins.

    From then on the application sees a client that has disconnected, and its own answer is dropped.
    """

    __slots__ = ("_is_given", "_receive", "_scope", "_send", "is_begun")

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._is_given = False
        self.is_begun = False  # by the application

    async def send(self, message: Message) -> None:
        if not self._is_given:
            self.is_begun = True
            await self._send(message)

    async def give(self, make_answer: MakeAnswer) -> Message:
        """Answer unless the application has begun to; return the message for the application."""
        if not self.is_begun and not self._is_given:
            self._is_given = True
            answer = make_answer(Request(self._scope))
            await answer(self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}
