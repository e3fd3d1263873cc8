from dataclasses import dataclass

from domain.errors import Violation
from domain.model.booking import Booking


@dataclass(frozen=True, slots=True)
class RehearsalResult:
    """The booking of the item at `index` as it would be stored, and all violations of the item.

    An item that is not well-formed has no booking.
    """

    index: int
    booking: Booking | None
    violations: tuple[Violation, ...]
