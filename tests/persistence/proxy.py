"""A proxy between the gateway and Postgres that can lose the answer to a COMMIT."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
Deal = Callable[["Line"], Awaitable[None]]


@dataclass
class Line:
    """A connection through the proxy, when the gateway has sent COMMIT."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    answers: asyncio.StreamReader

    def abort_connection(self) -> None:
        self.client.transport.abort()

    async def commit(self) -> None:
        """Pass the COMMIT on and wait for the answer, which is discarded."""
        self.server.write(COMMIT)
        await self.answers.read(1)


@dataclass
class Proxy:
    """The DSN of the proxy, and how it deals with each of the next COMMITs; later ones are passed on."""

    dsn: str = ""
    deals: list[Deal] = field(default_factory=list)
    lingers: bool = False  # the server's last message is passed on, but not that it closed the connection


@asynccontextmanager
async def proxy_to(dsn: str) -> AsyncIterator[Proxy]:
    """Run a proxy on a free port of 127.0.0.1 to the server that `dsn` names by its socket folder."""
    parts = urlsplit(dsn)
    folder = parse_qs(parts.query)["host"][0]
    proxy = Proxy()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, server = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        line = Line(writer, server, answers)
        back = asyncio.create_task(_pump(answers, writer, proxy))
        try:
            await _forward(reader, line, proxy, back)
        finally:
            back.cancel()
            server.close()
            writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    proxy.dsn = f"postgresql://{parts.username}@127.0.0.1:{port}{parts.path}?sslmode=disable"
    async with listener:
        yield proxy


async def _forward(
    reader: asyncio.StreamReader, line: Line, proxy: Proxy, back: "asyncio.Task[None]"
) -> None:
    while sent := await reader.read(65_536):
        if sent == COMMIT and proxy.deals:
            back.cancel()
            await asyncio.wait([back])  # until then, this task reads the answers
            await proxy.deals.pop(0)(line)
            return
        line.server.write(sent)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, proxy: Proxy) -> None:
    while sent := await reader.read(65_536):
        writer.write(sent)
    if not proxy.lingers:
        writer.close()
