"""Clients that read an account's changes from the first on, and resume where they stopped."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from tests.api.live.followers import BEGINNING, TIMEOUT, Json, Subscriber, socket_to, stream_from

Way = Callable[[str, str], AbstractAsyncContextManager[Subscriber]]


@asynccontextmanager
async def over_websocket(url: str, after: str) -> AsyncIterator[Subscriber]:
    async with socket_to(url, open_timeout=TIMEOUT) as socket:
        yield await socket.follow(after=after)


def over_events(url: str, after: str) -> AbstractAsyncContextManager[Subscriber]:
    return stream_from(url, last_event_id=after)


@dataclass
class ResumingClient:
    """A client that resumes; `seen` are the changes of all its connections, in order."""

    way: Way
    url: str
    seen: list[Json] = field(default_factory=list)
    connection: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def connect(self) -> None:
        after = self.seen[-1]["eventId"] if self.seen else BEGINNING
        self.follower = await self.connection.enter_async_context(self.way(self.url, after))

    async def read(self, total: int) -> None:
        """Read until it has seen so many changes."""
        self.seen += await self.follower.changes(total - len(self.seen))

    async def read_rest(self) -> None:
        self.seen += await self.follower.rest()

    async def leave(self) -> None:
        await self.connection.aclose()

    def assert_noted(self, notes: range) -> None:
        """Assert that it has seen the booking and then each of the notes, exactly once and in order."""
        numbers = [int(each["eventId"]) for each in self.seen]
        assert numbers == list(range(1, len(notes) + 2))
        changes = [{each["path"]: each["after"] for each in change["changes"]} for change in self.seen]
        assert [each["notes"] for each in changes[1:]] == [str(number) for number in notes]


async def connect_two_clients(url: str, stack: AsyncExitStack) -> Sequence[ResumingClient]:
    """Return a client over WebSocket and one over server-sent events, after their first change."""
    readers = [ResumingClient(way, url) for way in (over_websocket, over_events)]
    for reader in readers:
        stack.push_async_callback(reader.leave)
        await reader.connect()
        await reader.read(1)
    return readers
