from dataclasses import dataclass
from functools import lru_cache

import msgspec
from sqlalchemy import Text, bindparam, cast, select, update

from domain.model.change import Change
from domain.model.settings import Settings
from domain.rules.history import settings_event
from persistence.commands.journal import Journal
from persistence.engine.database import Source, Transaction
from persistence.engine.statement import Statement
from persistence.errors import UnknownAccount
from persistence.rows.settings import settings_document, settings_from_document
from persistence.schema.tables import account_settings

_OWN = account_settings.c.account_id == bindparam("of_account")
_BESIDE = ("time_zone", "country")

_ALL = select(
    *(account_settings.c[name] for name in _BESIDE),
    cast(account_settings.c.document, Text),
).where(_OWN)
LOAD = Statement(_ALL)
LOCK = Statement(_ALL.with_for_update())
SAVE = Statement(
    update(account_settings)
    .where(_OWN)
    .values({name: bindparam(name) for name in (*_BESIDE, "document")})
    .returning(account_settings.c.account_id)
)


@dataclass(frozen=True, slots=True)
class PgAccountSettings:
    """An account's settings inside one transaction."""

    transaction: Transaction
    account_id: str
    journal: Journal

    async def load(self) -> Settings:
        return await load_settings(self.transaction, self.account_id)

    async def lock(self) -> Settings:
        return await load_settings(self.transaction, self.account_id, LOCK)

    async def save(self, change: Change[Settings]) -> None:
        values = columns_from_settings(change.after)
        if not await self.transaction.fetch(SAVE, of_account=self.account_id, **values):
            raise UnknownAccount(self.account_id)
        self.journal.note([settings_event(self.account_id, change)])


async def load_settings(source: Source, account_id: str, statement: Statement = LOAD) -> Settings:
    """Raises `UnknownAccount`."""
    found = await source.fetch(statement, of_account=account_id)
    if not found:
        raise UnknownAccount(account_id)
    return _settings_from_columns(*found[0])


def columns_from_settings(settings: Settings) -> dict[str, object]:
    """The document, without what has columns of its own, and these."""
    document = settings_document(settings)
    return {name: document.pop(name) for name in _BESIDE} | {"document": document}


@lru_cache(maxsize=1024)
def _settings_from_columns(time_zone: str, country: str, document: str) -> Settings:
    """Every command loads its settings; the same texts always mean the same."""
    parts = {"time_zone": time_zone, "country": country}
    return settings_from_document(parts | msgspec.json.decode(document, type=dict[str, object]))
