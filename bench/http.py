"""Requests as bytes, and the load generator that sends them over connections that stay open."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from time import perf_counter
from typing import Final

import msgspec

LONGEST_WAIT: Final = 120.0
"""Seconds for the requests that are in flight at the end of a round."""
NEVER: Final = float("inf")
HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"\r\ncontent-length:"
ERRORS: Final = b'"errors":[{'
REFUSAL_SHOWN: Final = 800


def http_request(method: str, path: str, token: str, body: object = None) -> bytes:
    """Return a request with a JSON body, or without one."""
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\nToken: {token}\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    text = msgspec.json.encode(body)
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text


@dataclass(slots=True)
class Round:
    """What the connections of a round saw; `latencies` are seconds.

    `body` is that of the first answer, `refused` the first answer that is not 2xx or has errors; `failure` is
    what ended a connection.
    """

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    body: bytes = b""
    refused: str = ""
    failure: str = ""


class LoadConnection(asyncio.Protocol):
    """One connection, which sends its next request when the last one is answered."""

    def __init__(self, requests: Iterator[bytes], until: float, found: Round) -> None:
        self._requests, self._until, self._found = requests, until, found
        self._buffer, self._length, self._began = bytearray(), -1, 0.0
        self._transport: asyncio.Transport | None = None
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment] # of a stream
        self._send(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._length < 0 and not self._read_head():
            return
        if len(self._buffer) >= self._length:
            self._finish()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._end(f"the connection was lost: {error}")

    def _send(self, request: bytes) -> None:
        assert self._transport is not None  # noqa: S101 - for the type checker
        self._began = perf_counter()
        self._transport.write(request)

    def _read_head(self) -> bool:
        end = self._buffer.find(HEAD_END)
        if end < 0:
            return False
        head = bytes(self._buffer[: end + 2]).lower()
        place = head.find(LENGTH)
        if place < 0:
            self._end("an answer without its length")
            return False
        self._found.statuses[int(head[9:12])] += 1
        length = head[place + len(LENGTH) : head.index(b"\r", place + 2)]
        self._length = end + len(HEAD_END) + int(length)
        return True

    def _finish(self) -> None:
        now, found = perf_counter(), self._found
        found.latencies.append(now - self._began)
        if not found.body:
            found.body = bytes(self._buffer[self._buffer.index(HEAD_END) + len(HEAD_END) :])
        if not found.refused and (self._buffer[9:10] != b"2" or ERRORS in self._buffer):
            found.refused = bytes(self._buffer[:REFUSAL_SHOWN]).decode(errors="replace")
        self._buffer.clear()
        self._length = -1
        request = next(self._requests, None) if now < self._until else None
        if request is None:
            self._end("")
        else:
            self._send(request)

    def _end(self, failure: str) -> None:
        self._found.failure = self._found.failure or failure
        if not self.done.done():
            self.done.set_result(None)
        if self._transport is not None:
            self._transport.close()


async def send_requests(port: int, queues: Sequence[Sequence[bytes]], seconds: float | None) -> Round:
    """Send the requests of each queue over a connection of its own, over and over, for some seconds.

    Each connection gets one answer at least. Without `seconds` each request is sent once.
    """
    found, began, loop = Round(), perf_counter(), asyncio.get_running_loop()
    until, repeat = (NEVER, iter) if seconds is None else (began + seconds, cycle)

    async def run(queue: Sequence[bytes]) -> None:
        _, connection = await loop.create_connection(
            lambda: LoadConnection(repeat(queue), until, found), "127.0.0.1", port
        )
        await connection.done

    async with asyncio.timeout((seconds or 0) + LONGEST_WAIT):
        await asyncio.gather(*map(run, queues))
    found.seconds = perf_counter() - began
    return found
