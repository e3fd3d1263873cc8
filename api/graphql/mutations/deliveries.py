from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.enums import ErrorPolicy
from api.graphql.ids import DELIVERY, raw_id_or_text
from api.graphql.inputs.delivery import (
    CreateDeliveryInput,
    UpdateDeliveryInput,
    batch_field,
    error_policy_field,
)
from api.graphql.inputs.forms import form_from_input
from api.graphql.mutations.idempotent_input import IdempotentInput
from api.graphql.mutations.payloads import (
    CreateDeliveriesPayload,
    DeleteDeliveriesPayload,
    UpdateDeliveriesPayload,
    batch_payload,
    per_item_payload,
)
from domain.model.caller import Scope


@strawberry.input(description="Deliveries to book.")
class CreateDeliveriesInput(IdempotentInput):
    deliveries: list[CreateDeliveryInput] = batch_field("The new deliveries, one at least.")
    error_policy: ErrorPolicy = error_policy_field()


@strawberry.input(description="Deliveries to change.")
class UpdateDeliveriesInput(IdempotentInput):
    deliveries: list[UpdateDeliveryInput] = batch_field(
        "The changes, one at least, each of another delivery."
    )
    error_policy: ErrorPolicy = error_policy_field()


@strawberry.input(description="Deliveries to withdraw.")
class DeleteDeliveriesInput(IdempotentInput):
    ids: list[strawberry.ID] = batch_field("The ids of the deliveries, one at least, each once.")
    error_policy: ErrorPolicy = error_policy_field()


async def _create_deliveries(
    info: Info,
    order: Annotated[CreateDeliveriesInput, strawberry.argument(name="input", description="What to book.")],
) -> CreateDeliveriesPayload:
    forms = [form_from_input(item) for item in order.deliveries]
    context = info.context
    if order.error_policy is ErrorPolicy.PER_ITEM:
        outcome = context.usecases.per_item.create(context.caller, forms, order.key)
        return await per_item_payload(CreateDeliveriesPayload, len(forms), outcome)
    command = context.usecases.deliveries.create(context.caller, forms, order.key)
    return await batch_payload(CreateDeliveriesPayload, len(forms), command)


async def _update_deliveries(
    info: Info,
    order: Annotated[UpdateDeliveriesInput, strawberry.argument(name="input", description="What to change.")],
) -> UpdateDeliveriesPayload:
    forms = [form_from_input(item) for item in order.deliveries]
    context = info.context
    if order.error_policy is ErrorPolicy.PER_ITEM:
        outcome = context.usecases.per_item.update(context.caller, forms, order.key)
        return await per_item_payload(UpdateDeliveriesPayload, len(forms), outcome)
    command = context.usecases.deliveries.update(context.caller, forms, order.key)
    return await batch_payload(UpdateDeliveriesPayload, len(forms), command)


async def _delete_deliveries(
    info: Info,
    order: Annotated[
        DeleteDeliveriesInput, strawberry.argument(name="input", description="What to withdraw.")
    ],
) -> DeleteDeliveriesPayload:
    ids = [raw_id_or_text(DELIVERY, each) for each in order.ids]
    context = info.context
    if order.error_policy is ErrorPolicy.PER_ITEM:
        outcome = context.usecases.per_item.delete(context.caller, ids, order.key)
        return await per_item_payload(DeleteDeliveriesPayload, len(ids), outcome)
    command = context.usecases.deliveries.delete(context.caller, ids, order.key)
    return await batch_payload(DeleteDeliveriesPayload, len(ids), command)


@strawberry.type
class DeliveryMutations:
    create_deliveries: CreateDeliveriesPayload | None = resolver_field(
        _create_deliveries,
        CreateDeliveriesPayload | None,
        "Book deliveries: all of them or, where a single one breaks a rule, none; `errorPolicy` can ask for "
        "the good ones alone.",
        needs=Scope.DELIVERIES_WRITE,
    )
    update_deliveries: UpdateDeliveriesPayload | None = resolver_field(
        _update_deliveries,
        UpdateDeliveriesPayload | None,
        "Change deliveries that are still `CREATED`: all of them or none. An omitted field keeps its value.",
        needs=Scope.DELIVERIES_WRITE,
    )
    delete_deliveries: DeleteDeliveriesPayload | None = resolver_field(
        _delete_deliveries,
        DeleteDeliveriesPayload | None,
        "Withdraw deliveries that are still `CREATED`: all of them or none.",
        needs=Scope.DELIVERIES_WRITE,
    )
