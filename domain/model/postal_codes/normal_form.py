"""The one normal form of a postal code in its country, in which codes are compared, kept and shown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final
from unicodedata import category, decimal, normalize

from domain.model.postal_codes.country_formats import FORMATS, PREFIXES

LONGEST: Final = 32  # letters and digits of a code or of the end of a range
REMEMBERED: Final = 8_192  # codes, and as many ends of ranges

_CLASSES: Final = {"d": "([0-9])", "z": "([0-9]??)", "n": "([1-9])", "a": "([A-Z])", "x": "([0-9A-Z])"}
_FORM: Final = str.maketrans({"d": "9", "z": "9", "n": "9", "a": "A", "x": "X"})
_MOST_DESCRIBED: Final = 6
_EXTENSION = re.compile(r"\[(.*)\]")
_THOUSANDS = re.compile(r"(?<=[0-9])\.(?=[0-9]{3})")  # 01.310-100
_SIGNS = frozenset("\u2212\u3012")  # the minus, and the mark that stands before codes in Japan


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A code in its normal form, and its base: the code without an extension."""

    text: str
    base: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which codes are written: its format without brackets, and the length of its base."""

    format: str
    base_length: int

    @property
    def base(self) -> str:
        return self.format[: self.base_length]


def read_code(country: str, text: str) -> PostalCode | None:
    """Return the code that the text spells, `None` if the country has no such codes.

    Blanks, hyphens, case, the country before the code and zeros that a number has lost make no difference.
    A country without a format has every code that has a letter or a digit.
    """
    return _read_code(country, text) if len(text) <= LONGEST else None


def show_code(country: str, text: str) -> str:
    """Return the normal form of a code, or the text itself if it is not a code of the country."""
    code = read_code(country, text)
    return code.text if code else text


def pad_number(country: str, number: int) -> str:
    """Return a code that came as a number, with zeros up to the length of the country's codes."""
    lengths = [sum(map(str.islower, each.base)) for each in spellings(country)]
    return str(number).zfill(min(lengths) if is_numeric(country) else 0)


def describe_format(country: str) -> str:
    """Return the usual formats of a country for people, with 9 for any digit and A for any letter."""
    return " or ".join(FORMATS.get(country, "x").split("|")[:_MOST_DESCRIBED]).translate(_FORM)


@cache
def is_numeric(country: str) -> bool:
    """Whether all codes of a country are digits, besides their separators and the country before them."""
    bases = [each.base.removeprefix(country) for each in spellings(country)]
    return bool(bases) and all(set(base) <= set("dzn -") for base in bases)


@lru_cache(maxsize=REMEMBERED)
def _read_code(country: str, text: str) -> PostalCode | None:
    compact = join_words(spell_plainly(text))
    if country not in FORMATS:
        return _read_anything(country, compact)
    for code in strip_country(country, compact):
        for spelling, pattern in _patterns(country):
            if found := pattern.fullmatch(code):
                whole = _fill_format(spelling.format, iter(found.groups()))
                return PostalCode(whole, whole[: spelling.base_length])
    return None


def spell_plainly(text: str) -> str:
    """Return the text in upper case, with plain digits, and one blank for each run of separators."""
    folded = _THOUSANDS.sub("", normalize("NFKC", text).upper())
    return " ".join("".join(map(_plain_letter, folded)).split())


def join_words(plain: str) -> str:
    return plain.replace(" ", "")


def strip_country(country: str, compact: str) -> Iterator[str]:
    """Yield what the code may be: the text, and the text without each prefix of the country that it has."""
    yield compact
    for prefix in (country, *PREFIXES.get(country, ())):
        if compact.startswith(prefix):
            yield compact.removeprefix(prefix)


@cache
def spellings(country: str) -> tuple[Spelling, ...]:
    """Return every way in which the country's codes are written, none for a country without a format."""
    formats = FORMATS.get(country, "").split("|")
    return tuple(each for text in formats if text for each in _with_and_without_extension(text))


def _with_and_without_extension(text: str) -> Iterator[Spelling]:
    base = _EXTENSION.sub("", text)
    yield Spelling(base, len(base))
    if base != text:
        yield Spelling(_EXTENSION.sub(r"\1", text), len(base))


@cache
def _patterns(country: str) -> tuple[tuple[Spelling, re.Pattern[str]], ...]:
    """Return a pattern of compact codes, without the country before them, for each spelling."""
    return tuple(
        (each, re.compile("".join(_CLASSES.get(letter, letter) for letter in _compact_format(country, each))))
        for each in spellings(country)
    )


def _compact_format(country: str, spelling: Spelling) -> str:
    return join_words(spelling.format.replace("-", "")).removeprefix(country)


def _fill_format(text: str, letters: Iterator[str]) -> str:
    """Return a format with its letters filled in; a zero that is missing comes back."""
    return "".join(next(letters) or "0" if each in _CLASSES else each for each in text)


def _read_anything(country: str, compact: str) -> PostalCode | None:
    rest = compact.removeprefix(country)
    code = rest if rest[:1].isdigit() else compact
    return PostalCode(code, code) if len(code) <= LONGEST and any(map(str.isalnum, code)) else None


def _plain_letter(letter: str) -> str:
    kind = category(letter)
    if kind == "Nd":
        return str(decimal(letter))
    if kind == "Cf":
        return ""
    return " " if kind[0] == "Z" or kind in ("Pd", "Cc") or letter in _SIGNS else letter
