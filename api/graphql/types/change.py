"""What followers are told: that a delivery or a sweep changed, in what, and how it stands."""

from datetime import datetime

import strawberry

from api.graphql.enums import Happening
from api.graphql.mirror import Mirror, shows
from api.graphql.types.delivery import Delivery
from api.graphql.types.field_change import FieldChange, field_changes
from api.graphql.types.sweep import Sweep
from domain.model.occurrence import Occurrence

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
    changes: list[FieldChange] = shows("event.changes", _CHANGES, through=field_changes)


@strawberry.type(description="Something happened to a sweep.")
class SweepChange(Mirror):
    mirrored = Occurrence

    event_id: str = shows("number", _EVENT_ID, through=str)
    happening: Happening = shows("event.happening", "What happened.")
    at: datetime = shows("at", _AT)
    sweep: Sweep = shows("sweep", "The sweep as it is now, which may be later than this change.")
    changes: list[FieldChange] = shows("event.changes", _CHANGES, through=field_changes)
