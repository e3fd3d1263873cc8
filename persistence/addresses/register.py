from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import BindParameter, and_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.model.location import AddressLevel, AddressMatch, Location
from persistence.addresses.normalise import AddressKey, address_key, city_key, place_key, zip_key
from persistence.addresses.presence import RegisterPresence
from persistence.addresses.suggestions import suggestions
from persistence.engine.database import Source
from persistence.engine.statement import Statement, rows
from persistence.schema.tables import address, postal_area, register_import

Place = tuple[str, str, str]  # zip code, city and street with house number, as the client wrote them
Wanted = tuple[str, AddressKey]

_COUNTRY: BindParameter[str] = bindparam("country")
_WANTED = rows([address.c[name] for name in ("zip", "street", "house_number")], "wanted")
FIND = Statement(
    select(
        address.c.zip.is_not(None).label("known"),
        address.c.latitude,
        address.c.longitude,
        select(func.array_agg(aggregate_order_by(postal_area.c.city, postal_area.c.city)))
        .where(postal_area.c.country == _COUNTRY, postal_area.c.zip == _WANTED.c.zip)
        .scalar_subquery()
        .label("cities"),
        exists()
        .where(register_import.c.country == _COUNTRY, register_import.c.authoritative)
        .label("authoritative"),
    )
    .select_from(
        _WANTED.outerjoin(
            address,
            and_(
                address.c.country == _COUNTRY,
                *(address.c[name] == _WANTED.c[name] for name in ("zip", "street", "house_number")),
            ),
        )
    )
    .order_by(_WANTED.c.place)
)


class _RegisterRow(NamedTuple):
    """What the register has about one address."""

    known: bool = False
    latitude: float | None = None
    longitude: float | None = None
    cities: Sequence[str] | None = None
    authoritative: bool = False


@dataclass(frozen=True, slots=True)
class PgAddressRegister:
    """Looks up each address of a batch once, by one statement, and suggestions for unknown ones by a second.

    Nothing is looked up where the register is empty.
    """

    source: Source
    presence: RegisterPresence

    async def find(self, country: str, locations: Sequence[Location]) -> Sequence[AddressMatch]:
        places = [(each.zip, each.city, each.address_1) for each in locations]
        if not places or not await self.presence.has_entries(self.source, country):
            return [_match_nothing(country, *place) for place in places]
        wanted = {place: _lookup_row(country, place) for place in dict.fromkeys(places)}
        entries = await self._entries(country, list(dict.fromkeys(wanted.values())))
        unknown = [key for key, entry in entries.items() if entry.authoritative and not entry.known]
        hints = await suggestions(self.source, country, unknown) if unknown else {}
        found = {
            place: _make_match(country, place, entries[key], hints.get(key, ()))
            for place, key in wanted.items()
        }
        return [found[place] for place in places]

    async def _entries(self, country: str, wanted: Sequence[Wanted]) -> Mapping[Wanted, _RegisterRow]:
        answer = await self.source.fetch(
            FIND,
            country=country,
            zip=[zip_code for zip_code, _ in wanted],
            street=[key.street for _, key in wanted],
            house_number=[key.house_number for _, key in wanted],
        )
        return {key: _RegisterRow(*row) for key, row in zip(wanted, answer, strict=True)}


@lru_cache(maxsize=4096)
def _match_nothing(country: str, zip_code: str, city: str, address_1: str) -> AddressMatch:
    """Return the match of a place in an empty register."""
    return AddressMatch(place_key(country, zip_code, city, address_1))


def _lookup_row(country: str, place: Place) -> Wanted:
    zip_code, _, address_1 = place
    return zip_key(country, zip_code), address_key(address_1)


def _make_match(country: str, place: Place, entry: _RegisterRow, hints: tuple[str, ...]) -> AddressMatch:
    """Return the match of one place; only an authoritative register rules out an unknown address."""
    zip_code, city, address_1 = place
    expected = tuple(entry.cities or ())
    return AddressMatch(
        key=place_key(country, zip_code, city, address_1),
        level=AddressLevel.VERIFIED if entry.known else AddressLevel.UNVERIFIED,
        exists=entry.known or not entry.authoritative,
        city_agrees=not expected or city_key(city) in map(city_key, expected),
        expected_cities=expected,
        suggestions=hints,
        latitude=entry.latitude,
        longitude=entry.longitude,
    )
