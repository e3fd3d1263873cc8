"""Answers in gzip for clients that ask for it."""

import asyncio
import zlib
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from api.operations.accept_header import accepts_gzip

SMALLEST: Final = 1_024  # bytes; fewer fit into one packet anyway
LARGEST_AT_ONCE: Final = 262_144  # bytes; compressing more would keep other requests waiting
_LEVEL: Final = 1
_GZIP: Final = 31  # zlib's number for a gzip header and trailer


async def compress_answer(response: Response, request_headers: Headers) -> None:
    """Compress the body if the client asks for it and it is large enough; a stream stays as it is."""
    if isinstance(response, StreamingResponse):
        return
    response.headers.add_vary_header("Accept-Encoding")
    if len(response.body) < SMALLEST or not accepts_gzip(
        ", ".join(request_headers.getlist("accept-encoding"))
    ):
        return
    response.body = await compress_body(response.body)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.body))


async def compress_body(body: bytes | memoryview) -> bytes:
    """Return the body in gzip; a large one is compressed in a thread."""
    if len(body) <= LARGEST_AT_ONCE:
        return _compress(body)
    return await asyncio.to_thread(_compress, body)


def _compress(body: bytes | memoryview) -> bytes:
    return zlib.compress(body, _LEVEL, _GZIP)
