from collections.abc import AsyncGenerator, Callable
from typing import Annotated, Any, Final

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.errors import INVALID_CURSOR, bad_request
from api.graphql.ids import NO_ID, SWEEP, raw_id
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.inputs.filters import DeliveryFilterInput, delivery_filter
from api.graphql.scopes import describe_scope, scope_metadata
from api.graphql.types.change import DeliveryChange, SweepChange
from domain.model.caller import Scope
from domain.model.occurrence import FeedEvent

FeedEvents = AsyncGenerator[FeedEvent, None]
LONGEST_NUMBER: Final = 18  # digits; what is longer fits no event's number

FollowedDeliveries = Annotated[
    DeliveryFilterInput | None,
    strawberry.argument(
        name="filter",
        description="Which deliveries: whoever passes it, or passed it before the change. "
        "Omitted: all. Without `states` deleted ones count too.",
    ),
]
FollowedSweep = Annotated[
    strawberry.ID | None,
    strawberry.argument(name="id", description="The sweep's `id`. Omitted: all."),
]
AfterEvent = Annotated[
    str | None,
    strawberry.argument(
        description="The last `eventId` seen, at most 24 hours old, to be told all that followed. Omitted: "
        "what happens from now on. Over server-sent events the header `Last-Event-ID` comes first."
    ),
]


def _delivery_changed(
    info: Info, wanted: FollowedDeliveries = UNSET, after: AfterEvent = UNSET
) -> FeedEvents:
    context = info.context
    return context.usecases.live.follow_deliveries(
        context.authenticate_again,
        delivery_filter(unset_to_none(wanted)),
        _number(context.last_event_id or unset_to_none(after)),
    )


def _sweep_changed(info: Info, sought: FollowedSweep = UNSET, after: AfterEvent = UNSET) -> FeedEvents:
    context = info.context
    sweep = unset_to_none(sought)
    sweep_id = None if sweep is None else raw_id(SWEEP, sweep) or NO_ID
    return context.usecases.live.follow_sweeps(
        context.authenticate_again, sweep_id, _number(context.last_event_id or unset_to_none(after))
    )


def _subscription_field(
    resolver: Callable[..., FeedEvents], graphql_type: object, description: str, needs: Scope
) -> Any:  # noqa: ANN401  a field stands for a value of whatever type it is annotated with
    return strawberry.subscription(
        resolver=resolver,
        graphql_type=graphql_type,
        description=describe_scope(description, needs),
        metadata=scope_metadata(needs),
    )


@strawberry.type(
    description="What happens in the token's own account, in order, through whichever door. Every answer "
    "carries `extensions.eventId`. A subscription ends when its token is revoked or expires."
)
class Subscription:
    delivery_changed: DeliveryChange = _subscription_field(
        _delivery_changed,
        DeliveryChange,
        "Every change of the account's deliveries.",
        needs=Scope.DELIVERIES_READ,
    )
    sweep_changed: SweepChange = _subscription_field(
        _sweep_changed,
        SweepChange,
        "Every change of a sweep: planned, unplanned, started, finished. Its deliveries are "
        "followed with `deliveryChanged(filter: {sweep: …})`.",
        needs=Scope.DELIVERIES_READ,
    )


def _number(event_id: str | None) -> int | None:
    if event_id is None:
        return None
    if not (event_id.isascii() and event_id.isdecimal() and len(event_id) <= LONGEST_NUMBER):
        raise bad_request(INVALID_CURSOR, "The text is no `eventId`.")
    return int(event_id)
