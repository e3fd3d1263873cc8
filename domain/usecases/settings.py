from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.model.auth import Caller, Scope
from domain.model.events import Change, EventType
from domain.model.location import Location
from domain.model.postal_codes.normal_form import read_code
from domain.model.settings import MOST_ENTRIES, Settings, Store
from domain.ports import Clock, Ids, Ledger, UnitOfWork
from domain.rules.catalogue import Operation
from domain.rules.form_reader import Form, FormReader, malformed_field
from domain.rules.location_form import ZIP_LENGTH
from domain.rules.postal_codes import require_code
from domain.rules.settings import read_settings
from domain.usecases.idempotency import Command, CommandResult, ReplayStrategy, run_once

Stocked = tuple[Store | None, Settings]
"""A store, `None` if it was removed since, and the settings that have it."""


@dataclass(frozen=True, slots=True)
class SettingsCommands:
    """Commands on an account's own settings; deliveries already accepted stay as they are.

    All raise `Refused` and `MissingScope`; under one idempotency key they are done once.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids

    async def update(self, caller: Caller, form: Form, key: str | None = None) -> CommandResult[Settings]:
        """Change the settings that the form names; `domain.rules.settings` reads the form."""

        def update(present: Settings) -> Settings:
            return read_settings(form, present)

        return await self._change(Operation.UPDATE_SETTINGS, caller, form, update, key)

    async def add_store(self, caller: Caller, form: Form, key: str | None = None) -> CommandResult[Stocked]:
        """Add a pickup place; the form has `name`, `zip`, `city` and `address_1`."""
        caller.require(Scope.SETTINGS_WRITE)
        name, place = _read_store(form)
        store_id = self.ids.take(1)[0]

        async def work(unit: UnitOfWork) -> Stocked:
            present = await unit.settings.lock()
            if len(present.stores) >= MOST_ENTRIES:
                raise Refused([malformed_field("", f"must be one of {MOST_ENTRIES:,} at most")])
            zip_code = read_code(present.country, place.zip)
            if zip_code is None:
                raise Refused([malformed_field("zip", require_code(present.country))])
            added = Store(store_id, name, zip_code.text, place.city, place.address_1, key="")
            after = await _save(unit, present, replace(present, stores=(*present.stores, added)))
            return after.stores[-1], after

        command = Command(caller, self.clock.now(), Operation.ADD_STORE, [form], key)
        return await run_once(self.ledger, command, STORE, work)

    async def remove_store(
        self, caller: Caller, store_id: str, key: str | None = None
    ) -> CommandResult[Settings]:
        def without(present: Settings) -> Settings:
            stores = tuple(store for store in present.stores if store.id != store_id)
            if len(stores) == len(present.stores):
                raise Refused([malformed_field("id", "must be the id of one of the account's stores")])
            return replace(present, stores=stores)

        return await self._change(Operation.REMOVE_STORE, caller, {"id": store_id}, without, key)

    async def _change(
        self,
        operation: Operation,
        caller: Caller,
        form: Form,
        change: Callable[[Settings], Settings],
        key: str | None,
    ) -> CommandResult[Settings]:
        caller.require(Scope.SETTINGS_WRITE)

        async def work(unit: UnitOfWork) -> Settings:
            present = await unit.settings.lock()
            return await _save(unit, present, change(present))

        command = Command(caller, self.clock.now(), operation, [form], key)
        return await run_once(self.ledger, command, SETTINGS, work)


async def _save(unit: UnitOfWork, before: Settings, after: Settings) -> Settings:
    """Save the settings, with the keys of new stores, and return them."""
    whole = replace(after, stores=await _add_keys(unit, after))
    await unit.settings.save(Change(before, whole, EventType.UPDATED))
    return whole


async def _add_keys(unit: UnitOfWork, settings: Settings) -> tuple[Store, ...]:
    new = [store for store in settings.stores if not store.key]
    places = [Location(store.zip, store.city, store.address_1) for store in new]
    matches = await unit.addresses.find(settings.country, places) if places else ()
    keys = {store: match.key for store, match in zip(new, matches, strict=True)}
    return tuple(replace(store, key=keys.get(store, store.key)) for store in settings.stores)


async def _settings_again(unit: UnitOfWork, _ids: Sequence[str]) -> Settings:
    return await unit.settings.load()


def _store_id(stocked: Stocked) -> Sequence[str]:
    return [stocked[0].id] if stocked[0] else []


async def _store_again(unit: UnitOfWork, ids: Sequence[str]) -> Stocked:
    present = await unit.settings.load()
    return next((store for store in present.stores if store.id in ids), None), present


SETTINGS: ReplayStrategy[Settings] = ReplayStrategy(lambda _settings: (), _settings_again)
STORE: ReplayStrategy[Stocked] = ReplayStrategy(_store_id, _store_again)


def _read_store(form: Form) -> tuple[str, Location]:
    reader = FormReader(form, 0)
    name = reader.required_text("name")
    place = Location(
        reader.required_text("zip", limit=ZIP_LENGTH),
        reader.required_text("city"),
        reader.required_text("address_1"),
    )
    if reader.violations:
        raise Refused(reader.violations)
    return name, place
