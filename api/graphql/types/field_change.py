"""What changed, field by field, named and written as the schema does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.ids import SWEEP, encode_id
from api.graphql.paths import graphql_path
from domain.model.events import Json

_NAMES: Final = {
    "insured_value": "insuredValue.amount",
    "sweep_id": "sweep.id",
    "estimate.start": "estimatedWindow.start",
    "estimate.end": "estimatedWindow.end",
}
"""Attributes whose field is not named as they are."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute before and after an event, as texts."""

    path: str
    before: str | None
    after: str | None


def field_changes(changes: Mapping[str, tuple[Json, Json]]) -> Sequence[Difference]:
    return [
        Difference(_NAMES.get(path, graphql_path(path)), _text(path, before), _text(path, after))
        for path, (before, after) in changes.items()
    ]


def _text(path: str, value: Json) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        return encode_id(SWEEP, value) if path == "sweep_id" else str(value)
    return msgspec.json.encode(value).decode()


@strawberry.type(description="One field before and after a change.")
class FieldChange(DomainType):
    domain_type = Difference

    path: str = attribute("path", "The field, dotted from the thing that changed, as `dropOff.address1`.")
    before: str | None = attribute("before", "What it was, as text. Null where it was not set.")
    after: str | None = attribute("after", "What it became, as text. Null where it is not set any more.")
