from dataclasses import dataclass
from datetime import time, timedelta

_LAST_MINUTE = 23 * 60 + 59


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of local time within one day; `start` is before `end`."""

    start: time
    end: time

    def lies_within(self, other: "Window") -> bool:
        return other.start <= self.start and self.end <= other.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M} - {self.end:%H:%M}"


def window_from(start: time, length: timedelta) -> Window:
    """The window of `length` that begins at `start`, cut at the last minute of the day."""
    first = start.hour * 60 + start.minute
    last = first + length // timedelta(minutes=1)
    return Window(_minute(min(first, _LAST_MINUTE - 1)), _minute(min(last, _LAST_MINUTE)))


def _minute(of_day: int) -> time:
    return time(*divmod(of_day, 60))
