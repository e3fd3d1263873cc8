"""The counts of used calls, by account, token, call and day.

They are stored in batches, and complete only as far as processes and the database run without failures.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from domain.model.call_usage import CallUsage
from persistence.engine.database import Database
from persistence.engine.statement import Statement, rows
from persistence.schema.tables import call_usage

_NEW = rows(call_usage.c, "new")
_NAMES: Final = [column.name for column in call_usage.c]
_KEY: Final = [column.name for column in call_usage.primary_key]
_ADD = insert(call_usage).from_select(
    _NAMES,
    # In the order of the key, so that processes that store the same calls wait for each other in one order.
    select(*(_NEW.c[name] for name in _NAMES)).order_by(*(_NEW.c[name] for name in _KEY)),
)
ADD = Statement(
    _ADD.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "requests": call_usage.c.requests + _ADD.excluded.requests,
            "last_used_at": func.greatest(call_usage.c.last_used_at, _ADD.excluded.last_used_at),
        },
    )
)


async def store_usage(database: Database, used: Sequence[tuple[str, CallUsage]]) -> None:
    """Add the use of calls to what is stored; each has its account's id."""
    if used:
        columns = zip(*(_row(account_id, each) for account_id, each in used), strict=True)
        await database.change(ADD, **dict(zip(_NAMES, map(list, columns), strict=True)))


def _row(account_id: str, used: CallUsage) -> tuple[object, ...]:
    at = used.last_used_at
    return account_id, used.token_id, used.channel, used.call, at.date(), used.requests, at
