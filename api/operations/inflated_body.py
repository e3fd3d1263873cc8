"""Compressed request bodies, inflated while they arrive."""

import asyncio
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.operations.gzip_reader import BrokenGzip, GzipReader
from api.operations.header_fields import fields_of, with_fields
from api.operations.request_body import has_body
from api.operations.substitute_answer import MakeAnswer, SubstituteAnswer

ACCEPTED: Final = {"Accept-Encoding": "gzip"}  # of an answer to another encoding, RFC 9110, section 12.5.3
_NONE: Final = ("", "identity")
_GZIP: Final = ("gzip", "x-gzip")
_SIZES: Final = (b"content-encoding", b"content-length", b"transfer-encoding")


@dataclass(frozen=True, slots=True)
class EncodingRefusals:
    """A channel's answers to a body in an unsupported encoding, and to one that is not valid gzip."""

    unsupported: MakeAnswer
    broken: MakeAnswer


class InflatedBody:
    """Inflates bodies in gzip for `app`, in pieces; `app` sees a chunked body without an encoding.

    So the limits of `app` hold for the inflated bytes, and no more of them are made than it reads.
    """

    def __init__(self, app: ASGIApp, refusals: EncodingRefusals) -> None:
        self.app = app
        self.refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        encoding = _body_encoding(scope)
        if encoding in _NONE:
            await self.app(scope, receive, send)
        elif encoding in _GZIP:
            answer = SubstituteAnswer(scope, receive, send)
            body = _Pieces(receive, answer, self.refusals.broken)
            await self.app(_with_chunked_body(scope), body.receive, answer.send)
        else:
            await self.refusals.unsupported(Request(scope))(scope, receive, send)


def _body_encoding(scope: Scope) -> str:
    """Return the encoding of a request's body, "" without a body."""
    if scope["type"] != "http":
        return ""
    encoding = fields_of(scope).join(b"content-encoding")
    return encoding.strip().lower() if encoding and has_body(scope) else ""


def _with_chunked_body(scope: Scope) -> Scope:
    fields = [each for each in scope["headers"] if each[0] not in _SIZES]
    return with_fields(scope, [*fields, (b"transfer-encoding", b"chunked")])


class _Pieces:
    """The inflated body of one request; between two pieces other requests are served."""

    __slots__ = ("_answer", "_broken", "_gzip", "_is_complete", "_is_over", "_receive")

    def __init__(self, receive: Receive, answer: SubstituteAnswer, broken: MakeAnswer) -> None:
        self._receive, self._answer, self._broken = receive, answer, broken
        self._gzip = GzipReader()
        self._is_complete = False  # whether all compressed bytes are here
        self._is_over = False  # whether the application has the whole body, or an end to it

    async def receive(self) -> Message:
        if self._is_over:
            return await self._receive()
        try:
            return await self._next_message()
        except BrokenGzip:
            self._is_over, self._receive = True, self._refuse
            return await self._refuse()

    async def _refuse(self) -> Message:
        return await self._answer.give(self._broken)

    async def _next_message(self) -> Message:
        while True:
            if self._gzip.has_input:
                await asyncio.sleep(0)
                if piece := self._gzip.read():
                    return {"type": "http.request", "body": piece, "more_body": True}
            elif self._is_complete:
                self._gzip.check_end()
                self._is_over = True
                return {"type": "http.request", "body": b"", "more_body": False}
            else:
                message = await self._receive()
                if message["type"] != "http.request":
                    return message
                self._is_complete = not message.get("more_body", False)
                self._gzip.feed(message.get("body", b""))
