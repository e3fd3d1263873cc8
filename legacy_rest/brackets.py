"""Forms whose keys have several parts: `0[pickup_window][from]=02:10` is a field in a group of an item."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from domain.errors import BatchTooLarge
from domain.rules.identifiers import printable
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest.problems import Problem, RequestRefused, malformed_field

LIST: Final = "deliveries"
LONGEST_KEY: Final = 1_024
DEEPEST: Final = 5  # parts of a key; a longer one names no field of ours, and must not cost nesting
_PART = r"\[[^\[\]]*\]|\.[^\[\].]+"
_KEY = re.compile(rf"[^\[\].]+(?:{_PART})*|\[[^\[\]]*\](?:{_PART})*")
_PARTS = re.compile(r"\[([^\[\]]*)\]|([^\[\].]+)")
_INDEX = re.compile(r"-?[0-9]+")

Tree = dict[str, object]


class BracketForm:
    """The pairs of a form, placed by their keys: into items, or into one object.

    A key of an item begins with its index, any integer (`0[a]`, `[0][a]`, `[0].a`, `0.a`), or with `[]`,
    where a new item begins when a key repeats; `deliveries` may stand before either. Items have the order in
    which they first appear. Of two values under the same key the last one counts, because an HTML form sends
    a check box twice. `fields` are the keys that describe an item.
    """

    def __init__(self, fields: Collection[str]) -> None:
        self._fields = fields
        self._items: Tree = {}
        self._spellings: dict[str, str] = {}  # of the indexes
        self._is_numbered: bool | None = None
        self._object: Tree = {}
        self._names_field = False
        self.stray: str | None = None  # the first key that describes an item without naming which

    def add(self, key: str, value: str) -> None:
        """Place a pair; raises `RequestRefused` if a value would be lost, and `BatchTooLarge`."""
        if len(key) > LONGEST_KEY or not self._place(key, _split_key(key), value):
            raise RequestRefused(placement_problem(key))
        if len(self._items) > LARGEST_BATCH:
            raise BatchTooLarge(LARGEST_BATCH)

    @property
    def has_items(self) -> bool:
        return bool(self._items)

    def items(self) -> Sequence[object]:
        """Return the items, or the one object if it describes an item.

        Raises `RequestRefused` if a key has no place beside the items.
        """
        if not self._items:
            return [self._object] if self._names_field else []
        if self.stray is not None:
            raise RequestRefused(placement_problem(self.stray))
        return list(self._items.values())

    def object(self) -> Mapping[str, object]:
        """Return the values of the keys that name no item."""
        return self._object

    def _place(self, key: str, parts: Sequence[str], value: str) -> bool:
        """Place the value; return False if it has no place."""
        in_list = len(parts) > 1 and parts[0] == LIST
        index, *path = parts[1:] if in_list else parts
        if path[:1] == [""]:
            return False
        if index == "" and key:
            return self._append(path, value)
        if _INDEX.fullmatch(index):
            return self._put(index, key[: key.find(index) + len(index)], path, value)
        if is_stray(key, self._fields) and self.stray is None:
            self.stray = key
        self._names_field = self._names_field or index in self._fields
        return not in_list and _put_value(self._object, parts, value)

    def _put(self, index: str, spelling: str, path: Sequence[str], value: str) -> bool:
        """Put the value into the item of that index, which must always be spelled the same."""
        name = _normalize_index(index)
        is_same = self._spellings.setdefault(name, spelling) == spelling
        return is_same and self._counts(numbered=True) and _put_value(self._items, [name, *path], value)

    def _append(self, path: Sequence[str], value: str) -> bool:
        """Put the value into the last item, or into a new one if the last one has a value there."""
        if not self._counts(numbered=False):
            return False
        last = f"[{len(self._items)}]"
        if not self._items or _has_value(self._items[last], path):
            last = f"[{len(self._items) + 1}]"
        return _put_value(self._items, [last, *path], value)

    def _counts(self, *, numbered: bool) -> bool:
        """Whether items may come in this way; they come in one way only."""
        if self._is_numbered is None:
            self._is_numbered = numbered
        return self._is_numbered is numbered


def is_stray(key: str, fields: Collection[str]) -> bool:
    """Whether a key that names no item describes one, and may not stand beside items."""
    return key in fields or any(mark in key for mark in "[].")


def placement_problem(key: str) -> Problem:
    """Return the refusal of a form of which a value would be lost."""
    return malformed_field(printable(key), f"Form key {printable(key)} cannot be placed beside the others.")


def _split_key(key: str) -> Sequence[str]:
    """Split `a[b].c` into its parts; a key of another form is one part."""
    if not _KEY.fullmatch(key):
        return [key]
    parts = [inner or plain for inner, plain in _PARTS.findall(key)]
    return parts if len(parts) <= DEEPEST else [*parts[: DEEPEST - 1], "][".join(parts[DEEPEST - 1 :])]


def _put_value(tree: Tree, parts: Sequence[str], value: str) -> bool:
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


def _has_value(tree: object, path: Sequence[str]) -> bool:
    """Whether the item has a value at the path; a list in an item, `[][a][]`, may have several."""
    if "" in path:
        return False
    for part in path:
        if not isinstance(tree, dict) or part not in tree:
            return False
        tree = tree[part]
    return True


def _normalize_index(digits: str) -> str:
    """Strip leading zeros; the index stays text, because converting many digits to a number is slow."""
    size = digits.lstrip("-").lstrip("0")
    return f"-{size}" if size and digits.startswith("-") else size or "0"
