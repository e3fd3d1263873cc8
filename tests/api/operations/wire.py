"""A server whose application echoes requests, and a client that sends raw bytes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from tests.fakes import World
from tests.running import serve_app

TIMEOUT = 20


@dataclass
class Echo:
    """Answers with a request's method, path, header fields but `Host`, and body; `/wait` until `released`."""

    released: asyncio.Event = field(default_factory=asyncio.Event)
    began: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.began.append(scope["path"])
        body, more = b"", scope["path"] != "/unread"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message["body"], message["more_body"]
        if scope["path"] == "/wait":
            await self.released.wait()
        fields = [f"{name.decode()}: {value.decode()}" for name, value in scope["headers"]]
        fields = [each for each in fields if each != "host: x"]
        request = {"method": scope["method"], "path": scope["path"], "fields": fields, "body": body.decode()}
        content = json.dumps(request).encode()
        length = (b"content-length", str(len(content)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [length]})
        await send({"type": "http.response.body", "body": content})


class Wire:
    """One connection."""

    def __init__(self, port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._port, self._reader, self._writer = port, reader, writer

    def send(self, sent: bytes) -> None:
        self._writer.write(sent)

    async def send_apart(self, *pieces: bytes) -> None:
        """Send each piece after the server has read the previous ones."""
        for piece in pieces:
            self.send(piece)
            await self.wait_until_read()

    async def wait_until_read(self) -> None:
        """Wait for the answer to another request, before which the server reads the bytes sent."""
        async with open_connection(self._port) as other:
            other.send(b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
            await other.echo()

    async def answer(self) -> tuple[int, bytes]:
        """Return status and body of the next answer."""
        async with asyncio.timeout(TIMEOUT):
            head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
            return int(head.split(b" ")[1]), await self._reader.readexactly(length)

    async def echo(self) -> dict[str, Any]:
        """Return the echo of the next request."""
        status, body = await self.answer()
        assert status == 200, body
        request: dict[str, Any] = json.loads(body)
        return request

    async def read_handshake(self) -> None:
        """Read the answer to a WebSocket handshake."""
        async with asyncio.timeout(TIMEOUT):
            assert (await self._reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")

    async def rest(self) -> bytes:
        """Return all bytes until the server closes."""
        async with asyncio.timeout(TIMEOUT):
            return await self._reader.read()

    async def frame(self) -> tuple[int, bytes]:
        """Return opcode and payload of the next WebSocket frame."""
        async with asyncio.timeout(TIMEOUT):
            first, length = await self._reader.readexactly(2)
            if length == 126:
                length = int.from_bytes(await self._reader.readexactly(2))
            return first & 0x0F, await self._reader.readexactly(length)


@asynccontextmanager
async def open_connection(port: int) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield Wire(port, reader, writer)
    finally:
        writer.transport.abort()


@asynccontextmanager
async def echoing(echo: Echo | None = None, client_seconds: float = 60) -> AsyncIterator[int]:
    """Serve an `Echo` as the gateway is served; yields its port."""
    async with serve_app(echo or Echo(), World().usecases, client_seconds=client_seconds) as running:
        yield urlsplit(running.url).port or 0
