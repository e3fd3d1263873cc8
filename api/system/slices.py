"""Long work on the event loop in slices, between which the loop serves other requests."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Final

SLICE: Final = 0.001  # seconds; another request waits for one slice in each iteration of the loop


class LoopSlices:
    """The slices of all requests of one event loop; each iteration of the loop runs one slice."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.clock = clock
        self.queue = asyncio.Lock()

    def begin(self) -> "LoopPace":
        return LoopPace(self)


class LoopPace:
    """The pace of one request; its first slice begins at once."""

    def __init__(self, slices: LoopSlices) -> None:
        self._slices = slices
        self._end = slices.clock() + SLICE

    async def pause(self) -> bool:
        if self._slices.clock() < self._end:
            return False
        async with self._slices.queue:
            await asyncio.sleep(0)
        self._end = self._slices.clock() + SLICE
        return True
