from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Violation
from domain.model.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the item at `index`: a delivery, or the reasons why it was left alone."""

    index: int
    delivery: Delivery | None
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch, item by item."""

    results: Sequence[Result]

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Those of the good items, in their order."""
        return [result.delivery for result in self.results if result.delivery is not None]

    @property
    def violations(self) -> Sequence[Violation]:
        return [broken for result in self.results for broken in result.violations]


def outcome_of(count: int, done: dict[int, Delivery], violations: Sequence[Violation]) -> Outcome:
    """Of `count` items those that are `done`, and what speaks against any of them."""
    against: dict[int, list[Violation]] = {}
    for broken in violations:
        against.setdefault(broken.index, []).append(broken)
    return Outcome([Result(index, done.get(index), tuple(against.get(index, ()))) for index in range(count)])
