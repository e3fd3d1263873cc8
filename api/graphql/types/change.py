"""What followers are told: that a delivery or a sweep changed, in what, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import strawberry

from api.graphql.enums import Happening
from api.graphql.ids import SWEEP, opaque
from api.graphql.mirror import Mirror, shows
from api.graphql.paths import graphql_path
from api.graphql.types.delivery import Delivery
from api.graphql.types.sweep import Sweep
from domain.model.event import Json
from domain.model.occurrence import Occurrence

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


def differences(changes: Mapping[str, tuple[Json, Json]]) -> Sequence[Difference]:
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


_EVENT_ID = "The event's number in the account, as `4711`; give it as `after` to go on from here."
_AT = "When it happened."
_CHANGES = "What changed, field by field."


@strawberry.type(description="Something happened to a delivery.")
class DeliveryChange(Mirror):
    mirrored = Occurrence

    event_id: str = shows("number", _EVENT_ID, through=str)
    happening: Happening = shows("event.happening", "What happened.")
    at: datetime = shows("at", _AT)
    delivery: Delivery = shows(
        "delivery", "The delivery as it is now, which may be later than this change; a deleted one too."
    )
    changes: list[FieldChange] = shows("event.changes", _CHANGES, through=differences)


@strawberry.type(description="Something happened to a sweep.")
class SweepChange(Mirror):
    mirrored = Occurrence

    event_id: str = shows("number", _EVENT_ID, through=str)
    happening: Happening = shows("event.happening", "What happened.")
    at: datetime = shows("at", _AT)
    sweep: Sweep = shows("sweep", "The sweep as it is now, which may be later than this change.")
    changes: list[FieldChange] = shows("event.changes", _CHANGES, through=differences)
