"""The use of calls is added up by day, shown by call, and deleted with its day."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from domain.model.auth import Channel
from domain.model.call_usage import ALL_DAYS, USAGE_KEPT, CallUsage, Days
from persistence.adapters import PostgresAdapters
from persistence.commands.call_counts import store_usage
from persistence.expiry import prune_usage
from persistence.reads.used_calls import USED
from tests.persistence.conftest import Observer

TILL, OFFICE = f"{1:024x}", f"{2:024x}"
NOON = datetime(2018, 3, 28, 12, tzinfo=UTC)
NEXT = NOON + timedelta(days=1)


def use_of(token_id: str = TILL, call: str = "create", requests: int = 1, at: datetime = NOON) -> CallUsage:
    return CallUsage(token_id, Channel.REST, call, requests, at)


async def test_what_is_stored_again_is_added(store: PostgresAdapters) -> None:
    await store_usage(store.database, [("account", use_of(requests=2)), ("b", use_of())])
    await store_usage(store.database, [("account", use_of(requests=3, at=NOON - timedelta(hours=1)))])
    await store_usage(store.database, [("account", use_of(at=NEXT)), ("account", use_of(OFFICE, "update"))])
    await store_usage(store.database, [])
    shown = await store.reader.usage("account", None, ALL_DAYS, 10)
    assert list(shown) == [use_of(requests=6, at=NEXT), use_of(OFFICE, "update")]
    assert list(await store.reader.usage("account", OFFICE, ALL_DAYS, 10)) == [use_of(OFFICE, "update")]
    assert list(await store.reader.usage("account", None, ALL_DAYS, 1)) == [use_of(requests=6, at=NEXT)]
    assert list(await store.reader.usage("c", None, ALL_DAYS, 10)) == []


async def test_each_day_can_be_shown_by_itself(store: PostgresAdapters) -> None:
    await store_usage(store.database, [("account", use_of()), ("account", use_of(requests=4, at=NEXT))])
    day = date(2018, 3, 28)
    assert list(await store.reader.usage("account", None, Days(day, day), 10)) == [use_of()]
    assert list(await store.reader.usage("account", None, Days(first=NEXT.date()), 10)) == [
        use_of(requests=4, at=NEXT)
    ]


async def test_processes_that_store_the_same_calls_do_not_lock_each_other_out(
    store: PostgresAdapters,
) -> None:
    batch = [("account", use_of(f"{number:024x}")) for number in range(200)]
    await asyncio.gather(*(store_usage(store.database, batch[::step]) for step in (1, -1) * 10))
    shown = await store.reader.usage("account", None, ALL_DAYS, 200)
    assert {each.requests for each in shown} == {20}


async def test_old_days_are_deleted(store: PostgresAdapters) -> None:
    await store_usage(store.database, [("account", use_of()), ("account", use_of(at=NEXT))])
    await prune_usage(store.database, NEXT + USAGE_KEPT)
    assert list(await store.reader.usage("account", None, ALL_DAYS, 10)) == [use_of(at=NEXT)]


async def test_an_account_is_found_by_the_key(observer: Observer) -> None:
    await observer.connection.execute("SET enable_seqscan TO off")
    values: dict[str, object] = {"account_id": "account", "limit": 200}
    values |= dict.fromkeys(("token_id", "first", "last"))
    (*plan,) = await observer.rows(f"EXPLAIN {USED.sql}", *USED.arguments(values))
    assert "call_usage_pkey" in str(plan)
