from dataclasses import dataclass
from datetime import timedelta

from domain.model.time_of_day import TimeOfDay

_LAST_MINUTE = TimeOfDay.at(23, 59).minutes


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of local time within one day; `start` is before `end`."""

    start: TimeOfDay
    end: TimeOfDay

    def lies_within(self, other: "Window") -> bool:
        return other.start.minutes <= self.start.minutes and self.end.minutes <= other.end.minutes

    def __str__(self) -> str:
        return f"{self.start} - {self.end}"


def window_from(start: TimeOfDay, length: timedelta) -> Window:
    """The window of `length` that begins at `start`, cut at the last minute of the day."""
    first, last = start.minutes, start.minutes + length // timedelta(minutes=1)
    return Window(TimeOfDay(min(first, _LAST_MINUTE - 1)), TimeOfDay(min(last, _LAST_MINUTE)))
