"""Many subscribers of one account, and the events that each of them receives."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.soak.subscribers import Numbers, Subscribe

AT_ONCE = 50  # connections that are opened at the same time
LONGEST_WAIT = 60.0  # seconds


@dataclass(slots=True)
class Audience:
    """The events that each of `size` subscribers receives, all of which follow after the number `since`."""

    size: int
    since: int
    received: list[list[int]] = field(default_factory=list)
    ended: int = 0
    _counts: Counter[int] = field(default_factory=Counter)
    _by_all: defaultdict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def listen(self, numbers: Numbers) -> None:
        """Receive as one of the subscribers, until the subscription ends."""
        received: list[int] = []
        self.received.append(received)
        async for number in numbers:
            received.append(number)
            self._note(number)
        self.ended += 1

    def _note(self, number: int) -> None:
        self._counts[number] += 1
        if self._counts[number] == self.size:
            self._by_all[number].set()

    async def wait_for_all(self, number: int, began: float) -> float:
        """Return the seconds from `began` until all have received the event; infinite if one never does."""
        if self.ended:
            return float("inf")
        try:
            await asyncio.wait_for(self._by_all[number].wait(), LONGEST_WAIT)
        except TimeoutError:
            return float("inf")
        return time.monotonic() - began

    def count_incomplete(self, last: int) -> int:
        """Count the subscribers that did not receive every event up to `last` once and in order."""
        return sum(received != list(range(self.since + 1, last + 1)) for received in self.received)


@asynccontextmanager
async def audience_of(since: int, subscribers: Sequence[Subscribe]) -> AsyncIterator[Audience]:
    """Run the subscribers during a block; they are still connecting when it begins."""
    audience, connecting = Audience(len(subscribers), since), asyncio.Semaphore(AT_ONCE)

    async def attend(subscribe: Subscribe) -> None:
        await connecting.acquire()
        async with subscribe() as numbers:
            connecting.release()
            await audience.listen(numbers)

    async with asyncio.TaskGroup() as attending:
        tasks = [attending.create_task(attend(each)) for each in subscribers]
        yield audience
        for task in tasks:
            task.cancel()
