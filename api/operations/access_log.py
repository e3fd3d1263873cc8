"""A line for every request, written ten times a second."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, TextIO

from api.operations.observation import RequestRecord

EVERY: Final = 0.1  # seconds


class AccessLog:
    """Collects what it is told and writes it in one go, a line each; `flush` it at the end."""

    def __init__(self, stream: TextIO, line: Callable[[RequestRecord], str]) -> None:
        self._stream = stream
        self._line = line
        self._told: list[RequestRecord] = []

    def record(self, record: RequestRecord) -> None:
        if not self._told:
            asyncio.get_running_loop().call_later(EVERY, self.flush)
        self._told.append(record)

    def flush(self) -> None:
        told, self._told = self._told, []
        text = "".join(f"{self._line(each)}\n" for each in told)
        with suppress(OSError):  # whoever read our log has gone; requests go on
            self._stream.write(text)
            self._stream.flush()
