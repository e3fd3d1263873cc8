"""The history of deliveries, read from the events by the index of their subject."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    literal_column,
    select,
    true,
)

from domain.model.auth import Channel
from domain.model.events import EventType, HistoryEntry, Subject
from persistence.engine.database import Row
from persistence.engine.statement import Statement, any_of, rows
from persistence.schema.tables import event

BEYOND = 2**63 - 1
"""Higher than the number of any event."""

_ENTRY = [
    event.c[name]
    for name in ("subject_id", "number", "at", "actor", "channel", "request_id", "event_type", "changes")
]
_OF_A_DELIVERY = (
    event.c.account_id == bindparam("account_id"),
    event.c.subject == literal_column(f"'{Subject.DELIVERY}'"),
)
_WANTED = rows([event.c.subject_id], "wanted")


def choose_events(
    deliveries: FromClause, delivery_id: ColumnElement[Any], suffix: str = "", limit: str = "limit"
) -> Select[Any]:
    """Return a page of the events of each of `deliveries`, newest first.

    The page's parameters are `before` and `limit`, each with the suffix.
    """
    return (
        select(*_ENTRY)
        .where(*_OF_A_DELIVERY, event.c.subject_id == delivery_id)
        .where(event.c.number < bindparam(f"before{suffix}"))
        .order_by(event.c.number.desc())
        .limit(bindparam(f"{limit}{suffix}"))
        .correlate(deliveries)
    )


_PAGE = choose_events(_WANTED, _WANTED.c.subject_id).lateral("page")
HISTORIES = Statement(select(*_PAGE.c).select_from(_WANTED.join(_PAGE, true())))
_LOCK = (
    select(*_ENTRY)
    .where(
        *_OF_A_DELIVERY,
        event.c.subject_id == _WANTED.c.subject_id,
        event.c.event_type == any_of("event_types"),
        literal_column("changes -> 'state' ->> 0", Text) == any_of("left"),
    )
    .order_by(event.c.number.desc())
    .limit(literal_column("1", Integer))
    .lateral("lock")
)
LOCKS = Statement(select(*_LOCK.c).select_from(_WANTED.join(_LOCK, true())))
_FIRST = (
    select(*_ENTRY)
    .where(*_OF_A_DELIVERY, event.c.subject_id == bindparam("id"))
    .order_by(event.c.number)
    .limit(bindparam("limit"))
    .subquery("first")
)
PAST = Statement(select(_FIRST).where(_FIRST.c.at <= bindparam("until")).order_by(_FIRST.c.number))


def entries_by_delivery(ids: Sequence[str], found: Iterable[Row]) -> Mapping[str, list[HistoryEntry]]:
    """Return the entries of each delivery in the order of the rows; a delivery may have none."""
    entries: dict[str, list[HistoryEntry]] = {delivery_id: [] for delivery_id in ids}
    for row in found:
        entries[row["subject_id"]].append(entry_from_row(row))
    return entries


def entry_from_row(row: Row) -> HistoryEntry:
    return HistoryEntry(
        number=row["number"],
        at=row["at"],
        actor=row["actor"],
        channel=Channel(row["channel"]),
        request_id=row["request_id"],
        type=EventType(row["event_type"]),
        changes={path: (before, after) for path, (before, after) in row["changes"].items()},
    )
