"""Expired idempotency keys and events of the outbox are deleted."""

from contextlib import aclosing
from datetime import timedelta

import pytest

from domain.errors import CannotResume
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.expiry import KEYS_AT_ONCE, prune_keys, prune_outbox
from tests.fakes import FixedClock, caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer

NOW = FixedClock().now()


async def test_events_of_the_last_day_stay_in_the_outbox(
    store: PostgresAdapters, usecases: UseCases, observer: Observer
) -> None:
    await usecases.deliveries.create(caller(), [booking_form(), booking_form()])
    await observer.rows("UPDATE outbox SET at = $1 WHERE number = 1", NOW - timedelta(hours=25))
    await observer.rows("UPDATE outbox SET at = $1 WHERE number = 2", NOW - timedelta(hours=23))
    await prune_outbox(store.database, NOW)
    assert await observer.value("SELECT array_agg(number) FROM outbox") == [2]
    async with aclosing(store.feed.follow("account", 1)) as batches:
        assert [each.number for each in await anext(batches)] == [2]
    async with aclosing(store.feed.follow("account", 0)) as batches:
        with pytest.raises(CannotResume):
            await anext(batches)


async def test_keys_of_all_accounts_are_pruned_after_a_day_and_an_hour(
    store: PostgresAdapters, observer: Observer
) -> None:
    keep = "INSERT INTO idempotency SELECT unnest($1::text[]), $2, '', '{}', $3"
    old, young = NOW - timedelta(hours=25), NOW - timedelta(hours=24, minutes=59)
    ages = {"young": young} | {f"old {number}": old for number in range(KEYS_AT_ONCE)}
    await observer.connection.executemany(
        keep, [(["account", "silent"], key, age) for key, age in ages.items()]
    )
    assert await prune_keys(store.database, NOW) == 2 * KEYS_AT_ONCE
    assert {row["key"] for row in await observer.rows("SELECT key FROM idempotency")} == {"young"}
    assert await prune_keys(store.database, NOW) == 0
