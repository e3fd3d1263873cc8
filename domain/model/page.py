from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from domain.model.delivery import State
from domain.model.sweep import SweepState

T = TypeVar("T")
LARGEST_PAGE = 100
FARTHEST_ROW = 10_000  # the last one on a page that is named by its number
HIGHEST_COUNT = 100_000


class DeliveryOrder(StrEnum):
    """What a list of deliveries is sorted by; deliveries of one day are sorted by their ids."""

    CREATED_DESC = "CREATED_DESC"
    CREATED_ASC = "CREATED_ASC"
    DELIVERY_DATE_ASC = "DELIVERY_DATE_ASC"
    DELIVERY_DATE_DESC = "DELIVERY_DATE_DESC"

    @property
    def by_day(self) -> bool:
        return self in (DeliveryOrder.DELIVERY_DATE_ASC, DeliveryOrder.DELIVERY_DATE_DESC)

    @property
    def descending(self) -> bool:
        return self in (DeliveryOrder.CREATED_DESC, DeliveryOrder.DELIVERY_DATE_DESC)


NEWEST_FIRST = DeliveryOrder.CREATED_DESC


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which deliveries a list shows; every part given must match, deleted ones only when asked for.

    `zip` and `city` are the drop-off's, `recipient` is a name. `text` matches where each of its words begins
    a word of the reference, the recipient's name, the label or the notes.
    """

    states: frozenset[State] = frozenset()
    first_date: date | None = None
    last_date: date | None = None
    reference: str | None = None
    sweep_id: str | None = None
    zip: str | None = None
    city: str | None = None
    recipient: str | None = None
    department: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SweepFilter:
    """Which sweeps a list shows; every part given must match, canceled ones only when asked for."""

    states: frozenset[SweepState] = frozenset()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a list: an id, after a day in a list that is sorted by days."""

    id: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """At most `size` items between two places, those next to `after` or, `backward`, next to `before`."""

    size: int = 50
    after: Place | None = None
    before: Place | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class StopsRequest:
    """The same of the stops of a sweep, whose places are their positions."""

    size: int = 50
    after: int | None = None
    before: int | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    """The `size` events before the one with that number, newest first."""

    size: int = 10
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list; `has_more` if the list goes on in the requested direction."""

    items: Sequence[T]
    has_more: bool
