"""Answers as bytes, with the status that their media type asks for."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.responses import Response

from api.graphql.transport.http.media import JSON
from api.graphql.transport.refusals import Code, HttpRefusal, Refusal

HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept"}


def execution_response(media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """An operation that ran is 200, whatever its fields met; 503 where nothing could be had just now."""
    wait = _wait(content)
    if wait is not None:
        return _response(503, media, content, {**headers, "Retry-After": str(wait)})
    return _response(200, media, content, headers)


def refusal_response(media: str, refused: Refusal) -> Response:
    """Errors without a `data` entry; 400 for GraphQL's own, which in plain JSON has always been 200."""
    content = {"errors": refused.errors, "extensions": refused.extensions}
    if isinstance(refused, HttpRefusal):
        return _response(refused.status, media, content, refused.headers)
    return _response(200 if media == JSON else 400, media, content, {})


def _wait(content: Mapping[str, Any]) -> int | None:
    """The seconds after which to come again, where every root field failed for lack of a database."""
    errors = [each.get("extensions", {}) for each in content.get("errors", ())]
    some_data = any(value is not None for value in (content["data"] or {}).values())
    if some_data or not errors or any(each.get("code") != Code.UNAVAILABLE for each in errors):
        return None
    return max(int(each.get("retryAfter", 1)) for each in errors)


def _response(status: int, media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, {**HEADERS, **headers, "Content-Type": f"{media}; charset=utf-8"})
