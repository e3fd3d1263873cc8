"""Normalised spellings, by which addresses are compared."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from domain.model.postal_codes.normal_form import read_code

_NO_WORD = re.compile(r"[^0-9a-z]+")
_DISTRICT = re.compile(r" [a-z]{1,2}$")
_NUMBER = re.compile(r"\d+[a-z]?")
# What may follow a house number in Denmark: its letter, floor and side, as in "53 A, 2. tv".
_DOOR = re.compile(r"\d+[a-z]?|[a-z]|st|kl|kld|sal|etage|tv|th|mf")


@dataclass(frozen=True, slots=True)
class AddressKey:
    """A street and a house number as the register compares them; the number may be empty."""

    street: str
    house_number: str


def normalise_text(text: str) -> str:
    """Return the words in lower-case ASCII letters and digits, separated by one blank; `å` becomes `aa`."""
    folded = unicodedata.normalize("NFC", text).replace("å", "aa").replace("Å", "Aa")
    return _NO_WORD.sub(" ", anyascii(folded).casefold()).strip()


@lru_cache(maxsize=4096)
def city_key(city: str) -> str:
    """Return the city without its district: "København Ø" and "København" are equal."""
    return _DISTRICT.sub("", normalise_text(city))


def _with_letter(number: Sequence[str]) -> str:
    """Return the number, with the next word if that is its letter: "53 a" is 53a."""
    lettered = "".join(number)
    return lettered if _NUMBER.fullmatch(lettered) and not number[-1].isdigit() else number[0]


@lru_cache(maxsize=4096)
def address_key(address_1: str) -> AddressKey:
    """Split street and house number; floor and door are left out."""
    words = normalise_text(address_1).split()
    tail = len(words)
    while tail > 1 and _DOOR.fullmatch(words[tail - 1]):
        tail -= 1
    number = next((at for at in range(tail, len(words)) if _NUMBER.fullmatch(words[at])), None)
    if number is not None:
        return AddressKey(" ".join(words[:number]), _with_letter(words[number : number + 2]))
    if len(words) > 1 and _NUMBER.fullmatch(words[0]):
        return AddressKey(" ".join(words[1:]), words[0])
    return AddressKey(" ".join(words), "")


@lru_cache(maxsize=4096)
def zip_key(country: str, zip_code: str) -> str:
    """Return the zip code as the register has it, in letters and digits and without an extension."""
    code = read_code(country, zip_code)
    return code.base.replace(" ", "").replace("-", "") if code else zip_code


def place_key(country: str, zip_code: str, city: str, address_1: str) -> str:
    """Return the whole address in one line, equal for two spellings of one place."""
    place = address_key(address_1)
    return f"{place.street} {place.house_number}, {zip_key(country, zip_code)} {city_key(city)}"
