from typing import Annotated, TypeAlias

import strawberry

from api.graphql.context import Context, Info
from api.graphql.domain_type import resolver_field
from api.graphql.ids import DELIVERY, raw_id_or_text
from api.graphql.inputs.delivery import batch_field
from api.graphql.mutations.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import (
    D,
    FailDeliveriesPayload,
    FinishDeliveriesPayload,
    RedeliverDeliveriesPayload,
    ReturnDeliveriesPayload,
    deliveries_payload,
)
from domain.model.caller import Scope
from domain.rules.lifecycle import Step


@strawberry.input(description="Deliveries that were received.")
class FinishDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = batch_field("The ids of `IN_PROGRESS` deliveries, one at least.")


@strawberry.input(description="Deliveries that nobody received.")
class FailDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = batch_field("The ids of `IN_PROGRESS` deliveries, one at least.")


@strawberry.input(description="Deliveries to keep for another attempt.")
class RedeliverDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = batch_field("The ids of `NOT_RECEIVED` deliveries, one at least.")


@strawberry.input(description="Deliveries that were brought back.")
class ReturnDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = batch_field("The ids of `NOT_RECEIVED` deliveries, one at least.")


OutcomeInput: TypeAlias = (
    FinishDeliveriesInput | FailDeliveriesInput | RedeliverDeliveriesInput | ReturnDeliveriesInput
)


async def _finish_deliveries(
    info: Info,
    order: Annotated[
        FinishDeliveriesInput, strawberry.argument(name="input", description="Which deliveries.")
    ],
) -> FinishDeliveriesPayload:
    return await _record_outcome(info.context, Step.FINISH, order, FinishDeliveriesPayload)


async def _fail_deliveries(
    info: Info,
    order: Annotated[FailDeliveriesInput, strawberry.argument(name="input", description="Which deliveries.")],
) -> FailDeliveriesPayload:
    return await _record_outcome(info.context, Step.FAIL, order, FailDeliveriesPayload)


async def _redeliver_deliveries(
    info: Info,
    order: Annotated[
        RedeliverDeliveriesInput, strawberry.argument(name="input", description="Which deliveries.")
    ],
) -> RedeliverDeliveriesPayload:
    return await _record_outcome(info.context, Step.KEEP_FOR_REDELIVERY, order, RedeliverDeliveriesPayload)


async def _return_deliveries(
    info: Info,
    order: Annotated[
        ReturnDeliveriesInput, strawberry.argument(name="input", description="Which deliveries.")
    ],
) -> ReturnDeliveriesPayload:
    return await _record_outcome(info.context, Step.RETURN, order, ReturnDeliveriesPayload)


async def _record_outcome(context: Context, step: Step, order: OutcomeInput, payload: type[D]) -> D:
    ids = [raw_id_or_text(DELIVERY, each) for each in order.ids]
    command = context.usecases.sweeps.record(context.caller, step, ids, order.key)
    return await deliveries_payload(payload, command)


@strawberry.type
class OutcomeMutations:
    finish_deliveries: FinishDeliveriesPayload | None = resolver_field(
        _finish_deliveries,
        FinishDeliveriesPayload | None,
        "Record that deliveries were received: they are `FINISHED`. All of them or none. A sweep with "
        "none under way any more is finished too.",
        needs=Scope.SWEEPS_WRITE,
    )
    fail_deliveries: FailDeliveriesPayload | None = resolver_field(
        _fail_deliveries,
        FailDeliveriesPayload | None,
        "Record that nobody received deliveries: they are `NOT_RECEIVED`. All of them or none. A sweep "
        "with none under way any more is finished.",
        needs=Scope.SWEEPS_WRITE,
    )
    redeliver_deliveries: RedeliverDeliveriesPayload | None = resolver_field(
        _redeliver_deliveries,
        RedeliverDeliveriesPayload | None,
        "Keep deliveries that were not received for another attempt: they are `FOR_REDELIVERY` and may "
        "be planned on a later day's sweep. All of them or none.",
        needs=Scope.SWEEPS_WRITE,
    )
    return_deliveries: ReturnDeliveriesPayload | None = resolver_field(
        _return_deliveries,
        ReturnDeliveriesPayload | None,
        "Record that deliveries which were not received came back: they are `RETURNED`. All of them or none.",
        needs=Scope.SWEEPS_WRITE,
    )
