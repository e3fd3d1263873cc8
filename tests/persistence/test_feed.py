"""One reader of the outbox serves all followers of a process."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing

import pytest

from domain.model.events import FeedEvent
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.feed.follower import LONGEST_QUEUE, FeedFollower
from tests.fakes import caller
from tests.usecases.world import form

WHO = caller()


@pytest.fixture
async def running(store: PostgresAdapters) -> AsyncIterator[PostgresAdapters]:
    async with store.feed:
        yield store


async def take(batches: AsyncIterator[Sequence[FeedEvent]], count: int) -> list[FeedEvent]:
    found: list[FeedEvent] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            found += await anext(batches)
    return found


async def test_followers_share_what_was_read_once(running: PostgresAdapters, usecases: UseCases) -> None:
    async with AsyncExitStack() as stack:
        following = [
            await stack.enter_async_context(aclosing(running.feed.follow("account", None))) for _ in range(3)
        ]
        silences = await asyncio.gather(*(anext(each) for each in following))
        assert [list(each) for each in silences] == [[], [], []]
        await usecases.deliveries.create(WHO, [form(), form()])
        first, second, third = await asyncio.gather(*(take(each, 2) for each in following))
        assert [each.number for each in first] == [1, 2]
        assert all(a is b is c for a, b, c in zip(first, second, third, strict=True))


async def test_a_follower_with_a_full_queue_is_behind_and_has_an_empty_queue(
    running: PostgresAdapters, usecases: UseCases
) -> None:
    await usecases.deliveries.create(WHO, [form()])
    async with aclosing(running.feed.follow("account", 0)) as batches:
        (one,) = await take(batches, 1)
    full, beyond = FeedFollower(behind=False), FeedFollower(behind=False)
    full.offer([one] * LONGEST_QUEUE)
    assert not full.behind
    beyond.offer([one] * LONGEST_QUEUE)
    beyond.offer([one])
    assert beyond.behind
    assert beyond.queue == []


async def test_after_a_gap_a_follower_is_behind(running: PostgresAdapters, usecases: UseCases) -> None:
    await usecases.deliveries.create(WHO, [form(), form()])
    async with aclosing(running.feed.follow("account", 1)) as batches:
        (second,) = await take(batches, 1)
    follower = FeedFollower(behind=False, position=0)
    follower.offer([second])
    follower.take()
    assert follower.behind
