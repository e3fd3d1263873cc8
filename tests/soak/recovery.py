"""How long after a fault clients succeed again."""

import asyncio
import time
from dataclasses import dataclass, field

TOO_EARLY = 0.05  # seconds; a call that began earlier may have succeeded before the fault had an effect
Client = tuple[str, int]  # its channel and its number


@dataclass(slots=True)
class Recovery:
    """The seconds from one fault to each client's first success."""

    expected: frozenset[Client] = frozenset()
    since: float = field(default_factory=time.monotonic)
    successes: dict[Client, float] = field(default_factory=dict)
    _from: float = float("inf")
    _complete: asyncio.Event = field(default_factory=asyncio.Event)

    def notice_fault(self) -> None:
        """Note that the fault has occurred; calls that begin from now on show whether it is over."""
        self._from = max(time.monotonic(), self.since + TOO_EARLY)

    def note(self, client: Client, began: float) -> None:
        """Note that `client` has just succeeded with a call that began then."""
        if began >= self._from:
            self.successes.setdefault(client, time.monotonic() - self.since)
        if self.expected <= self.successes.keys():
            self._complete.set()

    async def wait_until_complete(self, within: float) -> None:
        """Wait until every client has succeeded; raises `TimeoutError`."""
        async with asyncio.timeout(within):
            await self._complete.wait()

    def first(self, channel: str) -> float:
        return min(seconds for client, seconds in self.successes.items() if client[0] == channel)

    def last(self) -> float:
        return max(self.successes.values())
