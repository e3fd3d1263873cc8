"""A few Danish postal areas and addresses for the demo; they are not authoritative."""

from sqlalchemy import Table, select
from sqlalchemy.dialects.postgresql import insert

from persistence.addresses.normalise import address_key
from persistence.engine.database import Source
from persistence.engine.statement import Statement, rows
from persistence.schema.tables import address, postal_area

COUNTRY = "DK"

POSTAL_AREAS = (
    *((str(code), "København K") for code in (1000, 1050, 1100, 1150, 1200, 1250, 1300, 1350, 1400, 1450)),
    *((str(code), "København V") for code in (1550, 1600, 1650, 1700, 1750)),
    ("2000", "Frederiksberg"),
    ("2100", "København Ø"),
    ("2200", "København N"),
    ("2300", "København S"),
    ("2400", "København NV"),
    ("2450", "København SV"),
    ("2500", "Valby"),
    ("2700", "Brønshøj"),
    ("2800", "Kongens Lyngby"),
    ("2900", "Hellerup"),
    ("3000", "Helsingør"),
    ("4000", "Roskilde"),
    ("5000", "Odense C"),
    ("6000", "Kolding"),
    ("6700", "Esbjerg"),
    ("7100", "Vejle"),
    ("8000", "Aarhus C"),
    ("9000", "Aalborg"),
)

# Zip code, street, house number, latitude, longitude. The first two are documented, the others invented.
ADDRESSES = (
    ("2100", "Kattegatvej", "53", 55.722582, 12.6082901),
    ("2100", "Kattegatvej", "57", 55.722534, 12.607489),
    ("1050", "Prøvetorvet", "1", 55.6805, 12.5865),
    ("2100", "Eksempelvej", "12", 55.7065, 12.5772),
    ("2300", "Ærø Allé", "7B", 55.6611, 12.6025),
    ("5000", "Prøvegade", "4", 55.3959, 10.3883),
    ("8000", "Aaløkkestien", "21", 56.1572, 10.2107),
)


def _add_missing(table: Table) -> Statement:
    """Return the statement that inserts those of its rows that the table does not have."""
    new = rows(table.c, "new")
    return Statement(
        insert(table)
        .from_select(list(table.c), select(*(new.c[column.name] for column in table.c)))
        .on_conflict_do_nothing()
    )


ADD_AREAS = _add_missing(postal_area)
ADD_ADDRESSES = _add_missing(address)


async def load_demo_addresses(source: Source) -> None:
    """Add what is missing; may run any number of times, also at the same time."""
    zips, cities = zip(*POSTAL_AREAS, strict=True)
    await source.fetch(ADD_AREAS, country=[COUNTRY] * len(zips), zip=zips, city=cities)
    zips, streets, numbers, latitudes, longitudes = zip(*ADDRESSES, strict=True)
    keys = [address_key(f"{street} {number}") for street, number in zip(streets, numbers, strict=True)]
    await source.fetch(
        ADD_ADDRESSES,
        country=[COUNTRY] * len(zips),
        zip=zips,
        street=[key.street for key in keys],
        house_number=[key.house_number for key in keys],
        street_name=streets,
        latitude=latitudes,
        longitude=longitudes,
    )
