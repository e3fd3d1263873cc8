from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, and_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from domain.model.location import AddressLevel, AddressMatch, Location
from domain.model.zones import normalise_zip
from persistence.addresses.normalise import AddressKey, address_key, city_key, place_key
from persistence.addresses.suggestions import suggestions
from persistence.addresses.zip_pattern import fits_country
from persistence.engine.database import Row, Source
from persistence.engine.statement import Statement, rows
from persistence.schema.tables import address, postal_area, register_import

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


@dataclass(frozen=True, slots=True)
class PgAddressRegister:
    """Looks up a batch by one statement, and suggestions for unknown addresses by a second one."""

    source: Source

    async def find(self, country: str, locations: Sequence[Location]) -> Sequence[AddressMatch]:
        wanted = {location: _lookup_row(location) for location in locations}
        entries = await self._entries(country, list(dict.fromkeys(wanted.values())))
        unknown = [key for key, entry in entries.items() if entry["authoritative"] and not entry["known"]]
        hints = await suggestions(self.source, country, unknown) if unknown else {}
        found = {
            location: _make_match(country, location, entries[key], hints.get(key, ()))
            for location, key in wanted.items()
        }
        return [found[location] for location in locations]

    async def _entries(self, country: str, wanted: Sequence[Wanted]) -> Mapping[Wanted, Row]:
        if not wanted:
            return {}
        answer = await self.source.fetch(
            FIND,
            country=country,
            zip=[zip_code for zip_code, _ in wanted],
            street=[key.street for _, key in wanted],
            house_number=[key.house_number for _, key in wanted],
        )
        return dict(zip(wanted, answer, strict=True))


def _lookup_row(location: Location) -> Wanted:
    return normalise_zip(location.zip), address_key(location.address_1)


def _make_match(country: str, location: Location, entry: Row, hints: tuple[str, ...]) -> AddressMatch:
    """Return the match of one place; only an authoritative register rules out an unknown address."""
    known, latitude, longitude, cities, authoritative = entry
    expected = tuple(cities or ())
    return AddressMatch(
        key=place_key(location.zip, location.city, location.address_1),
        level=AddressLevel.VERIFIED if known else AddressLevel.UNVERIFIED,
        exists=known or (not authoritative and fits_country(country, location.zip)),
        city_agrees=not expected or city_key(location.city) in map(city_key, expected),
        expected_cities=expected,
        suggestions=hints,
        latitude=latitude,
        longitude=longitude,
    )
