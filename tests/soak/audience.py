"""Many subscribers of one account, and what each of them was told."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.soak.subscribers import Numbers, Subscribe

AT_ONCE = 50  # connections that are being made at the same time
PATIENCE = 60.0  # seconds


@dataclass(slots=True)
class Audience:
    """What was told to each of `size` subscribers who follow all events after the number `since`."""

    size: int
    since: int
    told: list[list[int]] = field(default_factory=list)
    ended: int = 0
    _counts: Counter[int] = field(default_factory=Counter)
    _by_all: defaultdict[int, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))

    async def listen(self, numbers: Numbers) -> None:
        """As one of them, for as long as anything comes."""
        told: list[int] = []
        self.told.append(told)
        async for number in numbers:
            told.append(number)
            self._note(number)
        self.ended += 1

    def _note(self, number: int) -> None:
        self._counts[number] += 1
        if self._counts[number] == self.size:
            self._by_all[number].set()

    async def told_by_all(self, number: int, began: float) -> float:
        """How many seconds after `began` the last was told that event; infinite where somebody never is."""
        if self.ended:
            return float("inf")
        try:
            await asyncio.wait_for(self._by_all[number].wait(), PATIENCE)
        except TimeoutError:
            return float("inf")
        return time.monotonic() - began

    def wrong(self, last: int) -> int:
        """How many were not told every event up to `last` once and in its order."""
        return sum(told != list(range(self.since + 1, last + 1)) for told in self.told)


@asynccontextmanager
async def audience_of(since: int, subscribers: Sequence[Subscribe]) -> AsyncIterator[Audience]:
    """The subscribers for the time of a block; they are still connecting when it begins."""
    audience, turns = Audience(len(subscribers), since), asyncio.Semaphore(AT_ONCE)

    async def attend(subscribe: Subscribe) -> None:
        await turns.acquire()
        async with subscribe() as numbers:
            turns.release()
            await audience.listen(numbers)

    async with asyncio.TaskGroup() as attending:
        tasks = [attending.create_task(attend(each)) for each in subscribers]
        yield audience
        for task in tasks:
            task.cancel()
