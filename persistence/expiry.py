"""Deletion of what has expired, for all accounts."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, select, tuple_

from domain.model.call_usage import USAGE_KEPT
from domain.rules.idempotency import KEPT
from persistence.engine.database import Database
from persistence.engine.statement import Statement
from persistence.schema.tables import call_usage, idempotency, outbox

RESUMABLE: Final = timedelta(hours=24)  # for so long a subscription can be resumed from the outbox
LONGEST_COMMAND: Final = timedelta(hours=1)  # far longer than any takes: a key in use is not deleted
KEYS_AT_ONCE: Final = 1_000

_OLD = idempotency.alias("old")
DELETE_KEYS = Statement(
    delete(idempotency)
    .where(
        tuple_(idempotency.c.account_id, idempotency.c.key).in_(
            select(_OLD.c.account_id, _OLD.c.key)
            .where(_OLD.c.created_at <= bindparam("expired"))
            .limit(bindparam("limit"))
            .with_for_update(skip_locked=True)
        )
    )
    .returning(idempotency.c.key)
)
DELETE_EVENTS = Statement(delete(outbox).where(outbox.c.at < bindparam("before")))
DELETE_USAGE = Statement(delete(call_usage).where(call_usage.c.day < bindparam("before")))


async def prune_keys(database: Database, now: datetime) -> int:
    """Delete expired idempotency keys, some at once; return how many."""
    expired, count = now - KEPT - LONGEST_COMMAND, 0
    while pruned := await database.change(DELETE_KEYS, expired=expired, limit=KEYS_AT_ONCE):
        count += len(pruned)
    return count


async def prune_outbox(database: Database, now: datetime) -> None:
    """Delete the events from which no subscription can be resumed any more; they stay in the history."""
    await database.change(DELETE_EVENTS, before=now - RESUMABLE)


async def prune_usage(database: Database, now: datetime) -> None:
    """Delete the usage of calls on days that are no longer shown."""
    await database.change(DELETE_USAGE, before=(now - USAGE_KEPT).date())
