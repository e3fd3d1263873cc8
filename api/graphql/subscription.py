from collections.abc import AsyncGenerator
from typing import Annotated, Final

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.errors import INVALID_CURSOR, bad_request
from api.graphql.global_ids import NO_ID, SWEEP, raw_id
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.inputs.filter_inputs import DeliveryFilterInput, delivery_filter
from api.graphql.resolvers import subscription
from api.graphql.types.change import DeliveryChange, SweepChange
from domain.model.auth import Scope
from domain.model.events import FeedEvent

FeedEvents = AsyncGenerator[FeedEvent, None]
LONGEST_NUMBER: Final = 18  # digits; no event has a longer number

DeliveryCriteria = Annotated[
    DeliveryFilterInput | None,
    strawberry.argument(
        name="filter",
        description="Which deliveries to follow: those that match, now or before the change. Omitted: all. "
        "Unlike in a list, a filter without `states` includes deleted deliveries.",
    ),
]
SweepId = Annotated[
    strawberry.ID | None,
    strawberry.argument(name="id", description="The sweep's `id`. Omitted: all sweeps."),
]
AfterEvent = Annotated[
    str | None,
    strawberry.argument(
        description="The `eventId` of the last event that was received, at most 24 hours old: all later "
        "events are sent. Omitted: only new events are sent. Over server-sent events the header field "
        "`Last-Event-ID` takes precedence."
    ),
]


@strawberry.type(
    description="The events of the token's own account, in order, from all channels. Every response carries "
    "`extensions.eventId`. A subscription ends when its token is revoked or expires."
)
class Subscription:
    @subscription(graphql_type=DeliveryChange, scope=Scope.DELIVERIES_READ)
    @staticmethod
    def delivery_changed(
        info: Info, filter_input: DeliveryCriteria = UNSET, after: AfterEvent = UNSET
    ) -> FeedEvents:
        """Every event of the account's deliveries."""
        context = info.context
        return context.usecases.live.follow_deliveries(
            context.authenticate_again,
            delivery_filter(unset_to_none(filter_input)),
            _number(context.last_event_id or unset_to_none(after)),
        )

    @subscription(graphql_type=SweepChange, scope=Scope.DELIVERIES_READ)
    @staticmethod
    def sweep_changed(info: Info, global_id: SweepId = UNSET, after: AfterEvent = UNSET) -> FeedEvents:
        """Every event of the account's sweeps: planned, started, finished or canceled.

        To follow the deliveries of a sweep, use `deliveryChanged(filter: {sweep: …})`.
        """
        context = info.context
        sweep = unset_to_none(global_id)
        sweep_id = None if sweep is None else raw_id(SWEEP, sweep) or NO_ID
        return context.usecases.live.follow_sweeps(
            context.authenticate_again, sweep_id, _number(context.last_event_id or unset_to_none(after))
        )


def _number(event_id: str | None) -> int | None:
    if event_id is None:
        return None
    if not (event_id.isascii() and event_id.isdecimal() and len(event_id) <= LONGEST_NUMBER):
        raise bad_request(INVALID_CURSOR, "The text is not an `eventId`.")
    return int(event_id)
