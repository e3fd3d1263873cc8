from functools import partial
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.ids import SWEEP, raw_id
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.inputs.filters import SweepFilterInput, sweep_filter
from api.graphql.pages import ConnectionPage, PageArguments, connection_page, page_request
from api.graphql.types.connections import SweepConnection
from api.graphql.types.sweep import Sweep
from domain.model.caller import Scope
from domain.model.page import Place
from domain.model.sweep import Sweep as DomainSweep

Id = Annotated[strawberry.ID, strawberry.argument(name="id", description="The sweep's `id`.")]
Wanted = Annotated[
    SweepFilterInput | None,
    strawberry.argument(name="filter", description="Which sweeps. Omitted: all that are not canceled."),
]


async def _sweep(info: Info, sought: Id) -> DomainSweep | None:
    context, name = info.context, raw_id(SWEEP, sought) or ""
    return (await context.usecases.queries.sweeps_by_id(context.caller, [name])).get(name)


async def _sweeps(
    info: Info,
    *,
    wanted: Wanted = UNSET,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> ConnectionPage[DomainSweep]:
    looked_for = sweep_filter(unset_to_none(wanted))
    request = page_request(
        SWEEP,
        PageArguments(unset_to_none(first), unset_to_none(last), unset_to_none(after), unset_to_none(before)),
    )
    queries, caller = info.context.usecases.queries, info.context.caller
    page = await queries.sweeps(caller, looked_for, request)
    count = partial(queries.count_sweeps, caller, looked_for)
    return connection_page(SWEEP, page, request, count, lambda sweep: Place(sweep.id))


@strawberry.type
class SweepQueries:
    sweep: Sweep | None = resolver_field(
        _sweep,
        Sweep | None,
        "One sweep. Null where there is none.",
        needs=Scope.DELIVERIES_READ,
    )
    sweeps: SweepConnection = resolver_field(
        _sweeps,
        SweepConnection,
        "The account's sweeps, newest first, in pages.",
        needs=Scope.DELIVERIES_READ,
    )
