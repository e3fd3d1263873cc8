"""The leaves of a value: its attributes by path, as values that JSON represents exactly.

Which leaves a type has is read from its type hints once, as every saved row needs it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from datetime import timedelta
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin, get_type_hints

from domain.model.auth import ApiToken
from domain.model.delivery import Delivery
from domain.model.events import Json
from domain.model.sweep import Sweep
from domain.model.time_of_day import TimeOfDay

Get = Callable[[Any], Any]
Write = Callable[[Any], Json]

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_WITH_KEYS = (Delivery, Sweep, ApiToken)
_KEYS = frozenset({"id", "account_id", "created_at", "updated_at", "hash"})  # not in the history


def flatten(value: "DataclassInstance") -> dict[str, Json]:
    """Return the leaves of a value; those of a part that is `None` are `None`."""
    layout = _layout(type(value))
    leaves = zip(layout.leaves, layout.take_all(value), strict=True)
    return {path: write(leaf) for (path, write), leaf in leaves}


def list_set(value: "DataclassInstance") -> dict[str, tuple[Json, Json]]:
    """Return a pair of `None` and the leaf for each leaf that is set; an empty text is not."""
    layout = _layout(type(value))
    return {
        path: (None, leaf if write is _write_plain else write(leaf))
        for (path, write), leaf in zip(layout.leaves, layout.take_all(value), strict=True)
        if leaf or (leaf is not None and leaf != "")
    }


def compare(before: "DataclassInstance", after: "DataclassInstance") -> dict[str, tuple[Json, Json]]:
    """Return old and new leaves that differ, of two values of one type; parts that are equal are skipped."""
    changes: dict[str, tuple[Json, Json]] = {}
    for group in _layout(type(after)).groups:
        old_part, new_part = group.part(before), group.part(after)
        if old_part is new_part:
            continue
        old_leaves, new_leaves = group.take_from(old_part), group.take_from(new_part)
        if old_leaves == new_leaves:
            continue
        for (path, write), old, new in zip(group.leaves, old_leaves, new_leaves, strict=True):
            if old is not new and (pair := (write(old), write(new)))[0] != pair[1]:
                changes[path] = pair
    return changes


def attribute_paths(kind: type) -> Sequence[str]:
    """Return the paths of all attributes that events of a delivery or a sweep can change."""
    return [path for path, _ in _layout(kind).leaves]


def count_paths(kind: type) -> int:
    """Return the number of these paths."""
    return len(attribute_paths(kind))


@cache
def attribute_types(kind: type) -> Mapping[str, Any]:
    """Return the types of the attributes, without `None` for optional ones."""
    return {name: _without_none(hint) for name, hint in get_type_hints(kind).items()}


def _without_none(hint: Any) -> Any:  # noqa: ANN401  a type, or a union of one with None
    if get_origin(hint) is not UnionType:
        return hint
    return next(each for each in get_args(hint) if each is not NoneType)


@dataclass(frozen=True, slots=True)
class _Group:
    """The leaves of one part of a value, which may be `None`, each by its path with its writer."""

    part: Get
    leaves: Sequence[tuple[str, Write]]
    take: Get

    def take_from(self, part: object) -> Sequence[Any]:
        """Return what is to be written, `None` for each leaf of a part that the value does not have."""
        found: Sequence[Any] = (None,) * len(self.leaves) if part is None else self.take(part)
        return found


@dataclass(frozen=True, slots=True)
class _Layout:
    """All leaves of a type, each by its path with its writer, group by group."""

    leaves: Sequence[tuple[str, Write]]
    groups: Sequence[_Group]

    def take_all(self, value: object) -> Sequence[Any]:
        """Return what is to be written of all groups."""
        found: list[Any] = []
        for group in self.groups:
            found += group.take_from(group.part(value))
        return found


@cache
def _layout(kind: type) -> _Layout:
    places: defaultdict[str, list[_Leaf]] = defaultdict(list)
    for leaf in _find_leaves(kind):
        places[leaf.part].append(leaf)
    groups = [_make_group(part, group) for part, group in places.items()]
    return _Layout([leaf for group in groups for leaf in group.leaves], groups)


def _make_group(part: str, leaves: Sequence["_Leaf"]) -> _Group:
    return _Group(
        attrgetter(part) if part else _get_itself,
        [(leaf.path, leaf.write) for leaf in leaves],
        _get_all([leaf.attribute for leaf in leaves]),
    )


def _get_itself(value: object) -> object:
    return value


def _get_all(attributes: Sequence[str]) -> Get:
    """Return what gets all attributes of a value at once, as a tuple, also if it is only one."""
    get = attrgetter(*attributes)
    return get if len(attributes) > 1 else lambda value: (get(value),)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf: its path, how it is written, and its attribute, seen from the `part` that it is in."""

    path: str
    write: Write
    attribute: str
    part: str = ""


def _find_leaves(kind: type) -> Iterator[_Leaf]:
    hints = get_type_hints(kind)
    for name, inner in attribute_types(kind).items():
        if kind in _WITH_KEYS and name in _KEYS:
            continue
        if not is_dataclass(inner) or inner is TimeOfDay:
            yield _Leaf(name, _choose_writer(inner), name)
            continue
        prefix = "" if name == "booking" else f"{name}."
        for leaf in _find_leaves(cast(type, inner)):
            path = prefix + leaf.path
            if inner is not hints[name]:  # of a part that may be `None`, all leaves are found together
                yield replace(leaf, path=path, attribute=_join(leaf.part, leaf.attribute), part=name)
            else:
                yield replace(leaf, path=path, part=_join(name, leaf.part))


def _join(*names: str) -> str:
    return ".".join(filter(None, names))


def _choose_writer(kind: Any) -> Write:  # noqa: ANN401  a type, or one with parameters
    if not isinstance(kind, type):
        return _write_list
    if issubclass(kind, str | int | float):
        return _write_plain
    return _write_seconds if kind is timedelta else _write_text


def _write_plain(value: Any) -> Json:  # noqa: ANN401  a text, a number or a truth value
    kept: Json = value
    return kept


def _write_text(value: object) -> Json:
    """Write a date, a time, an amount or a time zone, each of which has an exact text."""
    return None if value is None else str(value)


def _write_seconds(value: timedelta | None) -> Json:
    return None if value is None else value.total_seconds()


def _write_list(values: tuple[object, ...] | frozenset[Any]) -> Json:
    """Write a list, a set in its order."""
    ordered = sorted(values) if isinstance(values, frozenset) else values
    return [_write_entry(each) for each in ordered]


def _write_entry(entry: Any) -> Json:  # noqa: ANN401  a value of any type but a list
    if is_dataclass(entry) and not isinstance(entry, type):
        return dict(flatten(entry))
    return _choose_writer(type(entry))(entry)
