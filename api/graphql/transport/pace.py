"""Slices of long executions, between which other requests are served."""

import asyncio
from collections import deque
from typing import Final

SLICE: Final = 50
"""Objects of any kind, and the rest of the list in progress: some milliseconds of work."""


class ExecutionPace:
    """The slices of one execution; executions that share `turns` run one slice in each iteration of the loop.

    `done` is the number of objects in this slice. Until an execution fills one, each iteration of the loop
    begins another: short executions, which wait for the database between their steps, never wait here.
    """

    def __init__(self, turns: asyncio.Lock) -> None:
        self._turns = turns
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._leader: asyncio.Task[None] | None = None
        self._is_long = False
        self.done = 0

    def count(self) -> None:
        """Count an object that is about to be completed."""
        if not self.done:
            asyncio.get_running_loop().call_soon(self._end_round)
        self.done += 1

    async def wait(self) -> None:
        """Wait for a slice with room.

        As many waiters continue together as can fill a slice, so that a loader looks up their keys together.
        """
        self._is_long = True
        while self.done >= SLICE:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            if self._leader is None:
                self._leader = asyncio.create_task(self._lead())
            await turn

    def _end_round(self) -> None:
        if not self._is_long:
            self.done = 0

    async def _lead(self) -> None:
        while self._waiting:
            async with self._turns:
                await asyncio.sleep(0)
            self.done = 0
            for _ in range(min(SLICE, len(self._waiting))):
                turn = self._waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
        self._leader = None
