from collections.abc import Sequence
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.enums import BatchErrorPolicy, domain_value
from api.graphql.global_ids import DELIVERY, raw_id_or_text
from api.graphql.inputs.delivery import (
    CreateDeliveryInput,
    UpdateDeliveryInput,
    batch_field,
    delivery_ids_field,
    error_policy_field,
)
from api.graphql.inputs.delivery_forms import keep_forms
from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import (
    CreateDeliveriesPayload,
    DeleteDeliveriesPayload,
    UpdateDeliveriesPayload,
    batch_payload,
)
from api.graphql.resolvers import resolver
from api.graphql.transport.variables.flawed_values import Unreadable
from domain.model.auth import Scope
from domain.rules.form_reader import Form


@keep_forms
@strawberry.input(description="Deliveries to book.")
class CreateDeliveriesInput(IdempotentInput):
    deliveries: Sequence[Form] = batch_field("The new deliveries, at least one.", list[CreateDeliveryInput])
    error_policy: BatchErrorPolicy = error_policy_field()


@keep_forms
@strawberry.input(description="Deliveries to change.")
class UpdateDeliveriesInput(IdempotentInput):
    deliveries: Sequence[Form] = batch_field(
        "The changes, at least one, each of a different delivery.", list[UpdateDeliveryInput]
    )
    error_policy: BatchErrorPolicy = error_policy_field()


@strawberry.input(description="Deliveries to delete.")
class DeleteDeliveriesInput(IdempotentInput):
    ids: Sequence[strawberry.ID | Unreadable] = delivery_ids_field(
        "`CREATED` deliveries", list[strawberry.ID]
    )
    error_policy: BatchErrorPolicy = error_policy_field()


@strawberry.type
class DeliveryMutations:
    @resolver(scope=Scope.DELIVERIES_WRITE)
    @staticmethod
    async def create_deliveries(
        info: Info,
        order: Annotated[
            CreateDeliveriesInput, strawberry.argument(name="input", description="The deliveries to book.")
        ],
    ) -> CreateDeliveriesPayload | None:
        """Book deliveries.

        By default all of them or, if one breaks a rule, none; see `errorPolicy`.
        """
        context, policy = info.context, domain_value(order.error_policy)
        command = context.usecases.deliveries.create(context.caller, order.deliveries, order.key, policy)
        return await batch_payload(context, CreateDeliveriesPayload, len(order.deliveries), command)

    @resolver(scope=Scope.DELIVERIES_WRITE)
    @staticmethod
    async def update_deliveries(
        info: Info,
        order: Annotated[
            UpdateDeliveriesInput, strawberry.argument(name="input", description="The changes.")
        ],
    ) -> UpdateDeliveriesPayload | None:
        """Change deliveries that are still `CREATED`.

        An omitted field keeps its value. By default all changes are made or, if one breaks a rule, none; see
        `errorPolicy`.
        """
        context, policy = info.context, domain_value(order.error_policy)
        command = context.usecases.deliveries.update(context.caller, order.deliveries, order.key, policy)
        return await batch_payload(context, UpdateDeliveriesPayload, len(order.deliveries), command)

    @resolver(scope=Scope.DELIVERIES_WRITE)
    @staticmethod
    async def delete_deliveries(
        info: Info,
        order: Annotated[
            DeleteDeliveriesInput, strawberry.argument(name="input", description="The deliveries to delete.")
        ],
    ) -> DeleteDeliveriesPayload | None:
        """Delete deliveries that are still `CREATED`.

        By default all of them or, if one breaks a rule, none; see `errorPolicy`.
        """
        ids = ["" if isinstance(each, Unreadable) else raw_id_or_text(DELIVERY, each) for each in order.ids]
        context, policy = info.context, domain_value(order.error_policy)
        command = context.usecases.deliveries.delete(context.caller, ids, order.key, policy)
        return await batch_payload(context, DeleteDeliveriesPayload, len(ids), command)
