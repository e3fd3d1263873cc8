import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from domain.errors import Refused
from domain.rules.idempotency import LONGEST_WAIT, in_use


class KeyLocks:
    """Commands of this process under one idempotency key take turns before they borrow a connection.

    Nothing depends on it: the key's row is the lock. But repetitions that wait for that row would hold a
    connection each, and others would find none.
    """

    def __init__(self) -> None:
        self._taken: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, account_id: str, key: str | None) -> AsyncIterator[None]:
        """Wait for whoever was first; raises `Refused` where that takes too long."""
        if key is None:
            yield
            return
        lock = self._taken.setdefault((account_id, key), asyncio.Lock())
        try:
            async with asyncio.timeout(LONGEST_WAIT.total_seconds()):
                await lock.acquire()
        except TimeoutError:
            raise Refused([in_use(key)]) from None
        try:
            yield
        finally:
            lock.release()
