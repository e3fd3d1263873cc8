"""Read the body of a request, up to a limit."""

from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from api.operations.header_fields import fields_of

BODY: Final = "body"  # in the state of a request, if the server provides it


class BodyArrival:
    """Whether the whole body of a request has been received, which most often is before it is asked for."""

    __slots__ = ("is_complete",)

    def __init__(self) -> None:
        self.is_complete = False


class BodyTooLarge(Exception):
    """A body with more bytes than the limit."""


def is_waiting_for_body(scope: Scope) -> bool:
    """Whether a part of the request's body may be missing yet."""
    arrival = scope["state"].get(BODY) if "state" in scope else None
    return not (arrival and arrival.is_complete) and has_body(scope)


def has_body(scope: Scope) -> bool:
    """Whether the head announces a body, which may still be empty."""
    fields = fields_of(scope)
    announced = b"content-length" in fields and fields.first(b"content-length") != "0"
    return announced or b"transfer-encoding" in fields


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Return the body.

    Raises `BodyTooLarge` as soon as more than `limit` bytes are declared or received, and `ClientDisconnect`.
    """
    declared = fields_of(scope).first(b"content-length")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise BodyTooLarge
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        more, size = message.get("more_body", False), size + len(part)
        if size > limit:
            raise BodyTooLarge
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
