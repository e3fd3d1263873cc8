import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.emails import LONGEST, is_email

GOOD = (
    "a@b.dk",
    "roma@example.com",
    "Roma.Test@Example.COM",
    "o'hara+tag@mail.example.co.uk",
    "first_last-1@sub-domain.example.dk",
    "!#$%&'*+/=?^_`{|}~-@example.org",
    "1234567890@example.com",
    "x@1and1.de",
    "x@example.museum",
    "søren@example.dk",
    "kontakt@rødgrød.dk",
    "kontakt@xn--rdgrd-vuad.dk",
    "用户@例子.广告",
    "पता@उदाहरण.भारत",
    "δοκιμή@παράδειγμα.ελ",
    f"{'x' * 64}@example.com",
    f"x@{'y' * 63}.dk",
    f"x@{'y' * 62}.{'y' * 62}.{'y' * 62}.{'y' * 60}.dk",
)
BAD = (
    "",
    "roma",
    "roma@",
    "@example.com",
    "roma@localhost",
    "roma@example.",
    "roma@.example.com",
    "roma@example..com",
    ".roma@example.com",
    "roma.@example.com",
    "ro..ma@example.com",
    "a@b@example.com",
    "a.b",
    "<a@b.c>",
    "Roma <roma@example.com>",
    "a@b.dk>",
    "a@b.dk;c@d.dk",
    "a@b.dk,c@d.dk",
    "a@b.dk, c@d.dk",
    "ro ma@example.com",
    "roma@exa mple.com",
    "roma@example.com\n",
    "ro\u00a0ma@example.com",
    "roma@exam\u200bple.com",
    "ro\u202ema@example.com",
    "roma\0@example.com",
    "mailto:roma@example.com",
    '"roma"@example.com',
    "roma(home)@example.com",
    "roma@[127.0.0.1]",
    "roma@127.0.0.1",
    "roma@-example.com",
    "roma@example-.com",
    "roma@exam_ple.com",
    "roma@example.com/",
    f"{'x' * 65}@example.com",
    f"x@{'y' * 64}.dk",
    f"x@{'y' * 62}.{'y' * 62}.{'y' * 62}.{'y' * 61}.dk",
)

domains = st.text("abcæ1", min_size=1, max_size=5)


@pytest.mark.parametrize("text", GOOD)
def test_an_address_is_taken(text: str) -> None:
    assert is_email(text)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_address_is_not(text: str) -> None:
    assert not is_email(text)


def test_the_longest_address_is_among_the_good_ones() -> None:
    assert max(map(len, GOOD)) == LONGEST


@given(st.text(max_size=12), domains, domains)
def test_whatever_is_taken_has_one_at_and_none_of_what_separates_addresses(
    local: str, name: str, top: str
) -> None:
    text = f"{local}@{name}.{top}"
    if is_email(text):
        assert text.count("@") == 1
        assert not set(text) & set("<>;,: \t\n")
        assert all(text.replace("@", ".").split("."))


@given(st.text("abc.-@", max_size=12))
def test_a_taken_address_has_a_dot_after_its_at(text: str) -> None:
    assert not is_email(text) or "." in text.partition("@")[2]
