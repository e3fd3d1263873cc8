from functools import partial
from typing import Annotated, NamedTuple

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.cursors import cursor
from api.graphql.global_ids import SWEEP, raw_id
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.inputs.filter_inputs import SweepFilterInput, sweep_filter
from api.graphql.pages import (
    ConnectionPage,
    PageArguments,
    connection_page,
    page_request,
    read_arguments,
)
from api.graphql.resolvers import resolver
from api.graphql.types.connections import SweepConnection
from api.graphql.types.sweep import Sweep
from domain.model.auth import Scope
from domain.model.page import PageRequest, Place, SweepFilter
from domain.model.sweep import Sweep as DomainSweep

Id = Annotated[strawberry.ID, strawberry.argument(name="id", description="The sweep's `id`.")]
Filter = Annotated[
    SweepFilterInput | None,
    strawberry.argument(
        name="filter", description="Which sweeps to list. Omitted: all that are not canceled."
    ),
]


def _cursor(sweep: DomainSweep) -> str:
    return cursor(SWEEP, Place(sweep.id))


class SweepListRequest(NamedTuple):
    criteria: SweepFilter
    page: PageRequest
    by_day: bool = False


def sweep_list_request(
    span: PageArguments, filter_input: SweepFilterInput | None = UNSET
) -> SweepListRequest:
    """Read the arguments of the list of sweeps; refuse what `page_request` refuses."""
    return SweepListRequest(sweep_filter(unset_to_none(filter_input)), page_request(SWEEP, span))


@strawberry.type
class SweepQueries:
    @resolver(graphql_type=Sweep | None, scope=Scope.DELIVERIES_READ)
    @staticmethod
    async def sweep(info: Info, global_id: Id) -> DomainSweep | None:
        """One sweep. Null if it does not exist."""
        context, sweep_id = info.context, raw_id(SWEEP, global_id) or ""
        return (await context.usecases.queries.sweeps_by_id(context.caller, [sweep_id])).get(sweep_id)

    @resolver(graphql_type=SweepConnection | None, scope=Scope.DELIVERIES_READ)
    @staticmethod
    async def sweeps(
        info: Info,
        *,
        filter_input: Filter = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> ConnectionPage[DomainSweep]:
        """The account's sweeps, newest first, in pages."""
        span = read_arguments(first, last, after, before)
        criteria, request, _ = sweep_list_request(span, filter_input)
        queries, caller = info.context.usecases.queries, info.context.caller
        page = await queries.sweeps(caller, criteria, request)
        count = partial(queries.count_sweeps, caller, criteria)
        return connection_page(page, request, count, _cursor)
