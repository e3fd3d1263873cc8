"""Request bodies: JSON or a form, never larger than the limit."""

from collections.abc import Callable
from decimal import Decimal

import msgspec
from starlette.requests import Request

from legacy_rest.brackets import form_value
from legacy_rest.problems import Declined, Problem

LARGEST_BODY = 16 * 1024 * 1024
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MALFORMED = Problem(400, "malformed_request", "Body must be well-formed JSON or form data in UTF-8.")
TOO_LARGE = Problem(413, "body_too_large", "Body must not be larger than 16 MB.")
UNSUPPORTED = Problem(
    415,
    "unsupported_media_type",
    "Content type must be application/json or application/x-www-form-urlencoded.",
)

_JSON = msgspec.json.Decoder(float_hook=Decimal)


async def read_body(request: Request) -> bytes:
    """All of the body; raises `Declined` as soon as it is known to be too large."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and (len(declared) > len(str(LARGEST_BODY)) or int(declared) > LARGEST_BODY):
        raise Declined(TOO_LARGE)
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise Declined(TOO_LARGE)
        chunks.append(chunk)
    return b"".join(chunks)


def body_value(request: Request, body: bytes, json_field: str) -> object:
    """What the body says; raises `Declined`.

    Fractions arrive as exact decimals. A form may carry everything as JSON text in one field, `json_field`.
    """
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type not in _DECODERS:
        raise Declined(UNSUPPORTED)
    try:
        return _DECODERS[content_type](body.removeprefix(BYTE_ORDER_MARK), json_field)
    except (ValueError, ArithmeticError, RecursionError):
        raise Declined(MALFORMED) from None


def _from_json(body: bytes, _json_field: str) -> object:
    value: object = _JSON.decode(body)
    return value


def _from_form(body: bytes, json_field: str) -> object:
    if body.lstrip().startswith((b"[", b"{")):  # curl calls JSON a form unless told otherwise
        return _from_json(body, json_field)
    value = form_value(body.decode())
    if isinstance(value, dict) and isinstance(text := value.get(json_field), str):
        return _from_json(text.encode(), json_field)
    return value


_DECODERS: dict[str, Callable[[bytes, str], object]] = {
    "": _from_json,
    "application/json": _from_json,
    "application/x-www-form-urlencoded": _from_form,
}
