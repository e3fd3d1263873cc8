from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from domain.model.events import Change
from domain.model.settings import Settings
from domain.rules.history import settings_event
from persistence.commands.journal import Journal
from persistence.engine.database import Transaction
from persistence.engine.statement import Statement
from persistence.errors import UnknownAccount
from persistence.rows.settings import SETTINGS_COLUMNS, columns_from_settings, settings_from_row
from persistence.schema.tables import account_settings

_OWN = account_settings.c.account_id == bindparam("of_account")
_SETTINGS = select(*SETTINGS_COLUMNS).where(_OWN)

LOAD = Statement(_SETTINGS)
LOCK = Statement(_SETTINGS.with_for_update())
SAVE = Statement(
    update(account_settings)
    .where(_OWN)
    .values({name: bindparam(name) for name in ("time_zone", "country", "document")})
    .returning(account_settings.c.account_id)
)


@dataclass(frozen=True, slots=True)
class PgAccountSettings:
    """The settings of an account in one transaction."""

    transaction: Transaction
    account_id: str
    journal: Journal

    async def load(self) -> Settings:
        return await self._fetch(LOAD)

    async def lock(self) -> Settings:
        return await self._fetch(LOCK)

    async def save(self, change: Change[Settings]) -> None:
        values = columns_from_settings(change.after)
        if not await self.transaction.fetch(SAVE, of_account=self.account_id, **values):
            raise UnknownAccount(self.account_id)
        self.journal.note(settings_event(self.account_id, change))

    async def _fetch(self, statement: Statement) -> Settings:
        """Raises `UnknownAccount`."""
        found = await self.transaction.fetch(statement, of_account=self.account_id)
        if not found:
            raise UnknownAccount(self.account_id)
        return settings_from_row(found[0])
