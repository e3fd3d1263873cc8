"""The schema as text (SDL), for tools that read it without introspection."""

from hashlib import sha256
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.graphql.transport.http.compression import compress_answer
from api.graphql.transport.request_notes import note_operation

_METHODS: Final = ("GET", "HEAD")
# SDL has no media type of its own: application/graphql is used for requests, and browsers would download it.
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
}


class SchemaText:
    """Answers with the text, or with 304 to a client that has it.

    The ETag is weak, because it is the same with and without compression.
    """

    def __init__(self, text: str) -> None:
        self.body = text.encode()
        self.etag = f'W/"{sha256(self.body).hexdigest()[:32]}"'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD; a route that knew these methods would refuse the preflights of pages."""
        if scope["method"] not in _METHODS:
            raise HTTPException(405, headers={"Allow": ", ".join(_METHODS)})
        response = await self._respond(Request(scope))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        note_operation(request, "schema")
        headers = {**_HEADERS, "ETag": self.etag}
        is_known = self._is_known_by(", ".join(request.headers.getlist("if-none-match")))
        response = (
            Response(status_code=304, headers=headers) if is_known else Response(self.body, 200, headers)
        )
        await compress_answer(response, request.headers)
        return response

    def _is_known_by(self, if_none_match: str) -> bool:
        """Compare as RFC 9110 does for If-None-Match: weakly."""
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return "*" in tags or self.etag.removeprefix("W/") in tags
