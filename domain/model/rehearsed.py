from dataclasses import dataclass

from domain.errors import Violation
from domain.model.booking import Booking


@dataclass(frozen=True, slots=True)
class RehearsalResult:
    """What would become of the item at `index`: its booking as it would be kept, and all that is against it.

    There is no booking where the item is not well-formed.
    """

    index: int
    booking: Booking | None
    violations: tuple[Violation, ...]
