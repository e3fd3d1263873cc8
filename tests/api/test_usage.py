"""Calls of both channels are counted, and stored without any request waiting for it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from api.operations import usage_recording
from api.operations.usage_recording import UsageCounts, recording
from api.system.clock import SystemClock
from domain.model.auth import Channel
from domain.model.call_usage import ALL_DAYS, CallUsage
from persistence.adapters import open_adapters
from persistence.commands.call_counts import store_usage
from tests.api.graphql.client import Client
from tests.fakes import caller
from tests.legacy_rest.examples import CREATE, SETTINGS, TOKEN, create_one, post
from tests.running import Gateway

USED = "{ viewer { usage { token { name } channel call requests lastUsedAt } } }"


async def store_counts(gateway: Gateway) -> None:
    counts = gateway.usecases.usage
    assert isinstance(counts, UsageCounts)
    async with open_adapters(gateway.dsn, pool_size=1) as store:
        await store_usage(store.database, counts.take())


async def usage_of(gateway: Gateway, token: str) -> list[tuple[object, ...]]:
    await store_counts(gateway)
    shown = (await Client(gateway, token).ask(USED))["viewer"]["usage"]
    assert all(each["lastUsedAt"].startswith(str(datetime.now(UTC).year)) for each in shown)
    return sorted((each["token"]["name"], each["channel"], each["call"], each["requests"]) for each in shown)


async def test_an_administrator_sees_which_calls_are_used_and_by_which_token(gateway: Gateway) -> None:
    await create_one(gateway)
    await post(gateway, CREATE, [])  # refused, and used all the same
    await gateway.http.get(SETTINGS, headers=TOKEN)
    await gateway.http.get(SETTINGS, headers={"Token": "unknown"})
    await gateway.http.get("/nowhere", headers=TOKEN)
    await Client(gateway, "demo").post("query Mine { rules { code } }")
    await Client(gateway, "demo").post("{ rules { code } viewer { id } }")
    await Client(gateway, "demo-dispatcher").post("{ sweeps { nodes { id } } }")
    await Client(gateway, "demo-2").post("{ rules { code } }")
    await Client(gateway, None).post("{ rules { code } }")
    assert await usage_of(gateway, "demo") == [
        ("demo", "GRAPHQL", "query rules", 1),
        ("demo", "GRAPHQL", "query several", 1),
        ("demo", "REST", "create", 2),
        ("demo", "REST", "settings", 1),
        ("demo-dispatcher", "GRAPHQL", "query sweeps", 1),
    ]
    assert await usage_of(gateway, "demo-dispatcher") == [("demo-dispatcher", "GRAPHQL", "query sweeps", 1)]
    assert await usage_of(gateway, "demo-2") == [("demo-2", "GRAPHQL", "query rules", 1)]


async def test_the_usage_is_shown_by_day(gateway: Gateway) -> None:
    await gateway.http.get(SETTINGS, headers=TOKEN)
    await store_counts(gateway)
    today = datetime.now(UTC).date()
    days = (today - timedelta(days=2), today - timedelta(days=1)), (today - timedelta(days=1), None)
    shown = [
        await Client(gateway, "demo").ask(
            "query($from: Date, $to: Date) { viewer { usage(from: $from, to: $to) { requests } } }",
            **{"from": str(first), "to": last and str(last)},
        )
        for first, last in days
    ]
    assert [each["viewer"]["usage"] for each in shown] == [[], [{"requests": 1}]]


async def load_usage(dsn: str) -> Sequence[CallUsage]:
    async with open_adapters(dsn, pool_size=1) as store:
        return await store.reader.usage("account", None, ALL_DAYS, 10)


async def test_counts_are_stored_again_and_again_and_at_the_end(database: str) -> None:
    counts = UsageCounts(SystemClock())
    async with open_adapters(database, pool_size=1) as store, asyncio.timeout(30):
        async with recording(store.database, counts, every=0.01):
            counts.count(caller(), "create")
            while not await load_usage(database):
                pass
        async with recording(store.database, counts):
            counts.count(caller(), "create")
    (used,) = await load_usage(database)
    assert (used.channel, used.call, used.requests) == (Channel.GRAPHQL, "create", 2)


async def test_a_database_that_fails_loses_one_batch_of_counts(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    counts = UsageCounts(SystemClock())
    async with open_adapters(database, pool_size=1) as store, asyncio.timeout(30):
        connection = await asyncpg.connect(database)
        await connection.execute("ALTER TABLE call_usage RENAME TO gone")
        async with recording(store.database, counts, every=0.01):
            counts.count(caller(), "lost")
            while not caplog.records:
                await connection.execute("SELECT 1")
            await connection.execute("ALTER TABLE gone RENAME TO call_usage")
            counts.count(caller(), "stored")
        await connection.close()
    assert caplog.records[0].getMessage() == "Counts of used calls could not be stored"
    assert [each.call for each in await load_usage(database)] == ["stored"]


def test_the_memory_of_counts_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usage_recording, "MOST_COUNTED", 2)
    counts = UsageCounts(SystemClock())
    for call in ("a", "b", "c", "a"):
        counts.count(caller(), call)
    assert [(used.call, used.requests) for _, used in counts.take()] == [("a", 2), ("b", 1)]
    counts.count(caller(), "c")
    assert [used.call for _, used in counts.take()] == ["c"]
