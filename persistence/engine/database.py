"""Statements and commands, which are retried after transient errors."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from time import perf_counter
from typing import Protocol, Self, TypeVar

import asyncpg
from asyncpg import InterfaceError
from sqlalchemy import Table

from domain.errors import Unavailable
from persistence.engine.error_kinds import ErrorKind, classify_error, sqlstate
from persistence.engine.pool import (
    Connections,
    PooledConnection,
    Timeouts,
    connections_to,
)
from persistence.engine.statement import Statement
from persistence.engine.stats import DatabaseStats

T = TypeVar("T")
Row = asyncpg.Record
Rows = list[Row]

log = logging.getLogger(__name__)

ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0


class Source(Protocol):
    """Runs statements: the pool, or the transaction of a command."""

    async def fetch(self, statement: Statement, **values: object) -> Rows: ...


class Transaction:
    """A connection between BEGIN and COMMIT."""

    __slots__ = ("_begin", "_connection", "_stats")

    def __init__(self, connection: PooledConnection, stats: DatabaseStats, begin: str) -> None:
        self._connection = connection
        self._stats = stats
        self._begin = begin

    async def fetch(self, statement: Statement, **values: object) -> Rows:
        return await self._measure(self._connection.fetch(statement.sql, *statement.arguments(values)))

    async def copy(self, table: Table, columns: Mapping[str, Iterable[object]]) -> None:
        """Insert rows, given by the values of their columns, by COPY.

        It takes one more round trip than a statement, and a third of its time for each row.
        """
        records = zip(*columns.values(), strict=True)
        await self._measure(
            self._connection.copy_records_to_table(table.name, records=records, columns=list(columns))
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Begin, and commit at the end of the block, or roll back if an error is raised in it."""
        await self.begin()
        try:
            yield
        except BaseException:
            await self.rollback()
            raise
        await self.commit()

    async def begin(self) -> None:
        """Begin; from now on, the time-out of a command's statements applies."""
        await self._measure(self._connection.execute(self._begin))

    async def commit(self) -> None:
        if await self._measure(self._connection.execute("COMMIT")) != "COMMIT":
            raise RuntimeError("the work went on after an error of the database")

    async def ping(self) -> None:
        """Make a round trip to the server."""
        await self._measure(self._connection.execute("SELECT 1"))

    async def rollback(self) -> None:
        """Roll back, or terminate a connection that cannot; never raises."""
        try:
            await self._connection.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - the error that caused the rollback is raised
            with suppress(InterfaceError):  # closed already
                self._connection.terminate()

    async def _measure(self, answer: Awaitable[T]) -> T:
        began = perf_counter()
        try:
            return await answer
        finally:
            self._stats.statements += 1
            self._stats.seconds += perf_counter() - began


class Database:
    """Runs statements by themselves, and commands in a transaction, on pooled connections."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.stats = DatabaseStats()

    async def __aenter__(self) -> Self:
        """Connect; raises `Unavailable`."""
        try:
            await self.connections.open()
        except Exception as error:
            if classify_error(error, connected=False) is None:
                raise
            raise Unavailable from error
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self.connections.close()

    async def fetch(self, statement: Statement, **values: object) -> Rows:
        """Run one statement by itself with a read's time-out, again after a lost connection.

        Running it twice must be harmless.
        """

        async def work(transaction: Transaction) -> Rows:
            return await transaction.fetch(statement, **values)

        return await self.persist(lambda: self.attempt(work))

    async def change(self, statement: Statement, **values: object) -> Rows:
        """Run one statement with a command's time-out, for changes to any number of rows."""

        async def work(transaction: Transaction) -> Rows:
            async with transaction.open():
                return await transaction.fetch(statement, **values)

        return await self.persist(lambda: self.attempt(work))

    async def attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do the work on a connection; raises `TransientError` for an error that may not occur again."""
        connection = await self._borrow()
        try:
            return await work(Transaction(connection, self.stats, self.connections.timeouts.begin))
        except Exception as error:
            kind = classify_error(error, connected=not connection.is_closed())
            if kind is None:
                raise
            if kind is ErrorKind.LOST:
                self.connections.discard(connection, error)
            raise TransientError(kind) from error
        finally:
            self.connections.give_back(connection)

    async def persist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Retry after conflicts and lost connections, for a second or two; raises `Unavailable`."""
        number = 1
        while True:
            try:
                return await attempt()
            except TransientError as error:
                self.stats.faults[error.fault] += 1
                if error.fault is ErrorKind.OVERLOAD or number == ATTEMPTS:
                    log.warning("gave up: %s (%r)", error.fault.value, error.__cause__)
                    raise Unavailable from error
            await asyncio.sleep(pause(number))
            number += 1

    async def answers(self, within: float) -> bool:
        """Whether Postgres answers on a connection of the pool within that many seconds."""
        try:
            async with asyncio.timeout(within):
                await self.attempt(Transaction.ping)
        except (TransientError, TimeoutError):
            return False
        return True

    async def _borrow(self) -> PooledConnection:
        began = perf_counter()
        self.stats.waiting += 1
        try:
            return await self.connections.borrow()
        except Exception as error:
            kind = classify_error(error, connected=False)
            if kind is None and not sqlstate(error):
                raise
            # Any refusal of Postgres may be temporary, as it accepted connections at the start.
            raise TransientError(kind or ErrorKind.LOST) from error
        finally:
            self.stats.waiting -= 1
            self.stats.waited += perf_counter() - began


def database_at(dsn: str, pool_size: int, timeouts: Timeouts) -> Database:
    """Return a database with at most `pool_size` connections, which are opened when it is entered."""
    return Database(connections_to(dsn, pool_size, timeouts))


class TransientError(Exception):
    """An attempt failed with an error that may not occur again."""

    def __init__(self, kind: ErrorKind) -> None:
        super().__init__(kind.value)
        self.fault = kind


def pause(number: int) -> float:
    """Return the seconds to wait after an attempt; random, so that conflicting commands part."""
    return random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**number))  # noqa: S311 - not a secret
