"""Strategies of zip codes of a country, and of what clients write for one of them."""

from hypothesis import strategies as st

from domain.model.postal_codes.normal_form import spellings

LETTERS = {
    "d": st.sampled_from("0123456789"),
    "z": st.sampled_from("0123456789"),
    "n": st.sampled_from("123456789"),
    "a": st.sampled_from("ABCDEFGHJKLMNPRSTVWXYZ"),
    "x": st.sampled_from("0123456789ABCDEFGHJKLMNPRSTVWXYZ"),
}
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
GAPS = ["", " ", "-", "\u00a0", "\u2013", "  "]


def zip_codes_of(country: str) -> st.SearchStrategy[str]:
    """Draw a code in the usual spelling of its country."""
    formats = [each.format for each in spellings(country)] or ["ddd"]
    return st.sampled_from(formats).flatmap(_fill)


def _fill(text: str) -> st.SearchStrategy[str]:
    return st.tuples(*(LETTERS.get(letter, st.just(letter)) for letter in text)).map("".join)


@st.composite
def respell(draw: st.DrawFn, country: str, code: str) -> str:
    """Draw another spelling of a code that is usually spelt like that."""
    gap = draw(st.sampled_from(GAPS))
    text = "".join(gap if letter in " -" else letter for letter in code)
    if not code.startswith(country):
        text = draw(st.sampled_from(["", f"{country}-", f"{country} ", country])) + text
    text = draw(st.sampled_from([text, text.lower(), text.translate(FULL_WIDTH)]))
    return draw(st.sampled_from(["", " "])) + text
