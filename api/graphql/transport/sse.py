"""GraphQL over server-sent events, one operation for each connection ("distinct connections mode")."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Final

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.graphql.transport.media import EVENTS
from api.graphql.transport.refusals import RequestErrors

PING: Final = b":\n\n"
COMPLETE: Final = b"event: complete\ndata:\n\n"
Contents = AsyncGenerator[dict[str, Any], None]


class EventStream(StreamingResponse):
    """Sends each result as it comes, and closes their source when the client has gone."""

    def __init__(self, contents: Contents, ping_every: float, headers: Mapping[str, str]) -> None:
        self.contents = contents
        self.events = _events(contents, ping_every)
        super().__init__(
            self.events,
            headers={"Cache-Control": "no-store", "Vary": "Accept", "X-Accel-Buffering": "no", **headers},
            media_type=EVENTS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self.contents), aclosing(self.events):
            await super().__call__(scope, receive, send)


def refused_stream(refused: RequestErrors) -> EventStream:
    """A stream of one result, which is how such clients expect GraphQL's own errors."""

    async def only() -> Contents:
        yield {"errors": refused.errors}

    return EventStream(only(), ping_every=60, headers={})


async def _events(contents: Contents, ping_every: float) -> AsyncGenerator[bytes, None]:
    """Every result as an event, a comment where there is none for long."""
    coming = asyncio.ensure_future(anext(contents, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=ping_every)
            if not done:
                yield PING
                continue
            if (content := coming.result()) is None:
                yield COMPLETE
                return
            yield b"event: next\ndata: " + msgspec.json.encode(content) + b"\n\n"
            coming = asyncio.ensure_future(anext(contents, None))
    finally:
        if coming.cancel():
            await asyncio.wait({coming})
