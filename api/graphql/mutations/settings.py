"""Changes of the account's settings and of its stores."""

from collections.abc import Awaitable
from typing import Annotated, TypeVar

import strawberry

from api.graphql.context import Context, Info
from api.graphql.global_ids import STORE, decode_id
from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.inputs.settings import UpdateSettingsInput
from api.graphql.inputs.settings_input_form import settings_form
from api.graphql.mutations.payloads import MutationPayload, run_command
from api.graphql.resolvers import resolver
from api.graphql.types.settings import PickupStore, Settings
from domain.model.auth import Scope
from domain.model.settings import Settings as DomainSettings
from domain.model.settings import Store as DomainStore
from domain.usecases.idempotency import CommandResult


@strawberry.input(description="A pickup place of the account to add.")
class AddStoreInput(IdempotentInput):
    name: str = strawberry.field(description="The name of the store, not blank, at most 500 characters.")
    zip: str = strawberry.field(description="The postal code, not blank, at most 16 characters, e.g. `2100`.")
    city: str = strawberry.field(description="The city, not blank, at most 500 characters, e.g. `København`.")
    address1: str = strawberry.field(
        description="Street and house number, not blank, at most 500 characters, e.g. `Kattegatvej 53`."
    )


@strawberry.input(description="A pickup place of the account to remove.")
class RemoveStoreInput(IdempotentInput):
    id: strawberry.ID = strawberry.field(description="The store's `id`.")


@strawberry.type
class _SettingsPayload(MutationPayload):
    settings: DomainSettings | None = strawberry.field(
        graphql_type=Settings | None,
        description="All settings as they are now. Null if the mutation was refused.",
    )


@strawberry.type(description="Result of `updateSettings`.")
class UpdateSettingsPayload(_SettingsPayload):
    pass


@strawberry.type(description="Result of `addStore`.")
class AddStorePayload(_SettingsPayload):
    store: DomainStore | None = strawberry.field(
        graphql_type=PickupStore | None,
        description="The new store. Null if the mutation was refused, or if it is `replayed` and the store "
        "has been removed since.",
    )


@strawberry.type(description="Result of `removeStore`.")
class RemoveStorePayload(_SettingsPayload):
    pass


P = TypeVar("P", bound=_SettingsPayload)


@strawberry.type
class SettingsMutations:
    @resolver(scope=Scope.SETTINGS_WRITE)
    @staticmethod
    async def update_settings(
        info: Info,
        order: Annotated[
            UpdateSettingsInput, strawberry.argument(name="input", description="The settings to change.")
        ],
    ) -> UpdateSettingsPayload | None:
        """Change some of the account's settings: all that are given or, if one is refused, none.

        Accepted deliveries stay as they are; later creates and updates are checked against the new settings.
        """
        command = info.context.usecases.settings.update(info.context.caller, settings_form(order), order.key)
        return await _payload(info.context, UpdateSettingsPayload, command)

    @resolver(scope=Scope.SETTINGS_WRITE)
    @staticmethod
    async def add_store(
        info: Info,
        order: Annotated[AddStoreInput, strawberry.argument(name="input", description="The store to add.")],
    ) -> AddStorePayload | None:
        """Add a pickup place of the account; a pickup there is not dropshipping."""
        form = {"name": order.name, "zip": order.zip, "city": order.city, "address_1": order.address1}
        command = info.context.usecases.settings.add_store(info.context.caller, form, order.key)
        done = await run_command(info.context, command)
        store, settings = done.answer or (None, None)
        return AddStorePayload(
            store=store, settings=settings, violations=done.violations, replayed=done.replayed
        )

    @resolver(scope=Scope.SETTINGS_WRITE)
    @staticmethod
    async def remove_store(
        info: Info,
        order: Annotated[
            RemoveStoreInput, strawberry.argument(name="input", description="The store to remove.")
        ],
    ) -> RemoveStorePayload | None:
        """Remove a pickup place of the account; accepted deliveries from there stay as they are."""
        kind, name = decode_id(order.id) or ("", "")
        store_id = name if kind == STORE else ""
        command = info.context.usecases.settings.remove_store(info.context.caller, store_id, order.key)
        return await _payload(info.context, RemoveStorePayload, command)


async def _payload(
    context: Context, payload: type[P], command: Awaitable[CommandResult[DomainSettings]]
) -> P:
    done = await run_command(context, command)
    return payload(settings=done.answer, violations=done.violations, replayed=done.replayed)
