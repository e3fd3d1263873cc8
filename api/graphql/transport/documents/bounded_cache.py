"""A cache with a bound on its entries and on their size; the least recently used are dropped."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class BoundedCache(Generic[K, V]):
    """At most `entries` values with at most `room` bytes in all, as their callers estimate them."""

    entries: int
    room: int
    size: int = 0
    _kept: dict[K, tuple[V, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K) -> V | None:
        """Return the value, which becomes the most recently used."""
        if (found := self._kept.pop(key, None)) is None:
            return None
        self._kept[key] = found
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value that is not larger than the whole room; drop others for it."""
        if size > self.room or not self.entries:
            return
        self._drop(key)
        while self._kept and (len(self._kept) >= self.entries or self.size + size > self.room):
            self._drop(next(iter(self._kept)))
        self._kept[key] = (value, size)
        self.size += size

    def _drop(self, key: K) -> None:
        if (dropped := self._kept.pop(key, None)) is not None:
            self.size -= dropped[1]
