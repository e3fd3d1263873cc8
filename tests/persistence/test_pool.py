"""Connections are lent, handed on, replaced when they break, and never more than the most."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from persistence.engine.error_kinds import READ_ONLY
from persistence.engine.pool import Connections, Timeouts, connections_to

MOST = 3
TIMEOUTS = Timeouts(connection=0.3)
ASLEEP = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"


@pytest.fixture
async def connections(database: str) -> AsyncIterator[Connections]:
    pool = connections_to(database, MOST, TIMEOUTS)
    await pool.open()
    yield pool
    await pool.close()


def counts(pool: Connections) -> tuple[int, int]:
    """The numbers of open and of borrowed connections."""
    return pool.state().open, pool.state().busy


async def test_the_connection_that_was_given_back_last_is_lent_first(connections: Connections) -> None:
    one, two = await connections.borrow(), await connections.borrow()
    connections.give_back(two)
    connections.give_back(one)
    assert await connections.borrow() is one
    connections.give_back(one)
    assert counts(connections) == (2, 0)


async def test_no_more_than_the_most_are_opened_and_who_waits_longest_is_next(
    connections: Connections,
) -> None:
    lent = [await connections.borrow() for _ in range(MOST)]
    waiting = [asyncio.create_task(connections.borrow()) for _ in range(2)]
    await asyncio.sleep(0)
    connections.give_back(lent[1])
    latecomer = asyncio.create_task(connections.borrow())
    assert await waiting[0] is lent[1]
    assert counts(connections) == (MOST, MOST)
    connections.give_back(lent[0])
    connections.give_back(lent[2])
    assert {await waiting[1], await latecomer} == {lent[0], lent[2]}
    for each in lent:
        connections.give_back(each)
    assert counts(connections) == (MOST, 0)


async def test_a_task_waits_for_a_connection_only_so_long(connections: Connections) -> None:
    lent = [await connections.borrow() for _ in range(MOST)]
    with pytest.raises(TimeoutError):
        await connections.borrow()
    for each in lent:
        connections.give_back(each)
    assert await connections.borrow() is lent[-1]
    connections.give_back(lent[-1])


async def test_a_task_that_is_cancelled_with_a_connection_in_its_hand_gives_it_back(
    connections: Connections,
) -> None:
    lent = [await connections.borrow() for _ in range(MOST)]
    waiting = asyncio.create_task(connections.borrow())
    await asyncio.sleep(0)
    connections.give_back(lent[0])
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await connections.borrow() is lent[0]
    for each in lent:
        connections.give_back(each)


async def test_a_broken_connection_makes_room_for_another_one(connections: Connections) -> None:
    lent = [await connections.borrow() for _ in range(MOST)]
    waiting = asyncio.create_task(connections.borrow())
    await asyncio.sleep(0)
    connections.discard(lent[0], OSError())
    connections.give_back(lent[0])
    found = await waiting
    assert found not in lent
    assert await found.fetchval("SELECT 1") == 1
    for each in (found, *lent[1:]):
        connections.give_back(each)
    assert counts(connections) == (MOST, 0)


async def test_once_the_server_is_no_longer_the_primary_every_connection_is_replaced(
    connections: Connections,
) -> None:
    one, two = await connections.borrow(), await connections.borrow()
    connections.give_back(two)
    error = asyncpg.PostgresError.new({"C": READ_ONLY})
    connections.discard(one, error)
    connections.give_back(one)
    other = await connections.borrow()
    assert other not in (one, two)
    assert one.is_closed()
    assert two.is_closed()
    connections.give_back(other)


async def test_a_connection_with_a_cancelled_statement_serves_the_next_one(connections: Connections) -> None:
    observer, connection = await connections.borrow(), await connections.borrow()
    slow = asyncio.create_task(connection.fetchval("SELECT pg_sleep(60)"))
    while not await observer.fetchval(ASLEEP):
        pass
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    connections.give_back(observer)
    connections.give_back(connection)
    again = await connections.borrow()
    assert await again.fetchval("SELECT 1") == 1
    connections.give_back(again)
