"""What subscriptions send: an event of a delivery or of a sweep, and the present state of its subject."""

from datetime import datetime

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import DeliveryEventType, SweepEventType
from api.graphql.types.delivery import Delivery
from api.graphql.types.field_change import FieldChange, field_changes
from api.graphql.types.sweep import Sweep
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.events import FeedEvent
from domain.model.sweep import Sweep as DomainSweep
from domain.rules.leaves import count_paths

_EVENT_ID = "The number of the event in the account, e.g. `4711`; pass it as `after` to resume from here."
_AT = "When the event happened."
_CHANGES = "The fields that changed; of something new every field that is set."


@strawberry.type(description="An event of a delivery.")
class DeliveryChange(DomainType):
    domain_type = FeedEvent

    event_id: str = attribute(_EVENT_ID, path="number", convert=str)
    type: DeliveryEventType = attribute("What happened.", path="event.type")
    at: datetime = attribute(_AT)
    delivery: Delivery = attribute(
        "The delivery as it is now, possibly after later changes; also if it is deleted."
    )
    changes: list[FieldChange] = attribute(
        _CHANGES, path="event.changes", convert=field_changes, most=count_paths(DomainDelivery)
    )


@strawberry.type(description="An event of a sweep.")
class SweepChange(DomainType):
    domain_type = FeedEvent

    event_id: str = attribute(_EVENT_ID, path="number", convert=str)
    type: SweepEventType = attribute("What happened.", path="event.type")
    at: datetime = attribute(_AT)
    sweep: Sweep = attribute("The sweep as it is now, possibly after later changes.")
    changes: list[FieldChange] = attribute(
        _CHANGES, path="event.changes", convert=field_changes, most=count_paths(DomainSweep)
    )
