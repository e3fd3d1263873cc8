"""GraphQL over server-sent events, one operation for each connection ("distinct connections mode")."""

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.graphql.transport.http.media import EVENTS
from api.graphql.transport.options import Options
from api.graphql.transport.refusals import RequestErrors
from api.graphql.transport.shared_results import Payload
from api.operations.shutdown import abort_connection

PING: Final = b":\n\n"
COMPLETE: Final = b"event: complete\ndata:\n\n"
Payloads = AsyncGenerator[Payload, None]


class EventStream(StreamingResponse):
    """Sends each result as an event, and closes their source when the client leaves or stops reading.

    Once `over` is set the stream ends without `complete`, so that clients reconnect.
    """

    def __init__(
        self,
        payloads: Payloads,
        options: Options,
        headers: Mapping[str, str],
        over: asyncio.Event | None = None,
    ) -> None:
        self.payloads = payloads
        self.over = over or asyncio.Event()
        self.pulse = _Pulse(options.ping_every, options.read_within)
        super().__init__(
            (),  # as `stream_response` sends the payloads
            headers={"Cache-Control": "no-store", "Vary": "Accept", "X-Accel-Buffering": "no", **headers},
            media_type=EVENTS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self.payloads):
            try:
                await super().__call__(scope, receive, send)
            except ClientStalled:
                abort_connection(scope)
                # Lets the server notice it, before it reports an incomplete answer.
                await asyncio.sleep(0)

    async def stream_response(self, send: Send) -> None:
        """Send the events in a task of its own, which this one watches: a timer for each would cost more."""
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await self._send_in_time(send, start)
        sending = asyncio.ensure_future(self._send_events(send))
        ending = asyncio.ensure_future(self.over.wait())
        try:
            while not (sending.done() or ending.done()):
                pause = self.pulse.pause()
                await asyncio.wait({sending, ending}, timeout=pause, return_when=FIRST_COMPLETED)
                if self.pulse.is_stalled():
                    raise ClientStalled
                if self.pulse.is_ping_due() and not sending.done():
                    await self._send_in_time(send, _body(PING))
            if sending.done():
                sending.result()
        finally:
            sending.cancel()
            ending.cancel()
            await asyncio.wait({sending, ending})
        await self._send_in_time(send, _body(b"", more=False))

    async def _send_events(self, send: Send) -> None:
        async for payload in self.payloads:
            self.pulse.begin()
            await send(_body(_event(payload)))
            self.pulse.end()
        await self._send_in_time(send, _body(COMPLETE))

    async def _send_in_time(self, send: Send, message: Message) -> None:
        try:
            async with asyncio.timeout(self.pulse.read_within):
                await send(message)
        except TimeoutError:
            raise ClientStalled from None
        self.pulse.end()


class _Pulse:
    """When a stream was last sent something, and since when its client does not read; times in seconds."""

    __slots__ = ("_began", "_ended", "_now", "ping_every", "read_within")

    def __init__(self, ping_every: float, read_within: float) -> None:
        self.ping_every, self.read_within = ping_every, read_within
        self._now = asyncio.get_running_loop().time
        self._began: float | None = None
        self._ended = self._now()

    def begin(self) -> None:
        self._began = self._now()

    def end(self) -> None:
        self._began, self._ended = None, self._now()

    def is_stalled(self) -> bool:
        return self._began is not None and self._now() - self._began >= self.read_within

    def is_ping_due(self) -> bool:
        return self._began is None and self._now() - self._ended >= self.ping_every

    def pause(self) -> float:
        """Return for how long neither can become true."""
        if self._began is not None:
            return max(0.0, self._began + self.read_within - self._now())
        return max(0.0, min(self._ended + self.ping_every - self._now(), self.read_within))


class ClientStalled(Exception):
    """The client stops reading."""


def error_stream(refused: RequestErrors) -> EventStream:
    """Return a stream with GraphQL's own errors as its one result."""

    async def only() -> Payloads:
        content = {"errors": refused.errors, "extensions": refused.extensions}
        yield Payload(msgspec.json.encode(content).decode())

    return EventStream(only(), Options(), headers={})


def _event(payload: Payload) -> bytes:
    """Return an event; a client sends its id as `Last-Event-ID` to resume."""
    named = "" if payload.event_id is None else f"id: {payload.event_id}\n"
    return f"event: next\n{named}data: {payload.text}\n\n".encode()


def _body(chunk: bytes, *, more: bool = True) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more}
