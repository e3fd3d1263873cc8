from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.forms import form_from_input
from api.graphql.ids import DELIVERY, named
from api.graphql.inputs import CreateDeliveryInput, UpdateDeliveryInput
from api.graphql.mirror import resolved
from api.graphql.mutations.payloads import (
    CreateDeliveriesPayload,
    DeleteDeliveriesPayload,
    UpdateDeliveriesPayload,
    deliveries_payload,
)
from api.graphql.mutations.repeatable import Repeatable


@strawberry.input(description="Deliveries to book.")
class CreateDeliveriesInput(Repeatable):
    deliveries: list[CreateDeliveryInput] = strawberry.field(description="1 to 10,000 new deliveries.")


@strawberry.input(description="Deliveries to change.")
class UpdateDeliveriesInput(Repeatable):
    deliveries: list[UpdateDeliveryInput] = strawberry.field(
        description="1 to 10,000 changes, each of another delivery."
    )


@strawberry.input(description="Deliveries to withdraw.")
class DeleteDeliveriesInput(Repeatable):
    ids: list[strawberry.ID] = strawberry.field(description="The ids of 1 to 10,000 deliveries, each once.")


async def _create_deliveries(
    info: Info,
    order: Annotated[CreateDeliveriesInput, strawberry.argument(name="input", description="What to book.")],
) -> CreateDeliveriesPayload:
    forms = [form_from_input(item) for item in order.deliveries]
    context = info.context
    command = context.usecases.deliveries.create(context.caller, forms, order.key)
    return await deliveries_payload(CreateDeliveriesPayload, command)


async def _update_deliveries(
    info: Info,
    order: Annotated[UpdateDeliveriesInput, strawberry.argument(name="input", description="What to change.")],
) -> UpdateDeliveriesPayload:
    forms = [form_from_input(item) for item in order.deliveries]
    context = info.context
    command = context.usecases.deliveries.update(context.caller, forms, order.key)
    return await deliveries_payload(UpdateDeliveriesPayload, command)


async def _delete_deliveries(
    info: Info,
    order: Annotated[
        DeleteDeliveriesInput, strawberry.argument(name="input", description="What to withdraw.")
    ],
) -> DeleteDeliveriesPayload:
    ids = [named(DELIVERY, each) for each in order.ids]
    context = info.context
    command = context.usecases.deliveries.delete(context.caller, ids, order.key)
    return await deliveries_payload(DeleteDeliveriesPayload, command)


@strawberry.type
class DeliveryMutations:
    create_deliveries: CreateDeliveriesPayload | None = resolved(
        _create_deliveries,
        CreateDeliveriesPayload | None,
        "Book deliveries: all of them or, where a single one breaks a rule, none. Needs the scope "
        "`deliveries:write`.",
    )
    update_deliveries: UpdateDeliveriesPayload | None = resolved(
        _update_deliveries,
        UpdateDeliveriesPayload | None,
        "Change deliveries that are still `CREATED`: all of them or none. An omitted field keeps its "
        "value. Needs the scope `deliveries:write`.",
    )
    delete_deliveries: DeleteDeliveriesPayload | None = resolved(
        _delete_deliveries,
        DeleteDeliveriesPayload | None,
        "Withdraw deliveries that are still `CREATED`: all of them or none. Needs the scope "
        "`deliveries:write`.",
    )
