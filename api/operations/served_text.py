"""Texts that describe the gateway, for tools: the GraphQL schema, the document of the REST channel."""

from hashlib import sha256
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.operations.compression import compress_answer

_METHODS: Final = ("GET", "HEAD")


class ServedText:
    """Answers with the text, or with 304 to a client that has it; `operation` names it in the metrics.

    The ETag is weak, because it is the same with and without compression.
    """

    def __init__(self, text: str, content_type: str, operation: str) -> None:
        self.body = text.encode()
        self.operation = operation
        self.headers = {
            "Cache-Control": "no-cache",
            "Content-Type": content_type,
            "ETag": f'W/"{sha256(self.body).hexdigest()[:32]}"',
            "X-Content-Type-Options": "nosniff",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in _METHODS:
            raise HTTPException(405, headers={"Allow": ", ".join(_METHODS)})
        response = await self._respond(Request(scope))
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        request.state.operation = self.operation
        known = self._is_known_by(", ".join(request.headers.getlist("if-none-match")))
        status, body = (304, b"") if known else (200, self.body)
        response = Response(body, status, self.headers)
        await compress_answer(response, request.headers)
        return response

    def _is_known_by(self, if_none_match: str) -> bool:
        """Compare as RFC 9110 does for If-None-Match: weakly."""
        tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        return "*" in tags or self.headers["ETag"].removeprefix("W/") in tags
