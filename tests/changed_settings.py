from domain.model.auth import Caller
from domain.model.events import Change, EventType
from domain.model.settings import Settings
from domain.ports import UnitOfWork
from domain.usecases import UseCases


async def change_settings(usecases: UseCases, caller: Caller, settings: Settings) -> Settings:
    """Replace all of an account's settings by any others, which need not be such as the rules accept."""

    async def work(unit: UnitOfWork) -> Settings:
        await unit.settings.save(Change(await unit.settings.lock(), settings, EventType.UPDATED))
        return settings

    commands = usecases.settings
    return await commands.ledger.run(caller, commands.clock.now(), work)
