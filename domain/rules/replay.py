"""Rebuild a delivery from its events: the inverse of `domain.rules.history`."""

from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_type_hints

from domain.model.delivery import Delivery
from domain.model.events import HistoryEntry, Json
from domain.model.time_of_day import TimeOfDay
from domain.rules.leaves import attribute_types

MOST_REPLAYED = 500  # events of one delivery
Leaves = Mapping[str, Json]


def rebuild_delivery(account_id: str, delivery_id: str, entries: Sequence[HistoryEntry]) -> Delivery | None:
    """Return the delivery after all entries of its history; `None` if there are none."""
    if not entries:
        return None
    leaves = {path: after for entry in entries for path, (_, after) in entry.changes.items()}
    attributes = _attributes(Delivery, "", {path: leaf for path, leaf in leaves.items() if leaf is not None})
    known = {"id": delivery_id, "account_id": account_id}
    return Delivery(**attributes | known, created_at=entries[0].at, updated_at=entries[-1].at)


def _attributes(kind: type, prefix: str, leaves: Leaves) -> dict[str, Any]:
    """Return the attributes that the events set; other texts are empty, the rest has its defaults."""
    values = {
        name: _value(part, "" if name == "booking" else f"{prefix}{name}", leaves)
        for name, part in attribute_types(kind).items()
    }
    found = {name: value for name, value in values.items() if value is not None}
    return {**_empty_texts(kind), **found} if found else {}


def _value(kind: type, path: str, leaves: Leaves) -> object:
    if is_dataclass(kind) and kind is not TimeOfDay:
        attributes = _attributes(kind, f"{path}." if path else "", leaves)
        return kind(**attributes) if attributes else None
    leaf: Any = leaves.get(path)
    if leaf is None:
        return None
    if kind is date:
        return date.fromisoformat(leaf)
    if kind is TimeOfDay:
        return TimeOfDay.parse(leaf)
    return kind(leaf) if issubclass(kind, StrEnum | Decimal | float) else leaf


@cache
def _empty_texts(kind: type) -> Mapping[str, str]:
    """Return an empty text for each attribute that is a text; a first event leaves these out."""
    return {name: "" for name, hint in get_type_hints(kind).items() if hint is str}
