"""The order of postal codes, by which a range of a zone covers some.

A key is a sequence of parts: numbers come before letters, and a letter is its code point. Where all codes of
a country are digits, a key is one number; elsewhere each run of digits is a number and each letter a part.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from domain.model.postal_codes.country_formats import PREFIXES
from domain.model.postal_codes.normal_form import (
    LONGEST,
    REMEMBERED,
    is_numeric,
    join_words,
    read_code,
    spell_plainly,
    spellings,
    strip_country,
)

Part = tuple[int, int]
Key = tuple[Part, ...]

_PARTS = re.compile(r"[0-9]+|[^\W0-9_]")
_FORMAT_PARTS = re.compile(r"[dzn0-9]+|[axA-Z]")
_LOWEST = str.maketrans("dzn", "001")
_HIGHEST = str.maketrans("dzn", "999")
_LETTERS = ((1, ord("A")), (1, ord("Z")))


@lru_cache(maxsize=REMEMBERED)
def code_key(country: str, text: str) -> Key | None:
    """Return the key of a code, that of its base if it has an extension; `None` if it is not a code."""
    code = read_code(country, text)
    return _key(country, code.base) if code else None


@lru_cache(maxsize=REMEMBERED)
def end_key(country: str, text: str) -> Key | None:
    """Return the key of the end of a range: of a code, a number, or the beginning of a code with letters.

    `None` if it is none of these.
    """
    if whole := code_key(country, text):
        return whole
    plain = spell_plainly(text) if len(text) <= LONGEST else ""
    if is_numeric(country):
        digits = next(filter(str.isdecimal, strip_country(country, join_words(plain))), None)
        return ((0, int(digits)),) if digits else None
    return _key(country, plain) if join_words(plain).isalnum() else None


@lru_cache(maxsize=REMEMBERED)
def range_keys(country: str, first: str, last: str) -> tuple[Key, Key] | None:
    """Return the keys of both ends of a range, `None` if it has none."""
    keys = end_key(country, first), end_key(country, last)
    return (keys[0], keys[1]) if keys[0] and keys[1] else None


def lies_between(code: Key, first: Key, last: Key) -> bool:
    """Whether a code lies in a range, both ends included; an end that begins the code includes it."""
    return first <= code and code[: len(last)] <= last


def is_reversed(first: Key, last: Key) -> bool:
    """Whether a range ends before it begins."""
    return first[: len(last)] > last


def is_range(country: str, first: Key, last: Key) -> bool:
    """Whether any code of the country lies in a range that is not reversed."""
    return not spellings(country) or any(_reaches(parts, first, last) for parts in _spans(country))


def everywhere(country: str) -> tuple[str, str]:
    """Return both ends of a range that covers all codes of a country."""
    spans = _spans(country) or ((((0, 0), _LETTERS[1]),),)
    (lowest, _), (highest, number) = min(each[0][0] for each in spans), max(each[0][1] for each in spans)
    return "A" if lowest else "0", "Z" if highest else str(number)


def _key(country: str, text: str) -> Key:
    if is_numeric(country):
        return ((0, int("".join(filter(str.isdecimal, text)))),)
    return tuple(_part(each) for each in _PARTS.findall(_strip_own(country, text)))


def _part(text: str) -> Part:
    return (0, int(text)) if text.isdecimal() else (1, ord(text))


def _strip_own(country: str, text: str) -> str:
    """Return a code or an end without the country before it."""
    if any(each.format.startswith(country) for each in spellings(country)):
        return text.removeprefix(country).lstrip()
    prefix, _, rest = text.partition(" ")
    return rest if prefix in (country, *PREFIXES.get(country, ())) else text


@cache
def _spans(country: str) -> tuple[tuple[tuple[Part, Part], ...], ...]:
    """Return the lowest and the highest value of each part of the keys, for each format."""
    bases = (each.base.removeprefix(country) for each in spellings(country))
    if is_numeric(country):
        bases = (re.sub("[ -]", "", each) for each in bases)
    return tuple(tuple(map(_span, _FORMAT_PARTS.findall(each))) for each in bases)


def _span(part: str) -> tuple[Part, Part]:
    match part:
        case "a":
            return _LETTERS
        case "x":
            return (0, 0), _LETTERS[1]
        case _ if part.isupper():
            return _part(part), _part(part)
        case _:
            return _part(part.translate(_LOWEST)), _part(part.translate(_HIGHEST))


def _reaches(spans: Sequence[tuple[Part, Part]], first: Key, last: Key) -> bool:
    """Whether a key of these spans lies in a range; an end that is () limits nothing (more)."""
    if not spans or not (first or last):
        return not first
    (lowest, highest), *rest = spans
    low = max(lowest, first[0]) if first else lowest
    high = min(highest, last[0]) if last else highest
    if low > high:
        return False
    if low[0] != high[0] or high[1] - low[1] > 1:
        return True  # by any value between the two
    return any(_reaches(rest, _rest(first, value), _rest(last, value)) for value in (low, high))


def _rest(end: Key, value: Part) -> Key:
    """Return what an end says about the next parts, if the first has this value."""
    return end[1:] if end and end[0] == value else ()
