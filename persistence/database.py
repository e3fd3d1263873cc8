"""The pool of connections, with bounded waits and nothing kept in a session."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol, Self, TypeAlias, TypeVar

import asyncpg
import msgspec
from asyncpg import InterfaceError
from asyncpg.pool import PoolConnectionProxy

from domain.errors import Unavailable
from persistence.faults import Fault, fault
from persistence.statement import Statement

T = TypeVar("T")
Row = asyncpg.Record
Rows = list[Row]
Pool: TypeAlias = "asyncpg.Pool[Row]"

POOL_WAIT = 3.0  # seconds for a free connection, or a new one
ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 1.0

_SETTINGS = {
    "application_name": "delivery-gateway",
    "timezone": "UTC",
    "jit": "off",  # no statement here is long enough to gain by it
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}


class Source(Protocol):
    """What statements can be run on: the pool, or the one transaction of a command."""

    async def fetch(self, statement: Statement, **values: object) -> Rows: ...


class Transaction:
    """One connection inside BEGIN and COMMIT."""

    __slots__ = ("_connection",)

    def __init__(self, connection: "PoolConnectionProxy[Row]") -> None:
        self._connection = connection

    async def fetch(self, statement: Statement, **values: object) -> Rows:
        return await self._connection.fetch(statement.sql, *statement.arguments(values))

    async def begin(self) -> None:
        await self._connection.execute("BEGIN")

    async def commit(self) -> None:
        if await self._connection.execute("COMMIT") != "COMMIT":
            raise RuntimeError("the work went on after an error of the database")

    async def rollback(self) -> None:
        """Never raises: a connection that cannot roll back is thrown away."""
        try:
            await self._connection.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - what is being undone for is the error to tell
            with suppress(InterfaceError):  # gone already
                self._connection.terminate()


class Database:
    """A pool to read from; commands take a transaction of it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aenter__(self) -> Self:
        """Connect; raises `Unavailable`."""
        try:
            await self._pool
        except (OSError, asyncpg.PostgresError) as error:
            if fault(error, connected=False) is None:
                raise
            raise Unavailable from error
        return self

    async def __aexit__(self, *_raised: object) -> None:
        await self._pool.close()

    async def fetch(self, statement: Statement, **values: object) -> Rows:
        """Run one statement by itself, again after a lost connection: it must do no harm twice."""

        async def work(transaction: Transaction) -> Rows:
            return await transaction.fetch(statement, **values)

        return await self.persist(lambda: self.attempt(work))

    async def attempt(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Lend a connection; raises `Faulty` for what may go well another time."""
        connection: PoolConnectionProxy[Row] | None = None
        try:
            connection = await self._pool.acquire(timeout=POOL_WAIT)
            return await work(Transaction(connection))
        except Exception as error:
            kind = fault(error, connected=_is_open(connection))
            if kind is None:
                raise
            raise Faulty(kind) from error
        finally:
            if connection is not None:
                await self._pool.release(connection)

    async def persist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Attempt again after conflicts and lost connections, for a second or two; raises `Unavailable`."""
        number = 1
        while True:
            try:
                return await attempt()
            except Faulty as error:
                if error.fault is Fault.OVERLOAD or number == ATTEMPTS:
                    raise Unavailable from error
            await asyncio.sleep(pause(number))
            number += 1


def _is_open(connection: "PoolConnectionProxy[Row] | None") -> bool:
    """Once its connection is lost, a proxy answers everything with an error, this question too."""
    with suppress(InterfaceError):
        return connection is not None and not connection.is_closed()
    return False


def database_at(dsn: str, pool_size: int) -> Database:
    """A pool of at most `pool_size` connections, none of them made before it is entered."""
    return Database(
        asyncpg.create_pool(
            dsn,
            min_size=min(2, pool_size),
            max_size=pool_size,
            init=_prepare,
            reset=_keep,
            timeout=POOL_WAIT,
            statement_cache_size=256,
            server_settings=_SETTINGS,
        )
    )


async def _prepare(connection: "asyncpg.Connection[Row]") -> None:
    encoder = msgspec.json.Encoder()
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: encoder.encode(value).decode(),
        decoder=msgspec.json.decode,
    )


async def _keep(connection: "asyncpg.Connection[Row]") -> None:
    """Instead of asyncpg's RESET ALL, a round trip that costs a quarter of the throughput."""


class Faulty(Exception):
    """An attempt failed for a reason that may pass."""

    def __init__(self, kind: Fault) -> None:
        super().__init__(kind.value)
        self.fault = kind


def pause(number: int) -> float:
    """Seconds to wait after the attempt of that number; random, so that rivals do not meet again."""
    return random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**number))  # noqa: S311 - no secret
