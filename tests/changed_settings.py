from domain.model.caller import Caller
from domain.model.settings import Settings
from domain.usecases import UseCases


async def change_settings(usecases: UseCases, caller: Caller, settings: Settings) -> Settings:
    """Put the whole of an account's settings in place of those that it has."""
    return (await usecases.settings.amend(caller, {}, lambda _present: settings)).answer
