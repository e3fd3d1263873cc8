"""The followers of an account in one process, with a queue of events for each."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.model.events import FeedEvent

LONGEST_QUEUE: Final = 1_000  # events; followers share them, so only slow followers keep them in memory


@dataclass(slots=True, eq=False)
class FeedFollower:
    """One follower: `position` is the number of its last event; if it is `behind`, it has missed events."""

    behind: bool
    position: int = 0
    queue: list[FeedEvent] = field(default_factory=list)
    has_news: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, feed_events: Sequence[FeedEvent]) -> None:
        if len(self.queue) + len(feed_events) > LONGEST_QUEUE:
            self.queue.clear()
            self.behind = True
        else:
            self.queue.extend(feed_events)
        self.has_news.set()

    async def wait(self, seconds: float) -> None:
        """Wait until an event is offered, for so many seconds at most."""
        timer = asyncio.get_running_loop().call_later(seconds, self.has_news.set)
        try:
            await self.has_news.wait()
        finally:
            timer.cancel()

    def take(self) -> Sequence[FeedEvent]:
        """Return the events of the queue after `position`; after a gap, the follower is behind."""
        batch = [each for each in self.queue if each.number > self.position]
        self.queue.clear()
        self.has_news.clear()
        if batch and batch[0].number != self.position + 1:
            self.behind = True
        return batch

    def start_anew(self) -> None:
        """Empty the queue; from now on, every published event is queued."""
        self.queue.clear()
        self.has_news.clear()
        self.behind = False


@dataclass(slots=True, eq=False)
class FeedChannel:
    """The followers of one account; `position` is the number of the last event published to them."""

    followers: set[FeedFollower] = field(default_factory=set)
    position: int | None = None

    def begin(self, last: int) -> None:
        """Publish what follows `last`, which may be less than the position of the other followers."""
        self.position = last if self.position is None else min(self.position, last)

    def publish(self, feed_events: Sequence[FeedEvent]) -> None:
        self.position = feed_events[-1].number
        for follower in self.followers:
            follower.offer(feed_events)
