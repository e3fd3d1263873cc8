"""Answers with the status that their media type requires."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.graphql.transport.http.media import JSON
from api.graphql.transport.refusals import Code, HttpRefusal, Refusal
from api.operations.accept_header import accepts_gzip
from api.operations.compression import SMALLEST, compress_body

HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept"}


Fields = list[tuple[bytes, bytes]]


class ExecutionAnswer:
    """The answer to an operation that ran; it sends its header fields as they are, unlike a `Response`."""

    __slots__ = ("body", "fields", "status")

    def __init__(self, status: int, fields: Fields, body: bytes) -> None:
        self.status, self.fields, self.body = status, fields, body

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        self.fields.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": self.fields})
        await send({"type": "http.response.body", "body": self.body})


async def execution_answer(
    media: str, content: Mapping[str, Any], headers: Mapping[str, str], accept_encoding: str
) -> ExecutionAnswer:
    """Answer with 200 to an operation that ran, even with errors; with 503 if all of it was unavailable."""
    retry_after = _retry_after(content)
    fields = [*_usual_fields(media)]
    fields += [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    if retry_after is not None:
        fields.append((b"retry-after", b"%d" % retry_after))
    body = msgspec.json.encode(content)
    if len(body) >= SMALLEST and accepts_gzip(accept_encoding):
        body = await compress_body(body)
        fields.append((b"content-encoding", b"gzip"))
    return ExecutionAnswer(200 if retry_after is None else 503, fields, body)


def refusal_response(media: str, refused: Refusal) -> Response:
    """Respond with errors without a `data` entry; 400 for GraphQL's own, but 200 in plain JSON."""
    content = {"errors": refused.errors, "extensions": refused.extensions}
    if isinstance(refused, HttpRefusal):
        return _response(refused.status, media, content, refused.headers)
    return _response(200 if media == JSON else 400, media, content, {})


def _retry_after(content: Mapping[str, Any]) -> int | None:
    """Return the seconds after which to retry if the database was unavailable for every root field."""
    if "errors" not in content:
        return None
    errors = [each.get("extensions", {}) for each in content["errors"]]
    if any(each.get("code") != Code.UNAVAILABLE for each in errors):
        return None
    if any(value is not None for value in (content["data"] or {}).values()):
        return None
    return max(int(each.get("retryAfter", 1)) for each in errors)


@lru_cache(maxsize=8)
def _usual_fields(media: str) -> Fields:
    return [
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept, Accept-Encoding"),
        (b"content-type", f"{media}; charset=utf-8".encode()),
    ]


def _response(status: int, media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, {**HEADERS, **headers, "Content-Type": f"{media}; charset=utf-8"})
