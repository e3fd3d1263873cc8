from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from domain.model.events import Change
from domain.model.sweep import Sweep
from domain.rules.history import sweep_event
from persistence.commands.journal import Journal
from persistence.engine.database import Transaction
from persistence.engine.statement import Statement, any_of
from persistence.rows.by_id import arrange_by_ids, index_by_id
from persistence.rows.sweep import columns_from_sweep, sweep_from_row
from persistence.schema.tables import sweep

_NAMED = (
    select(sweep)
    .where(sweep.c.account_id == bindparam("account_id"), sweep.c.id == any_of("ids"))
    .order_by(sweep.c.id)
)

LOOK_UP = Statement(_NAMED)
LOCK = Statement(_NAMED.with_for_update())
_SAVED = insert(sweep).values({column: bindparam(column.name) for column in sweep.c})
SAVE = Statement(
    _SAVED.on_conflict_do_update(
        index_elements=[sweep.c.account_id, sweep.c.id],
        set_={name: _SAVED.excluded[name] for name in ("day", "state", "updated_at")},
    )
)


@dataclass(frozen=True, slots=True)
class PgSweeps:
    """The sweeps of an account in one transaction."""

    transaction: Transaction
    account_id: str
    journal: Journal

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Sweep]:
        found = await self.transaction.fetch(LOCK, account_id=self.account_id, ids=list(ids))
        return index_by_id(map(sweep_from_row, found))

    async def look_up(self, ids: Sequence[str]) -> Sequence[Sweep]:
        found = await self.transaction.fetch(LOOK_UP, account_id=self.account_id, ids=list(ids))
        return arrange_by_ids(map(sweep_from_row, found), ids)

    async def save(self, changes: Sequence[Change[Sweep]]) -> None:
        """Run one statement for each, as a command rarely changes more than one sweep."""
        for change in changes:
            values = {**columns_from_sweep(change.after), "account_id": self.account_id}
            await self.transaction.fetch(SAVE, **values)
        for change in changes:
            self.journal.note(sweep_event(change))
