"""The access log: a line for every request, written ten times a second."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TextIO

from api.operations.observation import RequestRecord

EVERY: Final = 0.1  # seconds


class AccessLog:
    """Collects the records of requests and writes them together, a line each; `flush` it at the end."""

    def __init__(self, stream: TextIO, line: Callable[[RequestRecord], str]) -> None:
        self._stream = stream
        self._line = line
        self._pending: list[RequestRecord] = []

    def record(self, record: RequestRecord) -> None:
        if not self._pending:
            asyncio.get_running_loop().call_later(EVERY, self.flush)
        self._pending.append(record)

    def flush(self) -> None:
        pending, self._pending = self._pending, []
        text = "".join(f"{self._line(each)}\n" for each in pending)
        with suppress(OSError):  # a log that nothing reads any more must not fail requests
            self._stream.write(text)
            self._stream.flush()
