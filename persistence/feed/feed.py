"""The feed of a process: it reads the outbox once for all followers of an account."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final, Self

from domain.errors import CannotResume, Unavailable
from domain.model.events import FeedEvent
from persistence.engine.database import Database
from persistence.feed.follower import FeedChannel, FeedFollower
from persistence.feed.notify import NotificationListener
from persistence.feed.outbox import PAGE, Outbox

log = logging.getLogger(__name__)

POLL_EVERY: Final = 1.0  # seconds between reads of the outbox for all accounts
BETWEEN: Final = 0.01  # seconds between reads, however many notifications arrive
BEAT: Final = 2.0  # seconds without events after which a follower gets an empty batch


class PgFeed:
    """Reads the outbox while it is entered, at once after a NOTIFY and otherwise every second."""

    def __init__(self, database: Database, dsn: str) -> None:
        self._database = database
        self._outbox = Outbox(database)
        self._notifications = NotificationListener(dsn, self._request, self._request_all)
        self._channels: dict[str, FeedChannel] = {}
        self._requested: set[str] = set()
        self._is_requested = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        work = (self._poll_repeatedly(), self._notifications.run())
        self._tasks = [asyncio.create_task(each) for each in work]
        return self

    async def __aexit__(self, *_raised: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def announce(self, account_id: str) -> None:
        """Notify all processes that events of the account are committed; never waits and never fails."""
        self._notifications.send(account_id)

    async def follow(self, account_id: str, after: int | None) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """Follow as the port describes; a follower that is behind reads the outbox alone to catch up."""
        follower = FeedFollower(behind=after is not None)
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

    async def _next(self, account_id: str, follower: FeedFollower) -> Sequence[FeedEvent]:
        if not follower.behind:
            await follower.wait(BEAT)
            batch = follower.take()
            if not follower.behind:
                return batch
        return await self._missed_events(account_id, follower)

    async def _missed_events(self, account_id: str, follower: FeedFollower) -> Sequence[FeedEvent]:
        follower.start_anew()
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

    def _request(self, account_id: str) -> None:
        if account_id in self._channels:
            self._requested.add(account_id)
            self._is_requested.set()

    def _request_all(self) -> None:
        for account_id in self._channels:
            self._request(account_id)

    async def _poll_repeatedly(self) -> None:
        """Read the requested accounts, and all accounts at regular intervals."""
        loop = asyncio.get_running_loop()
        next_poll = loop.time() + POLL_EVERY
        while True:
            try:
                async with asyncio.timeout_at(next_poll):
                    await self._is_requested.wait()
            except TimeoutError:
                self._request_all()
                next_poll = loop.time() + POLL_EVERY
            await self._poll()
            await asyncio.sleep(BETWEEN)

    async def _poll(self) -> None:
        accounts, self._requested = self._requested, set()
        self._is_requested.clear()
        channels = {account: self._channels[account] for account in accounts if account in self._channels}
        positions = {
            account: each.position for account, each in channels.items() if each.position is not None
        }
        if not positions:
            return
        try:
            self.publish(channels, await self._outbox.following(positions))
        except Unavailable:
            pass  # the next poll continues from the same positions
        except Exception:
            log.exception("the outbox could not be read")

    def publish(self, channels: Mapping[str, FeedChannel], news: Mapping[str, Sequence[FeedEvent]]) -> None:
        for account_id, feed_events in news.items():
            channels[account_id].publish(feed_events)
            if len(feed_events) == PAGE:
                self._request(account_id)
