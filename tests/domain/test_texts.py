"""The characters that are text, and those that are visible."""

import sys
from unicodedata import category, combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.texts import has_controls, is_one_line, is_visible, normalize_text

INVISIBLE = {
    "nothing": "",
    "blanks": " \u00a0\u2003\u3000",
    "line breaks": "\t\r\n\u2028\u2029",
    "zero width": "\u200b\u200c\u200d\u2060\ufeff",
    "marks of direction": "\u200e\u200f\u061c",
    "soft hyphen": "\u00ad",
    "combining marks": "\u0301\u0308\u20dd",
    "variation selectors": "\ufe0f\ufe0e\U000e0100",
    "Mongolian separator": "\u180e",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "Khmer vowels without a sound": "\u17b4\u17b5",
    "Braille blank": "\u2800",
    "tags": "\U000e0041\U000e007f",
    "hieroglyphs that are blank": "\U00013441\U00013442",
    "private use": "\ue000\U000f0000",
    "not a character": "\uffff\ufdd0",
}
FILLERS = "\u115f\u1160\u3164\uffa0\u2800\U00013441\U00013442\U0001d159"
VISIBLE = ("a", "1", "-", "漢", "한", "ع", "\u2801", "👩\u200d👧", "e\u0301", "\u200bx", "€", "ก็", "𓀀", "½")
CONTROLS = [*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F)]
CONTROLS += range(0x2066, 0x206A)


@pytest.mark.parametrize("kind", INVISIBLE)
def test_some_characters_are_not_to_be_seen(kind: str) -> None:
    assert not is_visible(INVISIBLE[kind])
    assert not any(map(is_visible, INVISIBLE[kind]))


@pytest.mark.parametrize("text", VISIBLE)
def test_one_character_to_be_seen_is_enough(text: str) -> None:
    assert is_visible(text)
    assert not has_controls(text)


def test_a_character_is_visible_by_its_category_and_no_filler() -> None:
    kinds = {code for code in range(sys.maxunicode + 1) if category(chr(code))[0] in "LNPS"}
    found = {code for code in range(sys.maxunicode + 1) if is_visible(chr(code))}
    assert found == kinds - set(map(ord, FILLERS))


def test_every_control_is_noticed_and_nothing_else_but_surrogates() -> None:
    found = {code for code in range(sys.maxunicode + 1) if has_controls(f"a{chr(code)}b")}
    assert found == {*CONTROLS, *range(0xD800, 0xE000)}


@given(st.text(max_size=10))
def test_what_is_printed_or_breaks_a_line_is_no_control(text: str) -> None:
    assert not has_controls("".join(letter for letter in text if letter.isprintable() or letter in "\t\n\r"))


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "\ra", "a\u2028", "\u2029"])
def test_tabs_and_line_breaks_are_more_than_a_line(text: str) -> None:
    assert not is_one_line(text)


@pytest.mark.parametrize("text", ["", "a b", "a\u00a0b", "a\u200bb"])
def test_blanks_within_a_line_are_none(text: str) -> None:
    assert is_one_line(text)


@given(st.text())
def test_a_text_has_one_form_however_it_is_composed(text: str) -> None:
    forms = {normalize_text(normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {normalize_text(text)} == {normalize("NFC", text)}


def test_a_text_of_endless_marks_stays_as_it_is() -> None:
    assert normalize_text("a" + "\u0323\u0301" * 15) == normalize("NFC", "a" + "\u0323\u0301" * 15)
    for marks in ("\u0301\u0323" * 16, "\u0301" * 20_000 + "\u0323" * 20_000):
        assert normalize_text(f"e\u0301{marks}") == f"e\u0301{marks}"


def test_no_letter_is_a_mark_that_has_an_order() -> None:
    marks = [each for code in range(sys.maxunicode + 1) if combining(each := chr(code))]
    assert len(marks) > 800
    assert not any(each.isalnum() or each < "\u0300" for each in marks)
