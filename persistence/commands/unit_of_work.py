from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID, uuid4

from domain.model.auth import Caller
from domain.ports import UnitOfWork
from persistence.addresses.presence import RegisterPresence
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
    """Everything that one command reads and writes, on one connection."""

    keys: PgIdempotencyKeys
    deliveries: PgDeliveries
    sweeps: PgSweeps
    settings: PgAccountSettings
    tokens: PgTokens
    addresses: PgAddressRegister


@dataclass(frozen=True, slots=True)
class PgLedger:
    """Runs each command in a transaction of its own.

    The order of locks is: the idempotency key, the account if tokens are created or revoked, deliveries by
    id, sweeps by id, the event counter.
    """

    database: Database
    register_presence: RegisterPresence
    announce: Callable[[str], None]
    """Called with the account of each command that wrote events, after these are committed."""
    key_locks: KeyLocks = field(default_factory=KeyLocks)

    async def run(
        self, caller: Caller, at: datetime, work: Callable[[UnitOfWork], Awaitable[T]], key: str | None = None
    ) -> T:
        """Run the command, again after a `TransientError`; raises `Unavailable` after some seconds."""
        command = _Command(caller, at, work, self.register_presence)
        async with self.key_locks.acquire(caller.account_id, key):
            answer = await self.database.persist(lambda: self.database.attempt(command.run))
        if command.doubtful:
            self.announce(caller.account_id)
        return answer


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[T]):
    """The answer of an attempt, and the number of its first event if its COMMIT was executed."""

    answer: T
    number: int


@dataclass(slots=True)
class _Command(Generic[T]):
    """One command through all its attempts; `doubtful` is set while a COMMIT is not confirmed."""

    caller: Caller
    at: datetime
    work: Callable[[UnitOfWork], Awaitable[T]]
    register_presence: RegisterPresence
    id: UUID = field(default_factory=uuid4)
    doubtful: _Outcome[T] | None = None

    async def run(self, transaction: Transaction) -> T:
        """Attempt the command once, unless the COMMIT of the attempt before was executed."""
        doubtful = self.doubtful
        if doubtful and await self._was_committed(transaction, doubtful):
            return doubtful.answer
        self.doubtful = None
        return await self._attempt(transaction)

    async def _was_committed(self, transaction: Transaction, doubtful: _Outcome[T]) -> bool:
        """Look in a separate transaction, with a command's time-out; it releases the counter at once."""
        await transaction.begin()
        try:
            return await was_committed(transaction, self.caller.account_id, doubtful.number, self.id)
        finally:
            await transaction.rollback()

    async def _attempt(self, transaction: Transaction) -> T:
        async with transaction.open():
            journal = Journal()
            answer = await self.work(self._unit_of_work(transaction, journal))
            number = await journal.write(transaction, self.caller, self.at, self.id)
            if number is not None:
                self.doubtful = _Outcome(answer, number)
        return answer

    def _unit_of_work(self, transaction: Transaction, journal: Journal) -> PgUnitOfWork:
        account_id = self.caller.account_id
        return PgUnitOfWork(
            PgIdempotencyKeys(transaction, account_id),
            PgDeliveries(transaction, account_id, journal),
            PgSweeps(transaction, account_id, journal),
            PgAccountSettings(transaction, account_id, journal),
            PgTokens(transaction, account_id, journal),
            PgAddressRegister(transaction, self.register_presence),
        )
