from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.model.time_of_day import END_OF_DAY, TimeOfDay


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of local time within one day; `start` is before `end`."""

    start: TimeOfDay
    end: TimeOfDay

    def lies_within(self, other: "Window") -> bool:
        return other.start.minutes <= self.start.minutes and self.end.minutes <= other.end.minutes

    def lies_within_any(self, others: Iterable["Window"]) -> bool:
        return any(map(self.lies_within, others))

    def on(self, day: date) -> "DayWindow":
        return DayWindow(self.start, self.end, day=day)

    def __str__(self) -> str:
        return f"{self.start} - {self.end}"


@dataclass(frozen=True, slots=True, order=True)
class DayWindow(Window):
    """A window on a day."""

    day: date = field(kw_only=True)


def window_from(start: TimeOfDay, length: timedelta) -> Window:
    """The window of `length` that begins at `start`, which is before 24:00, cut at the end of the day."""
    last = start.minutes + length // timedelta(minutes=1)
    return Window(start, min(TimeOfDay(last), END_OF_DAY))
