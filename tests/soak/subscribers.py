"""Subscribers of an account's deliveries that read only the numbers of events.

Real clients read more, but a thousand of these share the cores with the gateway.
"""

import asyncio
import json
import re
import socket as sockets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

Numbers = AsyncIterator[int]
Subscribe = Callable[[], AbstractAsyncContextManager[Numbers]]

PROTOCOL = Subprotocol("graphql-transport-ws")
IN_JSON = re.compile(r'"eventId":"(\d+)"')
IN_STREAM = re.compile(rb"^id: (\d+)$", re.MULTILINE)
FOLLOW = """subscription ($after: String) { deliveryChanged(after: $after) {
  eventId type at delivery { id reference state } changes { path before after }
} }"""
LITTLE = 4096  # bytes of unread data that a socket takes


@dataclass(frozen=True, slots=True)
class Following:
    """Subscriptions at one gateway to the events of the token's account after a number."""

    port: int
    token: str
    since: int

    @property
    def operation(self) -> dict[str, object]:
        return {"query": FOLLOW, "variables": {"after": str(self.since)}}

    @asynccontextmanager
    async def over_socket(self) -> AsyncIterator[Numbers]:
        """Subscribe over WebSocket; answer the gateway's pings, but send none."""
        url = f"ws://127.0.0.1:{self.port}/graphql"
        async with connect(url, subprotocols=[PROTOCOL], ping_interval=None, compression=None) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": {"Token": self.token}}))
            await socket.recv()
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": self.operation}))
            yield _read_numbers_over_socket(socket)

    @asynccontextmanager
    async def over_events(self) -> AsyncIterator[Numbers]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self._request())
            await reader.readuntil(b"\r\n\r\n")
            yield _read_numbers_over_events(reader)
        finally:
            writer.transport.abort()

    def open_unread(self) -> sockets.socket:
        """Subscribe over server-sent events and return the socket, which is not read."""
        raw = sockets.socket()
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, LITTLE)
        raw.connect(("127.0.0.1", self.port))
        raw.sendall(self._request())
        return raw

    def _request(self) -> bytes:
        body = json.dumps(self.operation).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nToken: {self.token}\r\n"
            "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _read_numbers_over_socket(socket: ClientConnection) -> Numbers:
    with suppress(ConnectionClosed):
        async for text in socket:
            if found := IN_JSON.search(str(text)):
                yield int(found[1])
            elif '"type":"complete"' in str(text):
                return


async def _read_numbers_over_events(reader: asyncio.StreamReader) -> Numbers:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            if found := IN_STREAM.search(await reader.readuntil(b"\n\n")):
                yield int(found[1])
