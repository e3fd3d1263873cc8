"""The outbox: events of the last day, read in the order of each account's numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, literal_column, select, true

from domain.errors import CannotResume
from domain.model.delivery import Delivery
from domain.model.events import Event, EventType, FeedEvent, Subject
from domain.model.sweep import Sweep
from persistence.engine.database import Database, Row
from persistence.engine.statement import Statement, rows
from persistence.errors import UnknownAccount
from persistence.rows.delivery import delivery_from_row
from persistence.rows.sweep import sweep_from_row
from persistence.schema.tables import delivery, event, event_counter, outbox, sweep

PAGE: Final = 200  # events of one account that are read at once

_OWN = event_counter.c.account_id == bindparam("account_id")
_OLDEST = (
    select(func.min(outbox.c.number)).where(outbox.c.account_id == bindparam("account_id")).scalar_subquery()
)
BOUNDS = Statement(select(event_counter.c.number, _OLDEST).where(_OWN))

_ASKED = rows([outbox.c.account_id, outbox.c.number], "asked")
_NEXT = (
    select(outbox)
    .where(outbox.c.account_id == _ASKED.c.account_id, outbox.c.number > _ASKED.c.number)
    .order_by(outbox.c.number)
    .limit(literal_column(str(PAGE)))
    .lateral("next")
)
_SAME = (event.c.account_id == _NEXT.c.account_id) & (event.c.number == _NEXT.c.number)
NEWS = Statement(
    select(_NEXT, event.c.changes)
    .select_from(_ASKED.join(_NEXT, true()).join(event, _SAME))
    .order_by(_NEXT.c.account_id, _NEXT.c.number)
)

_DELIVERIES = rows([delivery.c.account_id, delivery.c.id], "named")
DELIVERIES = Statement(
    select(delivery).join(
        _DELIVERIES,
        (delivery.c.account_id == _DELIVERIES.c.account_id) & (delivery.c.id == _DELIVERIES.c.id),
    )
)
_SWEEPS = rows([sweep.c.account_id, sweep.c.id], "named")
SWEEPS = Statement(
    select(sweep).join(_SWEEPS, (sweep.c.account_id == _SWEEPS.c.account_id) & (sweep.c.id == _SWEEPS.c.id))
)

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outbox:
    """Reads events in the order of their commits, with the delivery or sweep that they are about."""

    database: Database

    async def start(self, account_id: str, after: int | None) -> tuple[int, int]:
        """Return the account's last number, and the one to follow from; raises `CannotResume`."""
        found = await self.database.fetch(BOUNDS, account_id=account_id)
        if not found:
            raise UnknownAccount(account_id)
        last, oldest = found[0]
        if after is None:
            return last, last
        if not (last if oldest is None else oldest - 1) <= after <= last:
            raise CannotResume
        return last, after

    async def following(self, after: Mapping[str, int]) -> Mapping[str, Sequence[FeedEvent]]:
        """Return the next events of each account after a number, at most `PAGE` of each."""
        found = await self.database.fetch(NEWS, account_id=list(after), number=list(after.values()))
        deliveries = {
            (each.account_id, each.id): each
            for each in map(
                delivery_from_row, await self._rows_of_subject(DELIVERIES, Subject.DELIVERY, found)
            )
        }
        sweeps = {
            (each.account_id, each.id): each
            for each in map(sweep_from_row, await self._rows_of_subject(SWEEPS, Subject.SWEEP, found))
        }
        news: dict[str, list[FeedEvent]] = {}
        for row in found:
            news.setdefault(row["account_id"], []).append(_make_feed_event(row, deliveries, sweeps))
        return news

    async def _rows_of_subject(
        self, statement: Statement, subject: Subject, found: Iterable[Row]
    ) -> Sequence[Row]:
        """Return the rows that events of one subject are about, each once."""
        keys = {(row["account_id"], row["subject_id"]) for row in found if row["subject"] == subject}
        if not keys:
            return ()
        accounts, ids = zip(*keys, strict=True)
        return await self.database.fetch(statement, account_id=list(accounts), id=list(ids))


def _make_feed_event(row: Row, deliveries: Mapping[Key, Delivery], sweeps: Mapping[Key, Sweep]) -> FeedEvent:
    changes = {path: (before, after) for path, (before, after) in row["changes"].items()}
    about = Event(Subject(row["subject"]), row["subject_id"], EventType(row["event_type"]), changes)
    key = (row["account_id"], row["subject_id"])
    return FeedEvent(
        row["number"],
        about,
        row["at"],
        deliveries.get(key) if about.subject is Subject.DELIVERY else None,
        sweeps.get(key) if about.subject is Subject.SWEEP else None,
    )
