"""Changes of the account's settings and of its stores."""

from collections.abc import Awaitable, Sequence
from typing import Annotated, TypeVar

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.ids import STORE, decode_id
from api.graphql.inputs.forms import settings_form
from api.graphql.inputs.settings import UpdateSettingsInput
from api.graphql.mutations.idempotent_input import IdempotentInput, replay_field
from api.graphql.types.rule import Violation
from api.graphql.types.settings import Settings, Store
from api.operations.request_context import note_refusals
from domain.errors import Refused
from domain.errors import Violation as DomainViolation
from domain.model import settings as model
from domain.model.caller import Scope
from domain.usecases.idempotency import CommandResult


@strawberry.input(description="A pickup place of the account's own.")
class AddStoreInput(IdempotentInput):
    name: str = strawberry.field(description="What to call the store, not blank, 500 characters at most.")
    zip: str = strawberry.field(description="The postal code, not blank, 16 characters at most, as `2100`.")
    city: str = strawberry.field(description="The city, not blank, 500 characters at most, as `København`.")
    address1: str = strawberry.field(
        description="Street and house number, not blank, 500 characters at most, as `Kattegatvej 53`."
    )


@strawberry.input(description="A pickup place to give up.")
class RemoveStoreInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The store's `id`.")


@strawberry.type
class _SettingsPayload:
    settings: model.Settings | None = strawberry.field(
        graphql_type=Settings | None, description="All settings as they are now. Null where it was refused."
    )
    violations: Sequence[DomainViolation] = strawberry.field(
        graphql_type=list[Violation],
        description="Why nothing was changed: each field that is not as it must be. Empty where all is well.",
    )
    replayed: bool = replay_field()


@strawberry.type(description="What became of `updateSettings`.")
class UpdateSettingsPayload(_SettingsPayload):
    pass


@strawberry.type(description="What became of `addStore`.")
class AddStorePayload(_SettingsPayload):
    store: model.Store | None = strawberry.field(
        graphql_type=Store | None,
        description="The new store. Null where it was refused, and where it is "
        "`replayed` but the store was given up since.",
    )


@strawberry.type(description="What became of `removeStore`.")
class RemoveStorePayload(_SettingsPayload):
    pass


P = TypeVar("P", bound=_SettingsPayload)


async def _payload(payload: type[P], command: Awaitable[CommandResult[model.Settings]]) -> P:
    try:
        done = await command
    except Refused as refusal:
        note_refusals(refusal.violations)
        return payload(settings=None, violations=refusal.violations)
    return payload(settings=done.answer, violations=(), replayed=done.replayed)


async def _update_settings(
    info: Info,
    order: Annotated[UpdateSettingsInput, strawberry.argument(name="input", description="What to change.")],
) -> UpdateSettingsPayload:
    command = info.context.usecases.settings.update(info.context.caller, settings_form(order), order.key)
    return await _payload(UpdateSettingsPayload, command)


async def _add_store(
    info: Info,
    order: Annotated[AddStoreInput, strawberry.argument(name="input", description="The new store.")],
) -> AddStorePayload:
    form = {"name": order.name, "zip": order.zip, "city": order.city, "address_1": order.address1}
    try:
        done = await info.context.usecases.settings.add_store(info.context.caller, form, order.key)
    except Refused as refusal:
        note_refusals(refusal.violations)
        return AddStorePayload(store=None, settings=None, violations=refusal.violations)
    store, settings = done.answer
    return AddStorePayload(store=store, settings=settings, violations=(), replayed=done.replayed)


async def _remove_store(
    info: Info,
    order: Annotated[RemoveStoreInput, strawberry.argument(name="input", description="Which store.")],
) -> RemoveStorePayload:
    kind, name = decode_id(order.id) or ("", "")
    store_id = name if kind == STORE else ""
    command = info.context.usecases.settings.remove_store(info.context.caller, store_id, order.key)
    return await _payload(RemoveStorePayload, command)


@strawberry.type
class SettingsMutations:
    update_settings: UpdateSettingsPayload | None = resolver_field(
        _update_settings,
        UpdateSettingsPayload | None,
        "Change some of the account's settings, all of the given ones or none. Deliveries that were accepted "
        "stay as they are; the next create and update is judged by the new settings.",
        needs=Scope.SETTINGS_WRITE,
    )
    add_store: AddStorePayload | None = resolver_field(
        _add_store,
        AddStorePayload | None,
        "Add a pickup place of the account's own; pickups there are no dropshipping.",
        needs=Scope.SETTINGS_WRITE,
    )
    remove_store: RemoveStorePayload | None = resolver_field(
        _remove_store,
        RemoveStorePayload | None,
        "Give up a pickup place; deliveries from it that were accepted stay as they are.",
        needs=Scope.SETTINGS_WRITE,
    )
