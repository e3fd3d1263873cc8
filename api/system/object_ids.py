"""Ids that sort by time: 4 bytes seconds, 5 bytes random for each process, 3 bytes counter."""

import os
import secrets
import time
from collections.abc import Callable, Sequence

_COUNTER_BITS = 24
_COUNTER_MASK = (1 << _COUNTER_BITS) - 1


class ObjectIds:
    """Makes ids that ascend within a process, also across its batches and when the clock is set back.

    Seconds and counter are one number that only grows: where a second's counter is used up, the next
    second is begun early.
    """

    def __init__(self, seconds: Callable[[], float] = time.time, last: int = 0) -> None:
        self._seconds = seconds
        self._last = last
        self._process = 0
        self._own = ""

    def take(self, count: int) -> Sequence[str]:
        first = max(self._last + 1, int(self._seconds()) << _COUNTER_BITS)
        self._last = first + count - 1
        own = self._own_part()
        return [
            f"{each >> _COUNTER_BITS:08x}{own}{each & _COUNTER_MASK:06x}"
            for each in range(first, first + count)
        ]

    def _own_part(self) -> str:
        """Ten random digits, other ones after a fork."""
        if self._process != os.getpid():
            self._process, self._own = os.getpid(), secrets.token_hex(5)
        return self._own
