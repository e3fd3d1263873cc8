from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.enums import ErrorPolicy
from api.graphql.forms import form_from_input
from api.graphql.ids import DELIVERY, named
from api.graphql.inputs import CreateDeliveryInput, UpdateDeliveryInput, batch, policy
from api.graphql.mirror import resolved
from api.graphql.mutations.payloads import (
    CreateDeliveriesPayload,
    DeleteDeliveriesPayload,
    UpdateDeliveriesPayload,
    batch_payload,
    per_item_payload,
)
from api.graphql.mutations.repeatable import Repeatable
from domain.model.caller import Scope


@strawberry.input(description="Deliveries to book.")
class CreateDeliveriesInput(Repeatable):
    deliveries: list[CreateDeliveryInput] = batch("The new deliveries, one at least.")
    error_policy: ErrorPolicy = policy()


@strawberry.input(description="Deliveries to change.")
class UpdateDeliveriesInput(Repeatable):
    deliveries: list[UpdateDeliveryInput] = batch("The changes, one at least, each of another delivery.")
    error_policy: ErrorPolicy = policy()


@strawberry.input(description="Deliveries to withdraw.")
class DeleteDeliveriesInput(Repeatable):
    ids: list[strawberry.ID] = batch("The ids of the deliveries, one at least, each once.")
    error_policy: ErrorPolicy = policy()


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
    ids = [named(DELIVERY, each) for each in order.ids]
    context = info.context
    if order.error_policy is ErrorPolicy.PER_ITEM:
        outcome = context.usecases.per_item.delete(context.caller, ids, order.key)
        return await per_item_payload(DeleteDeliveriesPayload, len(ids), outcome)
    command = context.usecases.deliveries.delete(context.caller, ids, order.key)
    return await batch_payload(DeleteDeliveriesPayload, len(ids), command)


@strawberry.type
class DeliveryMutations:
    create_deliveries: CreateDeliveriesPayload | None = resolved(
        _create_deliveries,
        CreateDeliveriesPayload | None,
        "Book deliveries: all of them or, where a single one breaks a rule, none; `errorPolicy` can ask for "
        "the good ones alone.",
        needs=Scope.DELIVERIES_WRITE,
    )
    update_deliveries: UpdateDeliveriesPayload | None = resolved(
        _update_deliveries,
        UpdateDeliveriesPayload | None,
        "Change deliveries that are still `CREATED`: all of them or none. An omitted field keeps its value.",
        needs=Scope.DELIVERIES_WRITE,
    )
    delete_deliveries: DeleteDeliveriesPayload | None = resolved(
        _delete_deliveries,
        DeleteDeliveriesPayload | None,
        "Withdraw deliveries that are still `CREATED`: all of them or none.",
        needs=Scope.DELIVERIES_WRITE,
    )
