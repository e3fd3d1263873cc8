"""Long work on the event loop in slices, between which the loop serves other requests."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Final

SLICE: Final = 0.002  # seconds; another request waits for one slice in each iteration of the loop


class Slices:
    """The slices of all requests of one event loop; each iteration of the loop runs one slice."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.clock = clock
        self.queue = asyncio.Lock()

    def begin(self) -> "Work":
        return Work(self)


class Work:
    """The work of one request; its first slice begins at once."""

    def __init__(self, slices: Slices) -> None:
        self._slices = slices
        self._end = slices.clock() + SLICE

    async def pause(self) -> None:
        """Yield to the event loop if the slice is over; cheap enough to be called for every item."""
        if self._slices.clock() < self._end:
            return
        async with self._slices.queue:
            await asyncio.sleep(0)
        self._end = self._slices.clock() + SLICE
