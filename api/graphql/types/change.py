"""What followers are told: that a delivery or a sweep changed, in what, and how it stands."""

from datetime import datetime

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryEventType, SweepEventType
from api.graphql.types.delivery import Delivery
from api.graphql.types.field_change import FieldChange, field_changes
from api.graphql.types.sweep import Sweep
from domain.model.occurrence import FeedEvent

_EVENT_ID = "The event's number in the account, as `4711`; give it as `after` to go on from here."
_AT = "When it happened."
_CHANGES = "What changed, field by field."


@strawberry.type(description="Something happened to a delivery.")
class DeliveryChange(DomainType):
    domain_type = FeedEvent

    event_id: str = attribute("number", _EVENT_ID, through=str)
    type: DeliveryEventType = attribute("event.type", "What happened.")
    at: datetime = attribute("at", _AT)
    delivery: Delivery = attribute(
        "delivery", "The delivery as it is now, which may be later than this change; a deleted one too."
    )
    changes: list[FieldChange] = attribute("event.changes", _CHANGES, through=field_changes)


@strawberry.type(description="Something happened to a sweep.")
class SweepChange(DomainType):
    domain_type = FeedEvent

    event_id: str = attribute("number", _EVENT_ID, through=str)
    type: SweepEventType = attribute("event.type", "What happened.")
    at: datetime = attribute("at", _AT)
    sweep: Sweep = attribute("sweep", "The sweep as it is now, which may be later than this change.")
    changes: list[FieldChange] = attribute("event.changes", _CHANGES, through=field_changes)
