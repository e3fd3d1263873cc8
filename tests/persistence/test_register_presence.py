"""An address register without entries about a country is not asked, and its first entries count soon."""

from persistence.adapters import PostgresAdapters
from persistence.addresses.presence import SECONDS, RegisterPresence
from tests.persistence.conftest import Observer

FIRST_ENTRIES = (
    "INSERT INTO register_import VALUES ('DK', false)",
    "INSERT INTO postal_area VALUES ('SE', '11122', 'Stockholm')",
    "INSERT INTO address VALUES ('NO', '0150', 'karl johans gate', '1', 'Karl Johans gate')",
)
COUNTRIES = ("DK", "SE", "NO")


class Stopwatch:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_an_entry_of_any_table_counts_for_its_country_alone(
    store: PostgresAdapters, observer: Observer
) -> None:
    found = []
    for insert in ("SELECT 1", *FIRST_ENTRIES):
        await observer.rows(insert)
        presence = RegisterPresence()
        found.append([await presence.has_entries(store.database, country) for country in COUNTRIES])
    assert found == [
        [False, False, False],
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


async def test_an_answer_is_used_for_some_seconds(store: PostgresAdapters, observer: Observer) -> None:
    clock = Stopwatch()
    presence = RegisterPresence(clock)
    assert not await presence.has_entries(store.database, "DK")
    await observer.rows(FIRST_ENTRIES[0])
    before = store.database.stats.statements
    clock.now += SECONDS - 0.001
    assert not await presence.has_entries(store.database, "DK")
    assert store.database.stats.statements == before
    clock.now += 0.001
    assert await presence.has_entries(store.database, "DK")
    assert await presence.has_entries(store.database, "DK")
    assert store.database.stats.statements == before + 1
