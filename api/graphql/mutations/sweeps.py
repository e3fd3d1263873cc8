from datetime import date
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.ids import DELIVERY, SWEEP, raw_id_or_text
from api.graphql.inputs.delivery import batch_field
from api.graphql.mutations.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import (
    PlanSweepPayload,
    StartSweepPayload,
    UnplanSweepPayload,
    sweep_payload,
)
from domain.model.caller import Scope


@strawberry.input(description="A round to plan.")
class PlanSweepInput(IdempotentInput):
    day: date = strawberry.field(
        description="The day of the round: the deliveries' own day, as `2018-04-05`."
    )
    delivery_ids: list[strawberry.ID] = batch_field(
        "The ids of the deliveries, one at least, each once, in the order of their stops. They are "
        "`CREATED` and of that day, or `FOR_REDELIVERY` from an earlier one."
    )


@strawberry.input(description="A round to take back.")
class UnplanSweepInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The id of a sweep that has not started.")


@strawberry.input(description="A round to begin.")
class StartSweepInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The id of a sweep that has not started.")


async def _plan_sweep(
    info: Info,
    order: Annotated[PlanSweepInput, strawberry.argument(name="input", description="What to plan.")],
) -> PlanSweepPayload:
    ids = [raw_id_or_text(DELIVERY, each) for each in order.delivery_ids]
    context = info.context
    command = context.usecases.sweeps.plan(context.caller, order.day, ids, order.key)
    return await sweep_payload(PlanSweepPayload, command)


async def _unplan_sweep(
    info: Info,
    order: Annotated[UnplanSweepInput, strawberry.argument(name="input", description="Which sweep.")],
) -> UnplanSweepPayload:
    context = info.context
    command = context.usecases.sweeps.unplan(context.caller, raw_id_or_text(SWEEP, order.id), order.key)
    return await sweep_payload(UnplanSweepPayload, command)


async def _start_sweep(
    info: Info,
    order: Annotated[StartSweepInput, strawberry.argument(name="input", description="Which sweep.")],
) -> StartSweepPayload:
    context = info.context
    command = context.usecases.sweeps.start(context.caller, raw_id_or_text(SWEEP, order.id), order.key)
    return await sweep_payload(StartSweepPayload, command)


@strawberry.type
class SweepMutations:
    plan_sweep: PlanSweepPayload | None = resolver_field(
        _plan_sweep,
        PlanSweepPayload | None,
        "Put deliveries on a new sweep. From then on they are locked: they can be neither updated nor "
        "deleted.",
        needs=Scope.SWEEPS_WRITE,
    )
    unplan_sweep: UnplanSweepPayload | None = resolver_field(
        _unplan_sweep,
        UnplanSweepPayload | None,
        "Cancel a sweep that has not started; its deliveries are `CREATED` again.",
        needs=Scope.SWEEPS_WRITE,
    )
    start_sweep: StartSweepPayload | None = resolver_field(
        _start_sweep,
        StartSweepPayload | None,
        "Send the driver off: every delivery of the sweep is `IN_PROGRESS`.",
        needs=Scope.SWEEPS_WRITE,
    )
