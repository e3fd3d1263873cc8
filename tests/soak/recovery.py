"""How long after a fault clients succeed again."""

import asyncio
import time
from dataclasses import dataclass, field

TOO_EARLY = 0.05  # seconds; what began sooner after a fault may have been through before anybody felt it
Client = tuple[str, int]  # its channel and its number


@dataclass(slots=True)
class Recovery:
    """Of one fault: the seconds from it to each client's first success."""

    expected: frozenset[Client] = frozenset()
    since: float = field(default_factory=time.monotonic)
    successes: dict[Client, float] = field(default_factory=dict)
    _from: float = float("inf")
    _complete: asyncio.Event = field(default_factory=asyncio.Event)

    def felt(self) -> None:
        """The fault has happened: calls that begin from now on tell whether it is over."""
        self._from = max(time.monotonic(), self.since + TOO_EARLY)

    def note(self, client: Client, began: float) -> None:
        """`client` has just succeeded with a call that began then."""
        if began >= self._from:
            self.successes.setdefault(client, time.monotonic() - self.since)
        if self.expected <= self.successes.keys():
            self._complete.set()

    async def complete(self, within: float) -> None:
        """Wait until every client has succeeded; raises TimeoutError."""
        async with asyncio.timeout(within):
            await self._complete.wait()

    def first(self, channel: str) -> float:
        return min(seconds for client, seconds in self.successes.items() if client[0] == channel)

    def last(self) -> float:
        return max(self.successes.values())
