import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

import asyncpg
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from domain.errors import Refused
from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.rules.idempotency import KEPT, LONGEST_WAIT, in_use
from persistence.engine.database import Rows, Transaction
from persistence.engine.statement import Statement
from persistence.schema.tables import idempotency

_OWN = (
    idempotency.c.account_id == bindparam("of_account"),
    idempotency.c.key == bindparam("of_key"),
)

# A repeated request waits for this long for the first one to commit or roll back.
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


@dataclass(frozen=True, slots=True)
class PgIdempotencyKeys:
    """The idempotency keys of an account in one transaction; the row of a key is its lock."""

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
        """Insert the key, or renew it if it has expired but is not pruned yet."""
        kept = {"fingerprint": claim.fingerprint, "ids": [], "created_at": claim.at}
        of = {"of_account": self.account_id, "of_key": claim.key, "expired": claim.at - KEPT}
        taken = await self.transaction.fetch(TAKE, account_id=self.account_id, key=claim.key, **kept)
        return taken or await self.transaction.fetch(RENEW, **of, **kept)

    async def _record(self, key: str) -> IdempotencyRecord:
        (row,) = await self.transaction.fetch(FIND, of_account=self.account_id, of_key=key)
        return IdempotencyRecord(row[0], row[1])


class KeyLocks:
    """Locks on idempotency keys within this process, taken before a connection is borrowed.

    Correctness does not depend on them, as the key's row is the lock. But repeated requests that wait for
    that row would hold a connection each, until none is left for other requests.
    """

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def acquire(self, account_id: str, key: str | None) -> AsyncIterator[None]:
        """Wait for other commands under the same key; raises `Refused` if that takes too long."""
        if key is None:
            yield
            return
        lock = self._locks.setdefault((account_id, key), asyncio.Lock())
        try:
            async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                await lock.acquire()
        except TimeoutError:
            raise Refused([in_use(key)]) from None
        try:
            yield
        finally:
            lock.release()
