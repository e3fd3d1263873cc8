"""The events of a command, written with gapless numbers by its last statements before COMMIT."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, cast, insert, select, true, update

from domain.model.auth import Caller
from domain.model.events import Event
from persistence.engine.database import Source
from persistence.engine.statement import Statement, rows
from persistence.errors import UnknownAccount
from persistence.schema.tables import event, event_counter, outbox

SLICE: Final = 250  # events that one statement writes; others are served between the statements

_OF_EACH = ("subject_id", "changes")
_OF_ALL = ("subject", "event_type", "at", "actor", "channel", "request_id", "command_id")

_NEW = rows([event.c[name] for name in _OF_EACH], "new")
_NUMBERED = (
    update(event_counter)
    .where(event_counter.c.account_id == bindparam("account_id"))
    .values(number=event_counter.c.number + bindparam("count"))
    .returning(event_counter.c.account_id, (event_counter.c.number - bindparam("count")).label("base"))
    .cte("numbered")
)
_VALUES = (
    {"account_id": _NUMBERED.c.account_id, "number": _NUMBERED.c.base + _NEW.c.place}
    | {name: _NEW.c[name] for name in _OF_EACH}
    | {name: cast(bindparam(name), event.c[name].type) for name in _OF_ALL}
)
_INSERTED = (
    insert(event)
    .from_select(
        list(event.c),
        select(*(_VALUES[column.name] for column in event.c)).select_from(_NUMBERED.join(_NEW, true())),
    )
    .returning(*(event.c[column.name] for column in outbox.c))
    .cte("inserted")
)
_PUBLISHED = insert(outbox).from_select(list(outbox.c), select(*_INSERTED.c)).cte("published")

WRITE = Statement(select(_NUMBERED.c.base).add_cte(_PUBLISHED))
AWAIT_OTHERS = Statement(
    select(event_counter.c.number)
    .where(event_counter.c.account_id == bindparam("account_id"))
    .with_for_update()
)
COMMAND_OF = Statement(
    select(event.c.command_id).where(
        event.c.account_id == bindparam("account_id"), event.c.number == bindparam("number")
    )
)


class Journal:
    """Collects the events of one command and writes them."""

    __slots__ = ("_events",)

    def __init__(self) -> None:
        self._events: list[Event] = []

    def note(self, events: Iterable[Event]) -> None:
        self._events.extend(events)

    async def write(self, source: Source, caller: Caller, at: datetime, command_id: UUID) -> int | None:
        """Write all events, drop them and return the number of the first, or `None` if there are none.

        Locks the account's counter until the transaction ends, so only COMMIT may follow.
        """
        common = {
            "account_id": caller.account_id,
            "at": at,
            "actor": caller.identity.actor,
            "channel": caller.channel,
            "request_id": caller.request_id,
            "command_id": command_id,
        }
        first: int | None = None
        while alike := self._take_alike():
            number = await _write_alike(source, alike, common)
            first = number if first is None else first
        return first

    def _take_alike(self) -> Sequence[Event]:
        """Remove the next events of one type from the journal, because freeing all at the end takes long."""
        groups = groupby(self._events[:SLICE], attrgetter("subject", "type"))
        alike = next((list(events) for _, events in groups), [])
        del self._events[: len(alike)]
        return alike


async def _write_alike(source: Source, events: Sequence[Event], common: Mapping[str, object]) -> int:
    """Write events of one type about one kind of subject and return the number of the first."""
    numbered = await source.fetch(
        WRITE,
        count=len(events),
        subject=events[0].subject,
        event_type=events[0].type,
        subject_id=[each.subject_id for each in events],
        changes=[each.changes for each in events],
        **common,
    )
    if not numbered:
        raise UnknownAccount(str(common["account_id"]))
    base: int = numbered[0][0]
    return base + 1


async def was_committed(source: Source, account_id: str, number: int, command_id: UUID) -> bool:
    """Whether the event with that number belongs to this command; waits for commands that are ending.

    If the answer to a COMMIT was lost, the server may still execute it and hold the lock on the counter.
    """
    await source.fetch(AWAIT_OTHERS, account_id=account_id)
    found = await source.fetch(COMMAND_OF, account_id=account_id, number=number)
    return bool(found) and found[0][0] == command_id
