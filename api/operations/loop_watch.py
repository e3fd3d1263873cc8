"""Measurement of the times for which the event loop is blocked, so that no request gets on."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, thread_time
from typing import Final

logger = logging.getLogger(__name__)

EVERY: Final = 0.01  # seconds between two looks
BEGIN_AFTER: Final = 1.0  # seconds, because the start of a server blocks the loop once
LEAST: Final = 0.005  # seconds; less is usual for a loop that serves requests
LOGGED: Final = 0.1  # seconds from which on a time is logged

Observe = Callable[[float], None]


class LoopWatch:
    """Calls `observe` with each time for which a timer of its own had to wait for the event loop.

    A blocked loop is noticed when the timer is due, so a time is up to `EVERY` too short. `clock` and
    `processor` are in seconds: the time, and the time that this thread has spent on a processor.
    """

    def __init__(
        self,
        observe: Observe,
        clock: Callable[[], float] = perf_counter,
        processor: Callable[[], float] = thread_time,
    ) -> None:
        self._observe = observe
        self._clock = clock
        self._processor = processor
        self._due = self._worked = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def start(self, after: float = EVERY) -> None:
        """Look for the first time after so many seconds; nothing is measured before."""
        self._due, self._worked = self._clock() + after, self._processor()
        self._timer = asyncio.get_running_loop().call_later(after, self._look)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        late = self._clock() - self._due
        if late >= LEAST:
            self._observe(late)
        if late >= LOGGED:
            worked = self._processor() - self._worked
            logger.warning(
                "the event loop was blocked for %.0f ms; it worked for %.0f ms", late * 1000, worked * 1000
            )
        self.start()


@contextmanager
def watch_loop(observe: Observe) -> Iterator[None]:
    """Measure the running event loop during a block."""
    watch = LoopWatch(observe)
    watch.start(BEGIN_AFTER)
    try:
        yield
    finally:
        watch.stop()
