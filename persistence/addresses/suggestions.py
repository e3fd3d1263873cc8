"""Similar streets for an address that the register rules out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy import bindparam, select

from persistence.addresses.normalise import AddressKey
from persistence.engine.database import Source
from persistence.engine.statement import Statement, any_of
from persistence.schema.tables import address

MOST = 5  # addresses of a batch that get suggestions, as comparing takes milliseconds each

STREETS = Statement(
    select(address.c.zip, address.c.street, address.c.street_name)
    .where(address.c.country == bindparam("country"), address.c.zip == any_of("zips"))
    .distinct()
)


async def suggestions(
    source: Source, country: str, wanted: Sequence[tuple[str, AddressKey]]
) -> Mapping[tuple[str, AddressKey], tuple[str, ...]]:
    """Return similar street names of the same zip code, the closest first."""
    asked = wanted[:MOST]
    streets: defaultdict[str, dict[str, str]] = defaultdict(dict)
    found = await source.fetch(STREETS, country=country, zips=sorted({zip_code for zip_code, _ in asked}))
    for zip_code, street, name in found:
        streets[zip_code][street] = name
    return {
        (zip_code, key): tuple(
            streets[zip_code][street] for street in get_close_matches(key.street, streets[zip_code])
        )
        for zip_code, key in asked
    }
