"""The results of batches and of their rehearsals, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Violation
from domain.model.booking import Booking
from domain.model.delivery import Delivery
from domain.model.settings import Settings


class ErrorPolicy(StrEnum):
    """What a command does with the good items of a batch in which others break rules.

    `ALL_OR_NOTHING` refuses the whole batch, `PER_ITEM` the others alone.
    """

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    PER_ITEM = "PER_ITEM"


@dataclass(frozen=True, slots=True)
class Result:
    """The delivery of the item at `index`, or the reasons why the item was left alone."""

    index: int
    delivery: Delivery | None
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of a batch, one for each item."""

    results: Sequence[Result]

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Those of the good items, in their order."""
        return [result.delivery for result in self.results if result.delivery is not None]

    @property
    def violations(self) -> Sequence[Violation]:
        return [broken for result in self.results for broken in result.violations]


@dataclass(frozen=True, slots=True)
class AssessedOutcome(Outcome):
    """The outcome of a batch of bookings, with the settings that judged it; of a replay, the present ones."""

    settings: Settings


def outcome_of(count: int, done: Mapping[int, Delivery], violations: Sequence[Violation]) -> Outcome:
    """The outcome of `count` items, from the deliveries by index and what speaks against any item."""
    against: dict[int, list[Violation]] = {}
    for broken in violations:
        against.setdefault(broken.index, []).append(broken)
    return Outcome([Result(index, done.get(index), tuple(against.get(index, ()))) for index in range(count)])


@dataclass(frozen=True, slots=True)
class RehearsalResult:
    """The booking of the item at `index` as it would be stored, and all violations of the item.

    An item that is not well-formed has no booking.
    """

    index: int
    booking: Booking | None
    violations: tuple[Violation, ...]
