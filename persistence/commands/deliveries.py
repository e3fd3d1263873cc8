from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import bindparam, insert, select, update

from domain.model.delivery import Delivery, State
from domain.model.events import Change
from domain.rules.history import delivery_event
from persistence.commands.journal import Journal
from persistence.engine.database import Transaction
from persistence.engine.statement import Statement, any_of, rows
from persistence.rows.by_id import arrange_by_ids, index_by_id
from persistence.rows.delivery import column_of, columns_from_deliveries, delivery_from_row
from persistence.schema.tables import DELETED, delivery

FEWEST_COPIED: Final = 20  # rows that COPY inserts in less time than a statement with arrays

_OWN = delivery.c.account_id == bindparam("account_id")
_NEW_NAMES = [column.name for column in delivery.c if column.name != "account_id"]
_NEW = rows([delivery.c[name] for name in _NEW_NAMES], "new")

LOCK = Statement(
    select(delivery)
    .where(_OWN, delivery.c.id == any_of("ids"), delivery.c.state != DELETED)
    .order_by(delivery.c.id)
    .with_for_update()
)
LOCK_SWEEP = Statement(
    select(delivery)
    .where(_OWN, delivery.c.sweep_id == bindparam("sweep_id"))
    .order_by(delivery.c.id)
    .with_for_update()
)
STATES = Statement(select(delivery.c.state).where(_OWN, delivery.c.sweep_id == bindparam("sweep_id")))
LOOK_UP = Statement(select(delivery).where(_OWN, delivery.c.id == any_of("ids")))
FIND_IDS = Statement(
    select(delivery.c.id).where(_OWN, delivery.c.id == any_of("ids"), delivery.c.state != DELETED)
)
INSERT = Statement(
    insert(delivery).from_select(
        ["account_id", *_NEW_NAMES],
        select(bindparam("account_id"), *(_NEW.c[name] for name in _NEW_NAMES)),
    )
)


def _without_null(columns: Mapping[str, Sequence[object]]) -> Mapping[str, Sequence[object]]:
    """Return the columns that have any value; null is the default of the others."""
    return {name: values for name, values in columns.items() if values.count(None) < len(values)}


@lru_cache(maxsize=64)
def compile_overwrite(columns: frozenset[str]) -> Statement:
    """Return the statement that sets these columns of deliveries; the first time takes half a millisecond."""
    names = sorted(columns)
    new = rows([delivery.c[name] for name in ("id", *names)], "new")
    changed = update(delivery).where(_OWN, delivery.c.id == new.c.id)
    return Statement(changed.values({name: new.c[name] for name in names}))


@dataclass(frozen=True, slots=True)
class PgDeliveries:
    """The deliveries of an account in one transaction."""

    transaction: Transaction
    account_id: str
    journal: Journal

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Delivery]:
        found = await self.transaction.fetch(LOCK, account_id=self.account_id, ids=list(ids))
        return index_by_id(map(delivery_from_row, found))

    async def lock_sweep(self, sweep_id: str) -> Sequence[Delivery]:
        found = await self.transaction.fetch(LOCK_SWEEP, account_id=self.account_id, sweep_id=sweep_id)
        return [delivery_from_row(row) for row in found]

    async def states_on(self, sweep_id: str) -> Sequence[State]:
        found = await self.transaction.fetch(STATES, account_id=self.account_id, sweep_id=sweep_id)
        return [State(row[0]) for row in found]

    async def find_ids(self, ids: Sequence[str]) -> Collection[str]:
        found = await self.transaction.fetch(FIND_IDS, account_id=self.account_id, ids=list(ids))
        return {row[0] for row in found}

    async def look_up(self, ids: Sequence[str]) -> Sequence[Delivery]:
        found = await self.transaction.fetch(LOOK_UP, account_id=self.account_id, ids=list(ids))
        return arrange_by_ids(map(delivery_from_row, found), ids)

    async def save(self, changes: Sequence[Change[Delivery]]) -> None:
        await self._insert([each.after for each in changes if each.before is None])
        await self._overwrite(
            [each.after for each in changes if each.before is not None], self._note(changes)
        )

    def _note(self, changes: Sequence[Change[Delivery]]) -> set[str]:
        """Note the events of the changes; return the paths of the attributes that differ in existing ones."""
        paths: set[str] = set()
        for change in changes:
            event = delivery_event(change)
            self.journal.note(event)
            if change.before is not None:
                paths.update(event.changes)
        return paths

    async def _insert(self, deliveries: Sequence[Delivery]) -> None:
        columns = columns_from_deliveries(deliveries)
        if len(deliveries) >= FEWEST_COPIED:
            await self.transaction.copy(delivery, _without_null(columns))
        elif deliveries:
            await self.transaction.fetch(INSERT, **{**columns, "account_id": self.account_id})

    async def _overwrite(self, deliveries: Sequence[Delivery], paths: set[str]) -> None:
        """Set the columns of the attributes at `paths`."""
        if deliveries:
            columns = frozenset({column_of(path) for path in paths} | {"updated_at"})
            values = columns_from_deliveries(deliveries, ("id", *columns))
            await self.transaction.fetch(compile_overwrite(columns), account_id=self.account_id, **values)
