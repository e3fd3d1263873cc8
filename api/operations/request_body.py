"""Read the body of a request, up to a limit."""

from starlette.requests import Request
from starlette.types import Scope


class BodyTooLarge(Exception):
    """A body with more bytes than the limit."""


def has_body(scope: Scope) -> bool:
    """Whether the head announces a body, which may still be empty."""
    return any(
        (name == b"content-length" and value != b"0") or name == b"transfer-encoding"
        for name, value in scope["headers"]
    )


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; raises `BodyTooLarge` as soon as more than `limit` bytes are declared or received."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise BodyTooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge
    return bytes(body)
