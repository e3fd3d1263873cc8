"""Responses with the status that their media type requires."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from starlette.responses import Response

from api.graphql.transport.http.media import JSON
from api.graphql.transport.refusals import Code, HttpRefusal, Refusal

HEADERS: Final = {"Cache-Control": "no-store", "Vary": "Accept"}


def execution_response(media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """Respond with 200 to an operation that ran, even with errors; with 503 if all of it was unavailable."""
    retry_after = _retry_after(content)
    if retry_after is not None:
        return _response(503, media, content, {**headers, "Retry-After": str(retry_after)})
    return _response(200, media, content, headers)


def refusal_response(media: str, refused: Refusal) -> Response:
    """Respond with errors without a `data` entry; 400 for GraphQL's own, but 200 in plain JSON."""
    content = {"errors": refused.errors, "extensions": refused.extensions}
    if isinstance(refused, HttpRefusal):
        return _response(refused.status, media, content, refused.headers)
    return _response(200 if media == JSON else 400, media, content, {})


def _retry_after(content: Mapping[str, Any]) -> int | None:
    """Return the seconds after which to retry if the database was unavailable for every root field."""
    errors = [each.get("extensions", {}) for each in content.get("errors", ())]
    if not errors or any(each.get("code") != Code.UNAVAILABLE for each in errors):
        return None
    if any(value is not None for value in (content["data"] or {}).values()):
        return None
    return max(int(each.get("retryAfter", 1)) for each in errors)


def _response(status: int, media: str, content: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    body = msgspec.json.encode(content)
    return Response(body, status, {**HEADERS, **headers, "Content-Type": f"{media}; charset=utf-8"})
