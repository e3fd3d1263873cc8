"""The characters that texts from clients may contain, and the one way in which each text is written."""

import re
from typing import Final
from unicodedata import category, is_normalized, normalize

NO_CONTROLS: Final = "must not hold control characters, bidirectional overrides or lone surrogates"
NOT_BLANK: Final = "must not be blank"
ONE_LINE: Final = "must be one line without tabs"

# Tabs and line breaks are text. Embeddings, overrides and isolates change the order in which the text around
# them is shown; the marks that Arabic and Hebrew need (U+200E, U+200F, U+061C) do not.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile("[\t\n\r\u2028\u2029]")
_VISIBLE_KINDS = frozenset("LNPS")  # letters, numbers, punctuation and symbols
# Letters and symbols by category that are not visible: fillers and blanks of Hangul, of hieroglyphs, of
# Braille and of musical notation.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U00013441\U00013442\U0001d159")

_TOO_MANY_MARKS = re.compile(r"[^\w\x00-\u02ff]{31}")  # no letters, in a row


def normalize_text(text: str) -> str:
    """Return the text in Unicode's form NFC, in which texts that look the same are the same.

    A text with more than 30 combining marks in a row stays as it is: no language has so many, and the time
    to put them in order is quadratic.
    """
    if text.isascii() or is_normalized("NFC", text) or _TOO_MANY_MARKS.search(text):
        return text
    return normalize("NFC", text)


def has_controls(text: str) -> bool:
    """Whether a text contains characters that are not visible but change how text is shown."""
    return not text.isprintable() and _CONTROLS.search(text) is not None  # isprintable is the cheaper test


def is_one_line(text: str) -> bool:
    return text.isprintable() or _BREAKS.search(text) is None


def is_visible(text: str) -> bool:
    """Whether a text has a visible character; blanks and combining marks alone are not visible."""
    if text[:1].isalnum() and text[0] not in _FILLERS:  # the cheaper test
        return True
    return any(category(letter)[0] in _VISIBLE_KINDS and letter not in _FILLERS for letter in text)
