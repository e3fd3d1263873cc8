"""Forms with bracket keys: `0[pickup_window][from]=02:10` is a field in a group of the first item."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from domain.errors import BatchTooLarge
from domain.rules.identifiers import printable
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest.problems import Problem, RequestRefused, malformed_field

LONGEST_KEY: Final = 64 * 1024
DEEPEST: Final = 4  # parts of a key; a longer one names no field of ours, and must not cost nesting
_INDEX = re.compile(r"-?[0-9]+")


class BracketForm:
    """The pairs of a form, placed by their keys: into numbered items, or into one object.

    Of two values under the same key the last one counts, because an HTML form sends a check box twice.
    `fields` are the keys that describe an item.
    """

    def __init__(self, fields: Collection[str]) -> None:
        self._fields = fields
        self._items: dict[str, object] = {}
        self._spellings: dict[str, str] = {}
        self._object: dict[str, object] = {}
        self.stray: str | None = None  # the first key that describes an item without naming which

    def add(self, key: str, value: str) -> None:
        """Place a pair; raises `RequestRefused` if another value would be lost, and `BatchTooLarge`."""
        if len(key) > LONGEST_KEY:
            raise RequestRefused(placement_problem(key))
        parts = _split_key(key)
        if _INDEX.fullmatch(parts[0]):
            index = _normalize_index(parts[0])
            fits = self._spellings.setdefault(index, parts[0]) == parts[0]
            fits = fits and _put_value(self._items, [index, *parts[1:]], value)
        else:
            fits = _put_value(self._object, parts, value)
            if self.stray is None and (key in self._fields or any(mark in key for mark in "[].")):
                self.stray = key
        if not fits:
            raise RequestRefused(placement_problem(key))
        if len(self._items) > LARGEST_BATCH:
            raise BatchTooLarge(LARGEST_BATCH)

    @property
    def size(self) -> int:
        """The number of items."""
        return len(self._items)

    def items(self) -> Sequence[object]:
        """Return the items in the order of their numbers; raises `RequestRefused` if a key has no place."""
        if self._items and self.stray is not None:
            raise RequestRefused(placement_problem(self.stray))
        return [self._items[index] for index in _sort_indexes(self._items)]

    def object(self) -> Mapping[str, object]:
        """Return the values of the keys without a number."""
        return self._object


def placement_problem(key: str) -> Problem:
    """Return the refusal of a form of which a value would be lost."""
    return malformed_field(printable(key), f"Form key {printable(key)} cannot be placed beside the others.")


def _split_key(key: str) -> Sequence[str]:
    """Split `a[b][c]` into its parts; any other key is one part."""
    head, _, rest = key.partition("[")
    if not head or not rest.endswith("]"):
        return [key]
    parts = [head, *rest[:-1].split("][", DEEPEST - 2)]
    plain = all(parts) and not any(mark in part.replace("][", "") for part in parts for mark in "[]")
    return parts if plain else [key]


def _put_value(tree: dict[str, object], parts: Sequence[str], value: str) -> bool:
    """Put the value into the tree; return False if a part would be both a value and a group."""
    *groups, name = parts
    for group in groups:
        inner = tree.setdefault(group, {})
        if not isinstance(inner, dict):
            return False
        tree = inner
    if isinstance(tree.get(name), dict):
        return False
    tree[name] = value
    return True


def _normalize_index(digits: str) -> str:
    """Strip leading zeros; the index stays text, because converting many digits to a number is slow."""
    size = digits.lstrip("-").lstrip("0")
    return f"-{size}" if size and digits.startswith("-") else size or "0"


def _sort_indexes(indexes: Collection[str]) -> Sequence[str]:
    below = [each for each in indexes if each.startswith("-")]
    others = [each for each in indexes if not each.startswith("-")]
    return [*sorted(below, key=_magnitude, reverse=True), *sorted(others, key=_magnitude)]


def _magnitude(index: str) -> tuple[int, str]:
    return len(index), index
