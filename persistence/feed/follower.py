"""Those who follow one account in one process, and what waits for each."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from domain.model.occurrence import FeedEvent

LONGEST_QUEUE: Final = 1_000  # occurrences; they are shared, so only the slow keep them in memory


@dataclass(slots=True, eq=False)
class Follower:
    """`position` is the last number told. Who is `behind` has missed some that others were handed."""

    behind: bool
    position: int = 0
    waiting: list[FeedEvent] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, feed_events: Sequence[FeedEvent]) -> None:
        if len(self.waiting) + len(feed_events) > LONGEST_QUEUE:
            self.waiting.clear()
            self.behind = True
        else:
            self.waiting.extend(feed_events)
        self.news.set()

    async def wait(self, seconds: float) -> None:
        """Until there is news, or for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.news.wait()

    def take(self) -> Sequence[FeedEvent]:
        """What waits and was not told yet; after a gap nothing, and the follower is behind."""
        batch = [each for each in self.waiting if each.number > self.position]
        self.waiting.clear()
        self.news.clear()
        if batch and batch[0].number != self.position + 1:
            self.behind = True
        return batch

    def begin_anew(self) -> None:
        """From now on everything that is handed out waits, whatever was missed so far."""
        self.waiting.clear()
        self.news.clear()
        self.behind = False


@dataclass(slots=True, eq=False)
class FeedChannel:
    """The followers of one account; `position` is the last number that was handed to them."""

    followers: set[Follower] = field(default_factory=set)
    position: int | None = None

    def begin(self, last: int) -> None:
        """Hand out what follows `last`, which may be less far than where others began."""
        self.position = last if self.position is None else min(self.position, last)

    def publish(self, feed_events: Sequence[FeedEvent]) -> None:
        self.position = feed_events[-1].number
        for follower in self.followers:
            follower.offer(feed_events)
