"""A command makes few round trips.

BEGIN with its settings is one, and so is each statement; COPY, which inserts many rows, is two.
"""

from collections.abc import Awaitable

import pytest

from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.addresses.demo import load_demo_addresses
from persistence.commands.deliveries import FEWEST_COPIED
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form

sizes = pytest.mark.parametrize("size", [1, FEWEST_COPIED - 1, FEWEST_COPIED, 100])


async def count_statements(store: PostgresAdapters, command: Awaitable[object]) -> int:
    before = store.database.stats.statements
    await command
    return store.database.stats.statements - before


@sizes
async def test_a_create_is_five_statements(store: PostgresAdapters, usecases: UseCases, size: int) -> None:
    await usecases.deliveries.create(caller(), [booking_form()])
    create = usecases.deliveries.create(caller(), [booking_form()] * size)
    assert await count_statements(store, create) == len(
        ["begin", "settings", "deliveries", "events", "commit"]
    )


@sizes
async def test_a_create_asks_a_register_that_has_entries_once(
    store: PostgresAdapters, usecases: UseCases, size: int
) -> None:
    await load_demo_addresses(store.database)
    await usecases.deliveries.create(caller(), [booking_form()])
    forms = [booking_form(drop_off__address_1=f"Kattegatvej {number}") for number in range(size)]
    assert await count_statements(store, usecases.deliveries.create(caller(), forms)) == len(
        ["begin", "settings", "addresses", "deliveries", "events", "commit"]
    )


@sizes
async def test_a_create_looks_up_all_returned_deliveries_at_once(
    store: PostgresAdapters, usecases: UseCases, size: int
) -> None:
    made = (await usecases.deliveries.create(caller(), [booking_form()] * size)).answer.deliveries
    forms = [booking_form(kind="RETURN", returned_delivery_id=each.id) for each in made]
    assert await count_statements(store, usecases.deliveries.create(caller(), forms)) == len(
        ["begin", "settings", "returned deliveries", "deliveries", "events", "commit"]
    )


@sizes
async def test_an_update_is_six_statements(store: PostgresAdapters, usecases: UseCases, size: int) -> None:
    made = (await usecases.deliveries.create(caller(), [booking_form()] * size)).answer.deliveries
    update = usecases.deliveries.update(caller(), [{"id": each.id, "notes": "hej"} for each in made])
    assert await count_statements(store, update) == len(
        ["begin", "settings", "lock", "deliveries", "events", "commit"]
    )


async def test_an_update_that_changes_nothing_writes_nothing(
    store: PostgresAdapters, usecases: UseCases
) -> None:
    (made,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    update = usecases.deliveries.update(caller(), [{"id": made.id, "reference": made.booking.reference}])
    assert await count_statements(store, update) == len(["begin", "settings", "lock", "commit"])
