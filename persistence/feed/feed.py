"""One feed a process: reads the outbox once for all who follow an account, and tells each of them."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final, Self

from domain.errors import CannotResume, Unavailable
from domain.model.occurrence import FeedEvent
from persistence.engine.database import Database
from persistence.feed.follower import FeedChannel, Follower
from persistence.feed.notify import NotificationListener
from persistence.feed.outbox import PAGE, Outbox

log = logging.getLogger(__name__)

LOOK_EVERY: Final = 1.0  # seconds between looks at the outbox that nothing called for
BETWEEN: Final = 0.01  # seconds between looks, however much calls for them
BEAT: Final = 2.0  # seconds without news after which a follower is told that there is none


class PgFeed:
    """Follows the outbox while it is entered. NOTIFY makes it faster; nothing depends on it."""

    def __init__(self, database: Database, dsn: str) -> None:
        self._database = database
        self._outbox = Outbox(database)
        self._wakeups = NotificationListener(dsn, self._call_for, self._call_for_all)
        self._channels: dict[str, FeedChannel] = {}
        self._called_for: set[str] = set()
        self._called = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        work = (self._look_on(), self._wakeups.run())
        self._tasks = [asyncio.create_task(each) for each in work]
        return self

    async def __aexit__(self, *_raised: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def announce(self, account_id: str) -> None:
        """Say in all processes that something was committed; never waits and never fails."""
        self._wakeups.send(account_id)

    async def follow(self, account_id: str, after: int | None) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """As the port says. A follower who is too far behind reads by himself until he has caught up."""
        follower = Follower(behind=after is not None)
        channel = self._channels.setdefault(account_id, FeedChannel())
        channel.followers.add(follower)
        try:
            last, follower.position = await self._outbox.start(account_id, after)
            channel.begin(last)
            while True:
                batch = await self._next(account_id, follower)
                follower.position = batch[-1].number if batch else follower.position
                yield batch
        finally:
            channel.followers.discard(follower)
            if not channel.followers and self._channels.get(account_id) is channel:
                del self._channels[account_id]

    async def _next(self, account_id: str, follower: Follower) -> Sequence[FeedEvent]:
        if not follower.behind:
            await follower.wait(BEAT)
            batch = follower.take()
            if not follower.behind:
                return batch
        return await self._missed_events(account_id, follower)

    async def _missed_events(self, account_id: str, follower: Follower) -> Sequence[FeedEvent]:
        follower.begin_anew()
        try:
            news = await self._outbox.following({account_id: follower.position})
        except Unavailable:
            follower.behind = True
            await asyncio.sleep(BEAT)
            return ()
        batch = news.get(account_id, ())
        if batch and batch[0].number != follower.position + 1:
            raise CannotResume
        follower.behind = follower.behind or len(batch) == PAGE
        return batch

    def _call_for(self, account_id: str) -> None:
        if account_id in self._channels:
            self._called_for.add(account_id)
            self._called.set()

    def _call_for_all(self) -> None:
        for account_id in self._channels:
            self._call_for(account_id)

    async def _look_on(self) -> None:
        """Look where it is called for, and everywhere every now and then."""
        loop = asyncio.get_running_loop()
        everywhere = loop.time() + LOOK_EVERY
        while True:
            try:
                async with asyncio.timeout_at(everywhere):
                    await self._called.wait()
            except TimeoutError:
                self._call_for_all()
                everywhere = loop.time() + LOOK_EVERY
            await self._look()
            await asyncio.sleep(BETWEEN)

    async def _look(self) -> None:
        accounts, self._called_for = self._called_for, set()
        self._called.clear()
        channels = {account: self._channels[account] for account in accounts if account in self._channels}
        positions = {
            account: each.position for account, each in channels.items() if each.position is not None
        }
        if not positions:
            return
        try:
            self.publish(channels, await self._outbox.following(positions))
        except Unavailable:
            pass  # the next look everywhere goes on from the same positions
        except Exception:
            log.exception("the outbox could not be read")

    def publish(self, channels: Mapping[str, FeedChannel], news: Mapping[str, Sequence[FeedEvent]]) -> None:
        for account_id, feed_events in news.items():
            channels[account_id].publish(feed_events)
            if len(feed_events) == PAGE:
                self._call_for(account_id)
