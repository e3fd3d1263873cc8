"""The fields that an event changed, under their names in the schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec
import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.global_ids import SWEEP, encode_id
from api.graphql.paths import graphql_path
from domain.model.delivery import Delivery
from domain.model.events import Json
from domain.rules.leaves import attribute_paths

_OTHERWISE: Final = {
    "insured_value": "insuredValue.amount",
    "sweep_id": "sweep.id",
    "estimate.start": "estimatedWindow.start",
    "estimate.end": "estimatedWindow.end",
}
"""Attributes whose field in the schema has a different name."""
NAMES: Final = {path: _OTHERWISE.get(path, graphql_path(path)) for path in attribute_paths(Delivery)}
"""The names of all attributes that an event of a delivery or a sweep may change."""
KINDS: Final = {"sweep_id": SWEEP}
"""The attributes that are shown as global ids, each with the kind."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute before and after an event, as texts."""

    path: str
    before: str | None
    after: str | None


def field_changes(changes: Mapping[str, tuple[Json, Json]]) -> Sequence[Difference]:
    return [
        Difference(NAMES.get(path, path), _text(path, before), _text(path, after))
        for path, (before, after) in changes.items()
    ]


def _text(path: str, value: Json) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return encode_id(KINDS[path], value) if path in KINDS else value or None
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"  # without an exponent, as Postgres writes what it stores
    return msgspec.json.encode(value).decode()


@strawberry.type(description="A field before and after a change.")
class FieldChange(DomainType):
    domain_type = Difference

    path: str = attribute("The path of the field in the delivery or sweep, dotted, e.g. `dropOff.address1`.")
    before: str | None = attribute("The value before the change, as text. Null if it was not set.")
    after: str | None = attribute("The value after the change, as text. Null if it is no longer set.")
