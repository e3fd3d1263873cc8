"""Batches in slices: what is looked up or written together, and read item by item at the request's pace."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from domain.ports import Pace

T = TypeVar("T")
SLICE: Final = 125
"""Items that are looked up or written together: some milliseconds of work in one piece."""


class OneSlice:
    """The pace of work that is short whatever a client sends."""

    async def pause(self) -> bool:
        return False


ONE_SLICE: Final = OneSlice()


async def next_slice(items: Iterator[T], pace: Pace) -> Sequence[T]:
    """Return the next items, each made when it is asked for; none at the end."""
    found = []
    for item in islice(items, SLICE):
        found.append(item)
        await pace.pause()
    return found


def cut_slices(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield all items in slices."""
    return (items[start : start + SLICE] for start in range(0, len(items), SLICE))
