"""Conversion of a change to the event that the history stores."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from domain.model.auth import ApiToken
from domain.model.delivery import Delivery
from domain.model.events import Change, Event, Json, Subject
from domain.model.settings import Settings
from domain.model.sweep import Sweep
from domain.model.time_of_day import TimeOfDay

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_PLAIN = (str, int, float)
_OMITTED = frozenset({"id", "account_id", "created_at", "updated_at", "hash"})


def delivery_event(change: Change[Delivery]) -> Event:
    return Event(Subject.DELIVERY, change.after.id, change.event_type, compute_differences(change))


def sweep_event(change: Change[Sweep]) -> Event:
    return Event(Subject.SWEEP, change.after.id, change.event_type, compute_differences(change))


def settings_event(account_id: str, change: Change[Settings]) -> Event:
    return Event(Subject.SETTINGS, account_id, change.event_type, compute_differences(change))


def token_event(change: Change[ApiToken]) -> Event:
    return Event(Subject.TOKEN, change.after.id, change.event_type, compute_differences(change))


def compute_differences(change: Change["DataclassInstance"]) -> dict[str, tuple[Json, Json]]:
    """Return old and new values that differ, by attribute path, without the prefix `booking.`.

    For something new these are the values that are set; an empty text is not.
    """
    new = flatten(change.after)
    if change.before is None:
        return {path: (None, value) for path, value in new.items() if value not in (None, "")}
    old = flatten(change.before)
    return {path: (old.get(path), new.get(path)) for path in {**old, **new} if old.get(path) != new.get(path)}


def flatten(value: "DataclassInstance") -> dict[str, Json]:
    """Return the value's attributes by path, as values that JSON represents exactly."""
    leaves: dict[str, Json] = {}
    _flatten_into(value, "", leaves)
    return leaves


def count_paths(kind: type) -> int:
    """Return the number of attribute paths that events of a delivery or a sweep can have."""
    parts = [part for name, part in attribute_types(kind).items() if name not in _OMITTED]
    return sum(map(_count_leaves, parts))


def _count_leaves(kind: type) -> int:
    if not is_dataclass(kind) or kind is TimeOfDay:
        return 1
    return sum(map(_count_leaves, attribute_types(kind).values()))


@cache
def attribute_types(kind: type) -> Mapping[str, type]:
    """Return the types of the attributes, without `None` for optional ones."""
    return {name: _without_none(hint) for name, hint in get_type_hints(kind).items()}


def _without_none(hint: Any) -> type:  # noqa: ANN401  a type or a union of one with None
    kind: type = next(each for each in get_args(hint) or (hint,) if each is not NoneType)
    return kind


def _flatten_into(value: "DataclassInstance", prefix: str, leaves: dict[str, Json]) -> None:
    for name, path in _attributes(type(value), prefix):
        part = getattr(value, name)
        if part is None or isinstance(part, _PLAIN):
            leaves[path] = part
        elif isinstance(part, TimeOfDay):
            leaves[path] = str(part)
        elif is_dataclass(part) and not isinstance(part, type):
            _flatten_into(part, "" if name == "booking" else f"{path}.", leaves)
        else:
            leaves[path] = _flatten_leaf(part)


@cache
def _attributes(kind: type["DataclassInstance"], prefix: str) -> tuple[tuple[str, str], ...]:
    """Return name and path of every attribute in the history; cached, as every saved row needs it."""
    omitted = _OMITTED if kind in (Delivery, Sweep, ApiToken) else ()
    names = [attribute.name for attribute in fields(kind)]
    return tuple((name, f"{prefix}{name}") for name in names if name not in omitted)


def _flatten_leaf(value: object) -> Json:
    match value:
        case None | int() | float() | str():
            return value
        case timedelta():
            return value.total_seconds()
        case frozenset():
            return [_flatten_leaf(part) for part in sorted(value)]
        case tuple():
            return [_flatten_part(part) for part in value]
        case _:  # dates, amounts and time zones have an exact text
            return str(value)


def _flatten_part(part: object) -> Json:
    if is_dataclass(part) and not isinstance(part, type):
        return dict(flatten(part))
    return _flatten_leaf(part)
