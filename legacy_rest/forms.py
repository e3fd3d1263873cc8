"""Form data: its pairs, and the JSON text that one of its fields may carry."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from legacy_rest.body_work import Work
from legacy_rest.brackets import LIST, BracketForm, placement_problem
from legacy_rest.charsets import UTF_8, convert_to_utf_8, decode_text
from legacy_rest.problems import Problem, RequestRefused

LARGEST_FORM: Final = 4 * 1024 * 1024
MOST_KEYS: Final = 50_000
JSON_FIELD: Final = LIST
FORM_TOO_LARGE = Problem(
    413, "body_too_large", "A form must not be larger than 4 MB. JSON may be sent up to 16 MB."
)
TOO_MANY_KEYS = Problem(
    413, "body_too_large", "A form must not have more than 50,000 keys. JSON has room for 10,000 deliveries."
)
_CHUNK: Final = 16 * 1024  # bytes that are unescaped at once


@dataclass(frozen=True, slots=True)
class FormData:
    """The values under their keys, or all of them as JSON text."""

    brackets: BracketForm
    json: bytearray | None


async def read_form(
    content: bytearray, fields: Collection[str], work: Work, charset: str = UTF_8
) -> FormData:
    """Read a form; `fields` are keys that describe an item. Raises `RequestRefused` and `BatchTooLarge`."""
    brackets, json, size = BracketForm(fields), None, 0
    async for start, middle, end in _find_pairs(content, work):
        key = decode_text(await _unescape(content, start, middle, work), charset)
        if key != JSON_FIELD:
            size += end - start
            if size > LARGEST_FORM:
                raise RequestRefused(FORM_TOO_LARGE)
            brackets.add(key, decode_text(await _unescape(content, middle + 1, end, work), charset))
        elif json is None:
            json = await convert_to_utf_8(await _unescape(content, middle + 1, end, work), charset, work)
        else:
            raise RequestRefused(placement_problem(key))
    if json is not None and (stray := JSON_FIELD if brackets.has_items else brackets.stray):
        raise RequestRefused(placement_problem(stray))
    return FormData(brackets, json)


async def _find_pairs(content: bytearray, work: Work) -> AsyncIterator[tuple[int, int, int]]:
    """Yield start and end of each key and end of its value; `a` is read as `a=`, empty pairs are skipped."""
    start = 0
    for _ in range(MOST_KEYS):
        end = _find_mark(content, b"&", start, len(content))
        if end > start:
            yield start, _find_mark(content, b"=", start, end), end
        await work.pause()
        if end == len(content):
            return
        start = end + 1
    raise RequestRefused(TOO_MANY_KEYS)


def _find_mark(content: bytearray, mark: bytes, start: int, stop: int) -> int:
    """Return the position of `mark`, or else `stop`."""
    found = content.find(mark, start, stop)
    return stop if found < 0 else found


async def _unescape(content: bytearray, start: int, stop: int, work: Work) -> bytearray:
    text = bytearray()
    while start < stop:
        end = min(stop, start + _CHUNK)
        if end < stop and (escape := content.rfind(b"%", end - 2, end)) > 0:
            end = escape  # so that the next chunk begins with the whole escape
        text += unquote_to_bytes(bytes(content[start:end]).replace(b"+", b" "))
        start = end
        await work.pause()
    return text
