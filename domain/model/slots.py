from dataclasses import dataclass
from datetime import date

from domain.errors import Violation
from domain.model.window import Window

DEFAULT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class SlotRequest:
    """A request for at most `limit` windows of a drop-off on some days, both ends included."""

    zip: str
    first_date: date
    last_date: date
    limit: int = DEFAULT_LIMIT

    @property
    def days(self) -> int:
        return max((self.last_date - self.first_date).days + 1, 0)


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A window on a day."""

    day: date
    window: Window


@dataclass(frozen=True, slots=True)
class Slot:
    """A window on a day that can be booked, or the reasons why it cannot and the nearest one that can."""

    day: date
    window: Window
    reasons: tuple[Violation, ...] = ()
    nearest_open: OpenSlot | None = None

    @property
    def is_open(self) -> bool:
        return not self.reasons
