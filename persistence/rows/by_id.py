"""Values of rows, looked up by their ids."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar


class Identified(Protocol):
    @property
    def id(self) -> str: ...


V = TypeVar("V", bound=Identified)


def index_by_id(values: Iterable[V]) -> dict[str, V]:
    return {each.id: each for each in values}


def arrange_by_ids(values: Iterable[V], ids: Sequence[str]) -> list[V]:
    """Return the values in the order of the ids; an id without a value is left out."""
    present = index_by_id(values)
    return [present[each] for each in ids if each in present]
