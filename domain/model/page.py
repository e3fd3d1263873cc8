from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.model.delivery import State
from domain.model.sweep import SweepState

T = TypeVar("T")
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries a list shows; every part given must match, deleted ones only when asked for."""

    states: frozenset[State] = frozenset()
    first_date: date | None = None
    last_date: date | None = None
    reference: str | None = None
    sweep_id: str | None = None


@dataclass(frozen=True, slots=True)
class SweepFilter:
    """Which sweeps a list shows; every part given must match, canceled ones only when asked for."""

    states: frozenset[SweepState] = frozenset()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The `first` items after the one with id `after`, newest first."""

    first: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A piece of a list; `has_next` tells whether more follow."""

    items: Sequence[T]
    has_next: bool
