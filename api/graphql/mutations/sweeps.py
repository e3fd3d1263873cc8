from datetime import date
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.global_ids import DELIVERY, SWEEP, raw_id_or_text
from api.graphql.inputs.delivery import batch_field
from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import (
    PlanSweepPayload,
    StartSweepPayload,
    UnplanSweepPayload,
    sweep_payload,
)
from api.graphql.resolvers import resolver
from domain.model.auth import Scope


@strawberry.input(description="A sweep to plan.")
class PlanSweepInput(IdempotentInput):
    day: date = strawberry.field(description="The day of the sweep, e.g. `2018-04-05`.")
    delivery_ids: list[strawberry.ID] = batch_field(
        "The `id`s or `scheduledId`s of the deliveries, at least one, each once, in the order of their "
        "stops. They are `CREATED` and of that day, or `FOR_REDELIVERY` and of an earlier day."
    )


@strawberry.input(description="A sweep to cancel.")
class UnplanSweepInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The `id` of a sweep that has not started.")


@strawberry.input(description="A sweep to start.")
class StartSweepInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The `id` of a sweep that has not started.")


@strawberry.type
class SweepMutations:
    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def plan_sweep(
        info: Info,
        order: Annotated[PlanSweepInput, strawberry.argument(name="input", description="The sweep to plan.")],
    ) -> PlanSweepPayload | None:
        """Plan a sweep: put deliveries on it, all of them or none.

        They become `PLANNED` and can be neither updated nor deleted. A re-delivery gets the day of the sweep.
        """
        ids = [raw_id_or_text(DELIVERY, each) for each in order.delivery_ids]
        context = info.context
        command = context.usecases.sweeps.plan(context.caller, order.day, ids, order.key)
        return await sweep_payload(info.context, PlanSweepPayload, command)

    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def unplan_sweep(
        info: Info,
        order: Annotated[
            UnplanSweepInput, strawberry.argument(name="input", description="The sweep to cancel.")
        ],
    ) -> UnplanSweepPayload | None:
        """Cancel a sweep that has not started; its deliveries become what they were before it was planned.

        That is `CREATED`, or `FOR_REDELIVERY` with the day that they had.
        """
        context = info.context
        command = context.usecases.sweeps.unplan(context.caller, raw_id_or_text(SWEEP, order.id), order.key)
        return await sweep_payload(info.context, UnplanSweepPayload, command)

    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def start_sweep(
        info: Info,
        order: Annotated[
            StartSweepInput, strawberry.argument(name="input", description="The sweep to start.")
        ],
    ) -> StartSweepPayload | None:
        """Start a sweep: each of its deliveries becomes `IN_PROGRESS`."""
        context = info.context
        command = context.usecases.sweeps.start(context.caller, raw_id_or_text(SWEEP, order.id), order.key)
        return await sweep_payload(info.context, StartSweepPayload, command)
