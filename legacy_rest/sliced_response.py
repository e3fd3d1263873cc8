"""Large answers, encoded and sent in parts between which others are served."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from domain.ports import Pace

PART: Final = 64 * 1024  # bytes from which on a part is complete


async def encode_array(items: Iterable[object], pace: Pace) -> list[bytes]:
    """Return the items as the parts of one JSON array."""
    parts, part, mark = [], bytearray(), b"["
    for item in items:
        part += mark + msgspec.json.encode(item)
        mark = b","
        if len(part) >= PART:
            parts.append(bytes(part))
            part.clear()
        await pace.pause()
    part += b"]" if parts or part else b"[]"
    return [*parts, bytes(part)]


def answer_parts(
    parts: Sequence[bytes], status: int, headers: Mapping[str, str] | None, pace: Pace
) -> Response:
    """Return the answer with the parts of its JSON, which no cache may keep."""
    fields = {"Cache-Control": "no-store", **(headers or {})}
    if len(parts) == 1:
        return Response(parts[0], status, fields, "application/json")
    return _SlicedResponse(parts, status, fields, pace)


class _SlicedResponse(Response):
    """An answer in parts, whose length is announced."""

    def __init__(self, parts: Sequence[bytes], status: int, headers: Mapping[str, str], pace: Pace) -> None:
        super().__init__(b"", status, headers, "application/json")
        self.headers["Content-Length"] = str(sum(map(len, parts)))
        self._parts = parts
        self._pace = pace

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for part in self._parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
            await self._pace.pause()
        await send({"type": "http.response.body", "body": b""})
