from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from domain.model.caller import Caller
from domain.ports import UnitOfWork
from persistence.addresses.register import PgAddressRegister
from persistence.commands.deliveries import PgDeliveries
from persistence.commands.journal import Journal, was_committed
from persistence.commands.keys import KeyLocks, PgIdempotencyKeys
from persistence.commands.settings import PgAccountSettings
from persistence.commands.sweeps import PgSweeps
from persistence.commands.tokens import PgTokens
from persistence.engine.database import Database, Transaction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PgUnitOfWork:
    """All that one command reads and writes, on one connection."""

    keys: PgIdempotencyKeys
    deliveries: PgDeliveries
    sweeps: PgSweeps
    settings: PgAccountSettings
    tokens: PgTokens
    addresses: PgAddressRegister


@dataclass(frozen=True, slots=True)
class PgLedger:
    """One transaction a command.

    Locks are taken on its idempotency key, then on the account where tokens are made or ended, then on
    deliveries by id, then sweeps, then the event counter.
    """

    database: Database
    announce: Callable[[str], None]
    """Is told the account of each command that left events, once these are committed."""
    key_locks: KeyLocks = field(default_factory=KeyLocks)

    async def run(
        self, caller: Caller, at: datetime, work: Callable[[UnitOfWork], Awaitable[T]], key: str | None = None
    ) -> T:
        """Raises `Unavailable` where some seconds of new attempts did not help."""
        command = _Command(caller, at, work)
        async with self.key_locks.acquire(caller.account_id, key):
            answer = await self.database.persist(lambda: self.database.attempt(command.run))
        if command.doubtful:
            self.announce(caller.account_id)
        return answer


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[T]):
    """What an attempt came to, and the number its first event has if its COMMIT arrived."""

    answer: T
    number: int


@dataclass(slots=True)
class _Command(Generic[T]):
    """One command through all its attempts; `doubtful` while the answer to a COMMIT is outstanding."""

    caller: Caller
    at: datetime
    work: Callable[[UnitOfWork], Awaitable[T]]
    id: UUID = field(default_factory=uuid4)
    doubtful: _Outcome[T] | None = None

    async def run(self, transaction: Transaction) -> T:
        """Attempt it once; an attempt whose COMMIT did arrive after all is not made again."""
        doubtful = self.doubtful
        if doubtful and await self._arrived(transaction, doubtful):
            return doubtful.answer
        self.doubtful = None
        return await self._attempt(transaction)

    async def _arrived(self, transaction: Transaction, doubtful: _Outcome[T]) -> bool:
        """In a transaction of its own: waiting takes a command's time, and the counter is let go at once."""
        await transaction.begin()
        try:
            return await was_committed(transaction, self.caller.account_id, doubtful.number, self.id)
        finally:
            await transaction.rollback()

    async def _attempt(self, transaction: Transaction) -> T:
        async with transaction.open():
            journal = Journal()
            answer = await self.work(_unit_of_work(transaction, self.caller.account_id, journal))
            number = await journal.write(transaction, self.caller, self.at, self.id)
            if number is not None:
                self.doubtful = _Outcome(answer, number)
        return answer


def _unit_of_work(transaction: Transaction, account_id: str, journal: Journal) -> PgUnitOfWork:
    return PgUnitOfWork(
        PgIdempotencyKeys(transaction, account_id),
        PgDeliveries(transaction, account_id, journal),
        PgSweeps(transaction, account_id, journal),
        PgAccountSettings(transaction, account_id, journal),
        PgTokens(transaction, account_id, journal),
        PgAddressRegister(transaction),
    )
