"""What changed, field by field, named and written as the schema does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import strawberry

from api.graphql.ids import SWEEP, opaque
from api.graphql.mirror import Mirror, shows
from api.graphql.paths import graphql_path
from domain.model.event import Json

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
        return opaque(SWEEP, value) if path == "sweep_id" else str(value)
    return msgspec.json.encode(value).decode()


@strawberry.type(description="One field before and after a change.")
class FieldChange(Mirror):
    mirrored = Difference

    path: str = shows("path", "The field, dotted from the thing that changed, as `dropOff.address1`.")
    before: str | None = shows("before", "What it was, as text. Null where it was not set.")
    after: str | None = shows("after", "What it became, as text. Null where it is not set any more.")
