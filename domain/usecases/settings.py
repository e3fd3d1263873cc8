from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.event import Happening
from domain.model.location import Location
from domain.model.settings import Settings, Store
from domain.ports import Books, Clock, Ids, Ledger
from domain.rules.booking import ZIP_LENGTH
from domain.rules.form import Form, FormReader, malformed


@dataclass(frozen=True, slots=True)
class SettingsCommands:
    """What an account does about its own settings; deliveries already accepted stay as they are.

    All raise `Refused` and `MissingScope`.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids

    async def amend(self, caller: Caller, amended: Callable[[Settings], Settings]) -> Settings:
        """Keep what `amended` makes of the present settings."""
        caller.require(Scope.SETTINGS_WRITE)

        async def work(books: Books) -> Settings:
            return await _kept(books, amended)

        return await self.ledger.run(caller, self.clock.now(), work)

    async def add_store(self, caller: Caller, form: Form) -> tuple[Store, Settings]:
        """A pickup place more; the form has `name`, `zip`, `city` and `address_1`."""
        caller.require(Scope.SETTINGS_WRITE)
        name, place = _read_store(form)
        store_id = self.ids.take(1)[0]

        async def work(books: Books) -> tuple[Store, Settings]:
            country = (await books.settings.load()).country
            (finding,) = await books.addresses.find(country, [place])
            store = Store(store_id, name, place.zip, place.city, place.address_1, finding.key)
            return store, await _kept(
                books, lambda present: replace(present, stores=(*present.stores, store))
            )

        return await self.ledger.run(caller, self.clock.now(), work)

    async def remove_store(self, caller: Caller, store_id: str) -> Settings:
        def without(present: Settings) -> Settings:
            stores = tuple(store for store in present.stores if store.id != store_id)
            if len(stores) == len(present.stores):
                raise Refused([malformed("id", "must be the id of one of the account's stores")])
            return replace(present, stores=stores)

        return await self.amend(caller, without)


async def _kept(books: Books, amended: Callable[[Settings], Settings]) -> Settings:
    before = await books.settings.load()
    after = amended(before)
    await books.settings.save(Change(before, after, Happening.UPDATED))
    return after


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
