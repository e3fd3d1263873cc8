"""The events of a command, written with gapless numbers by its last statements before COMMIT."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Column, Text, bindparam, cast, insert, select, true, update

from domain.model.auth import Caller
from domain.model.events import Event, EventType, Subject
from persistence.engine.database import Source
from persistence.engine.statement import Statement, rows
from persistence.errors import UnknownAccount
from persistence.schema.tables import event, event_counter, outbox

SLICE: Final = 250  # events that one statement writes; others are served between the statements

_encode = msgspec.json.Encoder().encode
_OF_ALL = ("subject", "event_type", "at", "actor", "channel", "request_id", "command_id")

# The changes are texts here: the driver sends an array of texts at a third of the cost of one of documents.
_NEW = rows([event.c.subject_id, Column("changes", Text())], "new")
_NUMBERED = (
    update(event_counter)
    .where(event_counter.c.account_id == bindparam("account_id"))
    .values(number=event_counter.c.number + bindparam("count"))
    .returning(event_counter.c.account_id, (event_counter.c.number - bindparam("count")).label("base"))
    .cte("numbered")
)
_VALUES = (
    {"account_id": _NUMBERED.c.account_id, "number": _NUMBERED.c.base + _NEW.c.place}
    | {"subject_id": _NEW.c.subject_id, "changes": cast(_NEW.c.changes, event.c.changes.type)}
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


@dataclass(frozen=True, slots=True)
class _Alike:
    """Events of one type about one kind of subject, with their changes as JSON."""

    subject: Subject
    event_type: EventType
    subject_ids: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    def takes(self, event: Event) -> bool:
        return (
            event.type is self.event_type and event.subject is self.subject and len(self.subject_ids) < SLICE
        )


class Journal:
    """Collects the events of one command and writes them.

    Their changes are encoded at once, because thousands of them take much room as values.
    """

    __slots__ = ("_noted",)

    def __init__(self) -> None:
        self._noted: list[_Alike] = []

    def note(self, event: Event) -> None:
        if not self._noted or not self._noted[-1].takes(event):
            self._noted.append(_Alike(event.subject, event.type))
        alike = self._noted[-1]
        alike.subject_ids.append(event.subject_id)
        alike.changes.append(_encode(event.changes).decode())

    async def write(self, source: Source, caller: Caller, at: datetime, command_id: UUID) -> int | None:
        """Write all events and return the number of the first, or `None` if there are none.

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
        numbers = [await _write_alike(source, alike, common) for alike in self._noted]
        return numbers[0] if numbers else None


async def _write_alike(source: Source, events: _Alike, common: Mapping[str, object]) -> int:
    """Write the events and return the number of the first."""
    numbered = await source.fetch(
        WRITE,
        count=len(events.subject_ids),
        subject=events.subject,
        event_type=events.event_type,
        subject_id=events.subject_ids,
        changes=events.changes,
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
