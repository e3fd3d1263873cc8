"""Request bodies: JSON or a form, never larger than the limit, and charged before they are read."""

import re
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request

from legacy_rest.body_work import Work
from legacy_rest.charsets import UTF_8, convert_to_utf_8, read_charset
from legacy_rest.forms import FORM_TOO_LARGE, JSON_FIELD, LARGEST_FORM, read_form
from legacy_rest.json_items import json_items
from legacy_rest.json_text import decode_json
from legacy_rest.metering import Bill, write_cost
from legacy_rest.problems import NO_ARRAY, Problem, RequestRefused

LARGEST_BODY: Final = 16 * 1024 * 1024
LARGEST_ESCAPED: Final = 3 * LARGEST_BODY + LARGEST_FORM  # JSON in a field of a form, and other fields
LARGEST_VALUE: Final = 128 * 1024
TOO_LARGE = Problem(413, "body_too_large", "Body must not be larger than 16 MB.")
VALUE_TOO_LARGE = Problem(413, "body_too_large", "Body must not be larger than 128 KB.")
UNSUPPORTED = Problem(
    415,
    "unsupported_media_type",
    "Content type must be application/json or application/x-www-form-urlencoded.",
)

_IS_FORM = {"": False, "application/json": False, "application/x-www-form-urlencoded": True}
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# A bracket that holds an index begins a form's key.
_LIKE_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:\{|\[(?!-?[0-9]*\][\[.=]))")
_JSON_FIELD = JSON_FIELD.encode() + b"="


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a body that are read so far."""

    is_form: bool
    charset: str = UTF_8
    content: bytearray = field(default_factory=bytearray)

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON, by its type or its look: curl calls JSON a form by default."""
        return not self.is_form or _LIKE_JSON.match(self.content) is not None

    @property
    def carries_json(self) -> bool:
        """Whether it is a form in which the field for JSON has begun."""
        return self.content.startswith(_JSON_FIELD) or b"&" + _JSON_FIELD in self.content


def has_body(request: Request) -> bool:
    """Whether the head announces a body, which may still be empty."""
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


async def receive_batch(request: Request, bill: Bill) -> Body:
    """Read a body that may hold a whole batch; raises `RequestRefused` as soon as it is too large."""
    body = _begin_body(request)
    if _declared_size(request) > (LARGEST_ESCAPED if body.is_form else LARGEST_BODY):
        raise RequestRefused(TOO_LARGE)
    limit = LARGEST_FORM
    async for _ in _read_chunks(request, bill, body.content):
        if len(body.content) > limit and len(body.content) > (limit := _allowed_size(body)):
            raise RequestRefused(FORM_TOO_LARGE if limit == LARGEST_FORM else TOO_LARGE)
    return body


async def receive_value(request: Request, bill: Bill) -> Body:
    """Read a body that names one delivery; raises `RequestRefused` as soon as it is too large."""
    body = _begin_body(request)
    if _declared_size(request) > LARGEST_VALUE:
        raise RequestRefused(VALUE_TOO_LARGE)
    async for _ in _read_chunks(request, bill, body.content):
        if len(body.content) > LARGEST_VALUE:
            raise RequestRefused(VALUE_TOO_LARGE)
    return body


async def decode_items(body: Body, fields: Collection[str], work: Work) -> AsyncIterator[object]:
    """Return an iterator over the items, each decoded when it is asked for.

    A form may carry the items as JSON text in one field; `fields` are the keys that describe an item.
    Raises `RequestRefused`, and `BatchTooLarge` for a form.
    """
    if body.is_json:
        return await json_items(await convert_to_utf_8(body.content, body.charset, work), fields, work)
    return _form_items(body, fields, work)


async def decode_value(body: Body, work: Work) -> object:
    """Return the one value, `None` if the body is blank; raises `RequestRefused`."""
    if not body.content.strip():
        return None
    if body.is_json:
        return decode_json(await convert_to_utf_8(body.content, body.charset, work))
    form = await read_form(body.content, (), work, body.charset)
    return form.brackets.object() if form.json is None else decode_json(form.json)


async def _form_items(body: Body, fields: Collection[str], work: Work) -> AsyncIterator[object]:
    form = await read_form(body.content, fields, work, body.charset)
    if form.json is not None:
        if len(form.json) > LARGEST_BODY:
            raise RequestRefused(TOO_LARGE)
        async for item in await json_items(form.json, fields, work):
            yield item
        return
    items = form.brackets.items()
    if not items:
        raise RequestRefused(NO_ARRAY)
    for item in items:
        yield item
        await work.pause()


def _begin_body(request: Request) -> Body:
    """Return the empty body of that content type; raises `RequestRefused`."""
    content_type, _, parameters = request.headers.get("content-type", "").partition(";")
    content_type = content_type.strip().lower()
    if content_type not in _IS_FORM:
        raise RequestRefused(UNSUPPORTED)
    return Body(_IS_FORM[content_type], read_charset(parameters))


def _declared_size(request: Request) -> int:
    """Return the size that the client declares, 0 if none; only the first digits of a far too long number."""
    declared = request.headers.get("content-length", "")
    return int(declared[:18]) if declared.isdecimal() else 0


# A reader of its own besides that of `api`, which this package may not import: it charges for a body while it
# is read, and the limit may depend on the beginning.
async def _read_chunks(request: Request, bill: Bill, content: bytearray) -> AsyncIterator[None]:
    """Read the body into `content`, chunk by chunk; bytes that the account cannot pay for are not read."""
    bill.raise_to(write_cost(1, _declared_size(request)))
    async for chunk in request.stream():
        content += chunk
        bill.raise_to(write_cost(1, len(content)))
        yield
    if content.startswith(_BYTE_ORDER_MARK):
        del content[: len(_BYTE_ORDER_MARK)]


def _allowed_size(body: Body) -> int:
    """Return how large the body may become, judged by its beginning."""
    if body.is_json:
        return LARGEST_BODY
    return LARGEST_ESCAPED if body.carries_json else LARGEST_FORM
