from dataclasses import dataclass
from enum import StrEnum


class AddressLevel(StrEnum):
    """How far the address register vouches for an address."""

    VERIFIED = "VERIFIED"
    UNVERIFIED = "UNVERIFIED"


@dataclass(frozen=True, slots=True)
class Location:
    """A place where parcels are picked up or dropped off; coordinates are WGS 84 degrees."""

    zip: str
    city: str
    address_1: str
    address_2: str = ""
    description: str = ""
    latitude: float | None = None
    longitude: float | None = None
    level: AddressLevel = AddressLevel.UNVERIFIED

    @property
    def one_line(self) -> str:
        return f"{self.address_1}, {self.zip} {self.city}"


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """What the address register knows of one address.

    `key` is the normalised address, equal for two spellings of one place. `exists` is false only where
    the register can rule the address out. `expected_cities` is empty where the zip code is unknown to it.
    """

    key: str
    level: AddressLevel = AddressLevel.UNVERIFIED
    exists: bool = True
    city_agrees: bool = True
    expected_cities: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
