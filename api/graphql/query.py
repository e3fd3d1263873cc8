from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.graphql.connections import DeliveryConnection, SweepConnection
from api.graphql.context import Context, Info
from api.graphql.filters import DeliveryFilterInput, SweepFilterInput, delivery_filter, sweep_filter
from api.graphql.ids import DELIVERY, SWEEP, id_of, kind_and_id
from api.graphql.inputs import given
from api.graphql.mirror import resolved
from api.graphql.pages import USUAL_PAGE, Listed, listed, page_request
from api.graphql.types.delivery import Delivery
from api.graphql.types.node import Node
from api.graphql.types.rule import Rule
from api.graphql.types.settings import Settings
from api.graphql.types.sweep import Sweep
from api.graphql.types.viewer import Viewer
from domain.model.caller import Caller
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.settings import Settings as DomainSettings
from domain.model.sweep import Sweep as DomainSweep
from domain.rules.catalogue import CATALOGUE
from domain.rules.catalogue import Rule as DomainRule

First = Annotated[int | None, strawberry.argument(description="How many at most, 1 to 100; more is refused.")]
After = Annotated[
    str | None,
    strawberry.argument(
        description="A page's `endCursor`, to get the page that follows it. Omitted: the first page."
    ),
]
DeliveryId = Annotated[
    strawberry.ID, strawberry.argument(name="id", description="The delivery's `id`, or its `scheduledId`.")
]
SweepId = Annotated[strawberry.ID, strawberry.argument(name="id", description="The sweep's `id`.")]
AnyId = Annotated[strawberry.ID, strawberry.argument(name="id", description="The `id` of anything.")]
WantedDeliveries = Annotated[
    DeliveryFilterInput | None,
    strawberry.argument(name="filter", description="Which deliveries. Omitted: all that are not deleted."),
]
WantedSweeps = Annotated[
    SweepFilterInput | None,
    strawberry.argument(name="filter", description="Which sweeps. Omitted: all that are not canceled."),
]


async def _node(info: Info, sought: AnyId) -> DomainDelivery | DomainSweep | None:
    """Only an opaque id says of which kind it is."""
    context = info.context
    kind, inner = kind_and_id(sought) or (None, None)
    if kind == SWEEP:
        return await _sweep_of(context, inner)
    return await _delivery_of(context, inner if kind == DELIVERY else None)


async def _delivery(info: Info, sought: DeliveryId) -> DomainDelivery | None:
    return await _delivery_of(info.context, id_of(DELIVERY, sought))


async def _sweep(info: Info, sought: SweepId) -> DomainSweep | None:
    return await _sweep_of(info.context, id_of(SWEEP, sought))


async def _delivery_of(context: Context, delivery_id: str | None) -> DomainDelivery | None:
    return await context.usecases.queries.delivery(context.caller, delivery_id or "")


async def _sweep_of(context: Context, sweep_id: str | None) -> DomainSweep | None:
    found = await context.usecases.queries.sweeps_by_id(context.caller, [sweep_id or ""])
    return found.get(sweep_id or "")


async def _deliveries(
    info: Info, wanted: WantedDeliveries = UNSET, first: First = USUAL_PAGE, after: After = UNSET
) -> Listed[DomainDelivery]:
    request = page_request(DELIVERY, first, given(after))
    context = info.context
    page = await context.usecases.queries.deliveries(context.caller, delivery_filter(given(wanted)), request)
    return listed(DELIVERY, page, request)


async def _sweeps(
    info: Info, wanted: WantedSweeps = UNSET, first: First = USUAL_PAGE, after: After = UNSET
) -> Listed[DomainSweep]:
    request = page_request(SWEEP, first, given(after))
    context = info.context
    page = await context.usecases.queries.sweeps(context.caller, sweep_filter(given(wanted)), request)
    return listed(SWEEP, page, request)


async def _settings(info: Info) -> DomainSettings:
    context = info.context
    return await context.usecases.queries.settings(context.caller)


def _rules(info: Info) -> Sequence[DomainRule]:
    info.context.visitor.admitted()
    return list(CATALOGUE.values())


def _viewer(info: Info) -> Caller:
    return info.context.caller


@strawberry.type(description="What can be seen. Every field shows the token's own account only.")
class Query:
    node: Node | None = resolved(
        _node,
        Node | None,
        "A delivery or a sweep by its id. Null where there is none. Needs the scope `deliveries:read`.",
    )
    delivery: Delivery | None = resolved(
        _delivery,
        Delivery | None,
        "One delivery. Null where there is none or it is deleted. Needs the scope `deliveries:read`.",
    )
    deliveries: DeliveryConnection = resolved(
        _deliveries,
        DeliveryConnection,
        "The account's deliveries, newest first, in pages. Needs the scope `deliveries:read`.",
    )
    sweep: Sweep | None = resolved(
        _sweep,
        Sweep | None,
        "One sweep. Null where there is none. Needs the scope `deliveries:read`.",
    )
    sweeps: SweepConnection = resolved(
        _sweeps,
        SweepConnection,
        "The account's sweeps, newest first, in pages. Needs the scope `deliveries:read`.",
    )
    settings: Settings = resolved(
        _settings,
        Settings,
        "What the account allows. Needs the scope `settings:read`.",
    )
    rules: list[Rule] = resolved(
        _rules,
        list[Rule],
        "Every rule, in the order in which they are checked. Needs any token.",
    )
    viewer: Viewer = resolved(
        _viewer,
        Viewer,
        "Whom the token of this request stands for. Needs any token.",
    )
