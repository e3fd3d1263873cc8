"""The deadline for a client to send the next bytes."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable


class Deadline:
    """Calls a function once, some seconds after the start, unless it is stopped before."""

    __slots__ = ("_timer",)

    def __init__(self) -> None:
        self._timer: TimerHandle | None = None

    def start(self, loop: AbstractEventLoop, seconds: float, expire: Callable[[], None]) -> None:
        """Do nothing if the deadline has been started already."""
        if self._timer is None:
            self._timer = loop.call_later(seconds, self._expire, expire)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _expire(self, expire: Callable[[], None]) -> None:
        self._timer = None
        expire()
