from typing import Annotated, TypeAlias

import strawberry

from api.graphql.context import Context, Info
from api.graphql.global_ids import DELIVERY, raw_id_or_text
from api.graphql.inputs.delivery import delivery_ids_field
from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import (
    D,
    FailDeliveriesPayload,
    FinishDeliveriesPayload,
    KeepDeliveriesForRedeliveryPayload,
    ReturnDeliveriesPayload,
    deliveries_payload,
)
from api.graphql.resolvers import resolver
from domain.model.auth import Scope
from domain.rules.lifecycle import Step
from domain.usecases.sweeps import OutcomeStep


@strawberry.input(description="Deliveries that were received.")
class FinishDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = delivery_ids_field("`IN_PROGRESS` deliveries")


@strawberry.input(description="Deliveries that were not received.")
class FailDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = delivery_ids_field("`IN_PROGRESS` deliveries")


@strawberry.input(description="Deliveries to keep for another attempt.")
class KeepDeliveriesForRedeliveryInput(IdempotentInput):
    ids: list[strawberry.ID] = delivery_ids_field("`NOT_RECEIVED` deliveries")


@strawberry.input(description="Deliveries that came back.")
class ReturnDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = delivery_ids_field("`NOT_RECEIVED` or `FOR_REDELIVERY` deliveries")


OutcomeInput: TypeAlias = (
    FinishDeliveriesInput | FailDeliveriesInput | KeepDeliveriesForRedeliveryInput | ReturnDeliveriesInput
)


@strawberry.type
class OutcomeMutations:
    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def finish_deliveries(
        info: Info,
        order: Annotated[
            FinishDeliveriesInput,
            strawberry.argument(name="input", description="The deliveries that were received."),
        ],
    ) -> FinishDeliveriesPayload | None:
        """Record that deliveries were received: they become `FINISHED`.

        All of them or none. A sweep without any delivery in progress becomes `FINISHED` too.
        """
        return await _record_outcome(info.context, Step.FINISH, order, FinishDeliveriesPayload)

    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def fail_deliveries(
        info: Info,
        order: Annotated[
            FailDeliveriesInput,
            strawberry.argument(name="input", description="The deliveries that were not received."),
        ],
    ) -> FailDeliveriesPayload | None:
        """Record that deliveries were not received: they become `NOT_RECEIVED`.

        All of them or none. A sweep without any delivery in progress becomes `FINISHED`.
        """
        return await _record_outcome(info.context, Step.FAIL, order, FailDeliveriesPayload)

    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def keep_deliveries_for_redelivery(
        info: Info,
        order: Annotated[
            KeepDeliveriesForRedeliveryInput,
            strawberry.argument(name="input", description="The deliveries to keep."),
        ],
    ) -> KeepDeliveriesForRedeliveryPayload | None:
        """Keep deliveries that were not received for another attempt: they become `FOR_REDELIVERY`.

        They leave their sweep, whose list keeps their stops, and can be planned on a sweep of a later day or
        returned. All of them or none.
        """
        return await _record_outcome(
            info.context, Step.KEEP_FOR_REDELIVERY, order, KeepDeliveriesForRedeliveryPayload
        )

    @resolver(scope=Scope.SWEEPS_WRITE)
    @staticmethod
    async def return_deliveries(
        info: Info,
        order: Annotated[
            ReturnDeliveriesInput,
            strawberry.argument(name="input", description="The deliveries that came back."),
        ],
    ) -> ReturnDeliveriesPayload | None:
        """Record that deliveries that were not received came back: they become `RETURNED`.

        All of them or none.
        """
        return await _record_outcome(info.context, Step.RETURN, order, ReturnDeliveriesPayload)


async def _record_outcome(context: Context, step: OutcomeStep, order: OutcomeInput, payload: type[D]) -> D:
    ids = [raw_id_or_text(DELIVERY, each) for each in order.ids]
    command = context.usecases.sweeps.record(context.caller, step, ids, order.key)
    return await deliveries_payload(context, payload, command)
