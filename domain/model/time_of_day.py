from dataclasses import dataclass
from datetime import time

_TEXTS = tuple(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in range(24 * 60 + 1))
_MINUTES = {text: minutes for minutes, text in enumerate(_TEXTS)}


@dataclass(frozen=True, slots=True, order=True)
class TimeOfDay:
    """A local time to the minute, from 00:00 to 24:00, the end of the day, which `datetime.time` cannot say.

    `minutes` are counted from midnight, 0 to 1440.
    """

    minutes: int

    @classmethod
    def at(cls, hour: int, minute: int = 0) -> "TimeOfDay":
        return cls(hour * 60 + minute)

    @classmethod
    def from_time(cls, moment: time) -> "TimeOfDay":
        """The minute that `moment` lies in."""
        return cls.at(moment.hour, moment.minute)

    @classmethod
    def parse(cls, text: str) -> "TimeOfDay":
        """Read the format `HH:MM`, which `str` writes; raises `ValueError` for any other text."""
        if text not in _MINUTES:
            raise ValueError(text)
        return cls(_MINUTES[text])

    def to_time(self) -> time:
        """The same as `datetime.time`; raises `ValueError` for 24:00."""
        return time(*divmod(self.minutes, 60))

    def as_end(self) -> "TimeOfDay":
        """The same time where a window ends: 00:00 is the end of the day then."""
        return self if self.minutes else END_OF_DAY

    def __str__(self) -> str:
        return _TEXTS[self.minutes]


TIMES_OF_DAY = tuple(map(TimeOfDay, range(24 * 60 + 1)))
"""All of them, by their minutes; a look-up is cheaper than making another one."""
END_OF_DAY = TIMES_OF_DAY[-1]
