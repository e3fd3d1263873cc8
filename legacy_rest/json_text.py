"""JSON from clients: single values, and arrays that are decoded item by item."""

import gc
import re
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Final, cast

import msgspec

from legacy_rest.body_work import Work
from legacy_rest.problems import MALFORMED, NO_ARRAY, FieldProblem, Problem, RequestRefused

LARGEST_ITEM: Final = 64 * 1024
DEEPEST: Final = 1_000  # about where msgspec gives up, too
TOGETHER: Final = 16 * 1024  # bytes of items that are decoded together
STEPS: Final = 500  # between two looks at the clock

_JSON = msgspec.json.Decoder(float_hook=Decimal)
_SPACE = re.compile(rb"[ \t\n\r]*+")
_STRING = rb'"(?:[^"]*+(?<!\\)"|[^"\\]*+(?:\\.[^"\\]*+)*")'  # most end at the next quote, quickly found
_PLAIN = rb'[^"\[\]{}]*+'
_FLAT_GROUP = rb"[\[{]%b(?:%b%b)*[\]}]" % (_PLAIN, _STRING, _PLAIN)
# One step: past strings and groups that hold no others, to brackets that all open or all close. A documented
# delivery takes two. The outer repetitions are not possessive because Python before 3.11.5 loses its place
# where one of those ends in a failed attempt.
_UP_TO_BRACKETS = re.compile(
    rb"%b(?:(?:%b|%b)%b)*(?P<brackets>[\[{]++|[\]}]++)?" % (_PLAIN, _STRING, _FLAT_GROUP, _PLAIN),
    re.DOTALL,
)
_SCALAR = re.compile(_STRING + rb'|".*+|[^ \t\n\r",\[\]{}]*+', re.DOTALL)
_OPENING = b"[{"
_BETWEEN_OBJECTS = (b"},{", b"}, {")


def decode_json(text: bytes | bytearray) -> object:
    """Decode one value, with fractions as exact decimals; raises `RequestRefused`.

    Garbage collection is off meanwhile: decoding makes no cycles, and scanning many arrays for them is slow.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        value: object = _JSON.decode(text)
    except (ValueError, ArithmeticError, RecursionError):
        raise RequestRefused(MALFORMED) from None
    finally:
        if collecting:
            gc.enable()
    return value


async def array_items(text: bytearray, work: Work) -> AsyncIterator[object]:
    """Yield the items of an array, each decoded when it is asked for; raises `RequestRefused`.

    Items are decoded together as long as their end is easily guessed, then one by one. The end of an item is
    guessed from its brackets. Every guess is safe: JSON values with commas between them are a JSON array of
    exactly these values.
    """
    start = await skip_space(text, 0, work)
    if text[start : start + 1] != b"[":
        raise RequestRefused(_array_refusal(text[start : start + LARGEST_ITEM + 1]))
    start = await skip_space(text, start + 1, work)
    following, index, together = text[start : start + 1], 0, True
    while following != b"]":
        end = _guess_end(text, start) if together else -1
        values = _decode_values(text[start:end]) if end > start else []
        if not values:
            together, end = False, await end_of_value(text, start, work)
            if end - start > LARGEST_ITEM:
                raise RequestRefused(size_refusal(index))
            values = [decode_json(text[start:end])]
        for value in values:
            yield value
            await work.pause()
        start = await skip_space(text, end, work)
        following, index = text[start : start + 1], index + len(values)
        if following == b",":
            start = await skip_space(text, start + 1, work)
        elif following != b"]":
            raise RequestRefused(MALFORMED)
    if await skip_space(text, start + 1, work) < len(text):
        raise RequestRefused(MALFORMED)


def _guess_end(text: bytearray, start: int) -> int:
    """Return where several items that are decoded in a moment may end; -1 if it cannot be guessed."""
    stop = start + TOGETHER
    if len(text) <= stop:
        return text.rfind(b"]", start)
    return max(text.rfind(between, start, stop) for between in _BETWEEN_OBJECTS) + 1 or -1


def _decode_values(text: bytearray) -> list[object]:
    """Decode values with commas between them; return none if the text is something else."""
    try:
        return cast(list[object], decode_json(b"[" + text + b"]"))
    except RequestRefused:
        return []


async def skip_space(text: bytearray, start: int, work: Work) -> int:
    while (end := _match_end(_SPACE, text, start, start + LARGEST_ITEM)) == start + LARGEST_ITEM:
        start = end
        await work.pause()
    return end


async def end_of_value(text: bytearray, start: int, work: Work, largest: int = LARGEST_ITEM) -> int:
    """Return the end of the value that begins at `start`; beyond the `largest` size if it is larger."""
    stop = min(len(text), start + largest + 1)
    if not text.startswith((b"[", b"{"), start):
        return _match_end(_SCALAR, text, start, stop)
    position, depth = start + 1, 1
    while depth:
        position, depth = _follow_brackets(text, position, depth, stop)
        await work.pause()
    return position


def _follow_brackets(text: bytearray, position: int, depth: int, stop: int) -> tuple[int, int]:
    """Take some steps; return the position and the depth, which is 0 at the end of the value or at `stop`."""
    for _ in range(STEPS):
        found = _UP_TO_BRACKETS.match(text, position, stop)
        first, position = found.span("brackets") if found else (-1, -1)
        if first < 0:
            return stop, 0
        if text[first] not in _OPENING and position - first >= depth:
            return first + depth, 0
        depth += position - first if text[first] in _OPENING else first - position
        if depth > DEEPEST:
            raise RequestRefused(MALFORMED)
    return position, depth


def _match_end(pattern: re.Pattern[bytes], text: bytearray, start: int, stop: int) -> int:
    """Return the end of the match at `start`; every pattern here matches at least the empty text."""
    found = pattern.match(text, start, stop)
    return found.end() if found else start


def _array_refusal(beginning: bytearray) -> Problem:
    """Return the refusal of a body that is not an array; raises `RequestRefused` if it is not JSON either.

    A value larger than an item is not decoded, because the refusal is the same.
    """
    if len(beginning) <= LARGEST_ITEM:
        decode_json(beginning)
    return NO_ARRAY


def size_refusal(index: int) -> Problem:
    code, message = "delivery_too_large", f"Delivery {index} must not be larger than 64 KB."
    return Problem(413, code, message, [FieldProblem(index, "", code, message)])
