"""Answers as bytes, with the status that their media type asks for."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.responses import Response

from api.graphql.transport.media import JSON
from api.graphql.transport.refusals import HttpRefusal, Refusal

HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept"}


def executed(media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """An operation that ran is 200, whatever its fields met."""
    return _response(200, media, content, headers)


def refusal(media: str, refused: Refusal) -> Response:
    """Errors without a `data` entry; 400 for GraphQL's own, which in plain JSON has always been 200."""
    content: dict[str, Any] = {"errors": refused.errors}
    if refused.extensions:
        content["extensions"] = refused.extensions
    if isinstance(refused, HttpRefusal):
        return _response(refused.status, media, content, refused.headers)
    return _response(200 if media == JSON else 400, media, content, {})


def _response(status: int, media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, {**HEADERS, **headers, "Content-Type": f"{media}; charset=utf-8"})
