from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg
from sqlalchemy import bindparam, delete, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from domain.errors import Refused
from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.rules.idempotency import KEPT, LONGEST_WAIT, in_use
from persistence.engine.database import Database, Rows, Transaction
from persistence.engine.statement import Statement
from persistence.schema.tables import idempotency

LONGEST_COMMAND = timedelta(hours=1)  # far longer than any takes: what one looks at is not pruned meanwhile
PRUNED_AT_ONCE = 1_000

_OWN = (
    idempotency.c.account_id == bindparam("of_account"),
    idempotency.c.key == bindparam("of_key"),
)
_OLD = idempotency.alias("old")

# A repetition waits here until the first request has come to its end, one way or the other.
WAIT_A_LITTLE = Statement(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT.seconds}s'"))
WAIT_AS_USUAL = Statement(text("SET LOCAL lock_timeout TO DEFAULT"))
TAKE = Statement(
    insert(idempotency)
    .values({column: bindparam(column.name) for column in idempotency.c})
    .on_conflict_do_nothing()
    .returning(idempotency.c.key)
)
RENEW = Statement(
    update(idempotency)
    .where(*_OWN, idempotency.c.created_at <= bindparam("expired"))
    .values({name: bindparam(name) for name in ("fingerprint", "ids", "created_at")})
    .returning(idempotency.c.key)
)
FIND = Statement(select(idempotency.c.fingerprint, idempotency.c.ids).where(*_OWN))
SETTLE = Statement(update(idempotency).where(*_OWN).values(ids=bindparam("ids")))
PRUNE = Statement(
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


@dataclass(frozen=True, slots=True)
class PgIdempotencyKeys:
    """An account's idempotency keys inside one transaction: the row is its lock."""

    transaction: Transaction
    account_id: str

    async def claim(self, claim: IdempotencyClaim) -> IdempotencyRecord | None:
        await self.transaction.fetch(WAIT_A_LITTLE)
        try:
            taken = await self._take(claim)
        except asyncpg.LockNotAvailableError as error:
            raise Refused([in_use(claim.key)]) from error
        await self.transaction.fetch(WAIT_AS_USUAL)
        return None if taken else await self._record(claim.key)

    async def settle(self, key: str, ids: Sequence[str]) -> None:
        await self.transaction.fetch(SETTLE, of_account=self.account_id, of_key=key, ids=list(ids))

    async def _take(self, claim: IdempotencyClaim) -> Rows:
        """A key that is nobody's, or one that has expired but was not pruned yet."""
        kept = {"fingerprint": claim.fingerprint, "ids": [], "created_at": claim.at}
        of = {"of_account": self.account_id, "of_key": claim.key, "expired": claim.at - KEPT}
        taken = await self.transaction.fetch(TAKE, account_id=self.account_id, key=claim.key, **kept)
        return taken or await self.transaction.fetch(RENEW, **of, **kept)

    async def _record(self, key: str) -> IdempotencyRecord:
        (row,) = await self.transaction.fetch(FIND, of_account=self.account_id, of_key=key)
        return IdempotencyRecord(row[0], row[1])


async def prune(database: Database, now: datetime) -> int:
    """Forget the keys of all accounts that expired some time ago, a few at once; tells how many."""
    expired, count = now - KEPT - LONGEST_COMMAND, 0
    while pruned := await database.change(PRUNE, expired=expired, limit=PRUNED_AT_ONCE):
        count += len(pruned)
    return count
