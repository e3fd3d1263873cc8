"""Long work on the event loop in slices, between which the loop serves other requests."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Final

from starlette.requests import ClientDisconnect

SLICE: Final = 0.001  # seconds; another request waits for one slice in each iteration of the loop


class Slices:
    """The slices of all requests of one event loop; each iteration of the loop runs one slice."""

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self.clock = clock
        self.queue = asyncio.Lock()

    def begin(self, is_client_gone: Callable[[], Awaitable[bool]] | None = None) -> "Work":
        return Work(self, is_client_gone)


class Work:
    """The work for one client; its first slice begins at once."""

    def __init__(self, slices: Slices, is_client_gone: Callable[[], Awaitable[bool]] | None) -> None:
        self._slices = slices
        self._is_client_gone = is_client_gone
        self._end = slices.clock() + SLICE

    async def pause(self) -> None:
        """Yield to the event loop if the slice is over; cheap enough to be called for every item.

        Raises `ClientDisconnect` if the client is gone.
        """
        if self._slices.clock() < self._end:
            return
        async with self._slices.queue:
            await asyncio.sleep(0)
        if self._is_client_gone and await self._is_client_gone():
            raise ClientDisconnect
        self._end = self._slices.clock() + SLICE
