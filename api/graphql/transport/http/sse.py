"""GraphQL over server-sent events, one operation for each connection ("distinct connections mode")."""

import asyncio
from asyncio import FIRST_COMPLETED
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.graphql.transport.http.media import EVENTS
from api.graphql.transport.options import Options
from api.graphql.transport.pipeline import EVENT_ID
from api.graphql.transport.refusals import RequestErrors
from api.operations.shutdown import abort_connection

PING: Final = b":\n\n"
COMPLETE: Final = b"event: complete\ndata:\n\n"
Contents = AsyncGenerator[dict[str, Any], None]


class EventStream(StreamingResponse):
    """Sends each result as an event, and closes their source when the client leaves or stops reading.

    Once `over` is set the stream ends without `complete`, so that clients reconnect.
    """

    def __init__(
        self,
        contents: Contents,
        options: Options,
        headers: Mapping[str, str],
        over: asyncio.Event | None = None,
    ) -> None:
        self.contents = contents
        self.events = _events(contents, options.ping_every, over or asyncio.Event())
        self.read_within = options.read_within
        super().__init__(
            self.events,
            headers={"Cache-Control": "no-store", "Vary": "Accept", "X-Accel-Buffering": "no", **headers},
            media_type=EVENTS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            try:
                async with asyncio.timeout(self.read_within):
                    await send(message)
            except TimeoutError:
                raise ClientStalled from None

        async with aclosing(self.contents), aclosing(self.events):
            try:
                await super().__call__(scope, receive, send_in_time)
            except ClientStalled:
                abort_connection(scope)
                # Lets the server notice it, before it reports an incomplete answer.
                await asyncio.sleep(0)


class ClientStalled(Exception):
    """The client stops reading."""


def error_stream(refused: RequestErrors) -> EventStream:
    """Return a stream with GraphQL's own errors as its one result."""

    async def only() -> Contents:
        yield {"errors": refused.errors, "extensions": refused.extensions}

    return EventStream(only(), Options(), headers={})


async def _events(contents: Contents, ping_every: float, over: asyncio.Event) -> AsyncGenerator[bytes, None]:
    """Yield every result as an event, and a comment after `ping_every` seconds without one."""
    coming, ending = asyncio.ensure_future(anext(contents, None)), asyncio.ensure_future(over.wait())
    try:
        while True:
            done, _ = await asyncio.wait({coming, ending}, timeout=ping_every, return_when=FIRST_COMPLETED)
            if ending in done:
                return
            if not done:
                yield PING
                continue
            if (content := coming.result()) is None:
                yield COMPLETE
                return
            yield b"event: next\n" + _id(content) + b"data: " + msgspec.json.encode(content) + b"\n\n"
            coming = asyncio.ensure_future(anext(contents, None))
    finally:
        coming.cancel()
        ending.cancel()
        await asyncio.wait({coming, ending})


def _id(content: Mapping[str, Any]) -> bytes:
    """Return the line with the event's id, which a client sends as `Last-Event-ID` to resume."""
    event_id = content.get("extensions", {}).get(EVENT_ID)
    return b"" if event_id is None else f"id: {event_id}\n".encode()
