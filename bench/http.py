"""Requests as bytes, and the load generator that sends them over connections that stay open."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter
from typing import Final

import msgspec

LONGEST_WAIT: Final = 120.0
"""Seconds for the requests that are in flight at the end of a round."""
HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"\r\ncontent-length:"


def http_request(method: str, path: str, token: str, body: object = None) -> bytes:
    """Return a request with a JSON body, or without one."""
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\nToken: {token}\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    text = msgspec.json.encode(body)
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text


@dataclass(slots=True)
class Round:
    """What the connections of a round saw; `latencies` are seconds."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    body: bytes = b""
    failure: str = ""


class LoadConnection(asyncio.Protocol):
    """One connection, which sends its next request when the last one is answered."""

    def __init__(self, requests: Sequence[bytes], until: float, found: Round) -> None:
        self._requests, self._until, self._found = cycle(requests), until, found
        self._buffer, self._length, self._began = bytearray(), -1, 0.0
        self._transport: asyncio.Transport | None = None
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # of a stream
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length < 0 and not self._read_head():
            return
        if len(self._buffer) >= self._length:
            self._finish()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._end(f"the connection was lost: {error}")

    def _send(self) -> None:
        assert self._transport is not None  # noqa: S101 - for the type checker
        self._began = perf_counter()
        self._transport.write(next(self._requests))

    def _read_head(self) -> bool:
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return False
        head = bytes(self._buffer[: end + 2]).lower()
        place = head.find(LENGTH)
        if place < 0 or head[9:10] != b"2":
            self._end(bytes(self._buffer[:500]).decode(errors="replace"))
            return False
        length = head[place + len(LENGTH) : head.index(b"\r", place + 2)]
        self._length = end + len(HEAD_END) + int(length)
        return True

    def _finish(self) -> None:
        now = perf_counter()
        self._found.latencies.append(now - self._began)
        if not self._found.body:
            self._found.body = bytes(self._buffer[self._buffer.index(HEAD_END) + len(HEAD_END) :])
        self._buffer.clear()
        self._length = -1
        if now < self._until:
            self._send()
        else:
            self._end("")

    def _end(self, failure: str) -> None:
        self._found.failure = self._found.failure or failure
        if not self.done.done():
            self.done.set_result(None)
        if self._transport is not None:
            self._transport.close()


async def send_requests(port: int, queues: Sequence[Sequence[bytes]], seconds: float) -> Round:
    """Send the requests of each queue over a connection of its own, over and over, for some seconds.

    Each connection gets one answer at least. A connection ends at the first answer other than 2xx.
    """
    found, began = Round(), perf_counter()
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(
            lambda queue=queue: LoadConnection(queue, began + seconds, found),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        for queue in queues
    ]
    async with asyncio.timeout(seconds + LONGEST_WAIT):
        await asyncio.gather(*(protocol.done for _, protocol in made))
    found.seconds = perf_counter() - began
    return found
