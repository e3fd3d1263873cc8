"""The pool of connections, with bounded waits and nothing kept in a session."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
import msgspec
from asyncpg import InterfaceError
from asyncpg.pool import PoolConnectionProxy

from persistence.engine.error_kinds import READ_ONLY, sqlstate
from persistence.engine.stats import PoolState

Row = asyncpg.Record
PooledConnection: TypeAlias = "PoolConnectionProxy[Row]"

CLOSING = 5.0  # seconds for connections that are lent to come back


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a free or a new connection, for a turn to search, for a lock, and for a statement.

    `read` is for a statement by itself, `statement` for each one of a command.
    """

    connection: float = 3.0
    search: float = 3.0
    lock: float = 5.0
    read: float = 3.0
    statement: float = 30.0

    @property
    def begin(self) -> str:
        """The beginning of a command's transaction, one message to the server."""
        return f"BEGIN; SET LOCAL statement_timeout = {self.statement * 1000:.0f}"

    @property
    def settings(self) -> dict[str, str]:
        """What holds for a session, so for statements outside of a command's transaction."""
        return {
            "application_name": "delivery-gateway",
            "timezone": "UTC",
            "jit": "off",  # no statement here is long enough to gain by it
            "lock_timeout": f"{self.lock * 1000:.0f}",  # ms
            "statement_timeout": f"{self.read * 1000:.0f}",
            "idle_in_transaction_session_timeout": "30s",
        }


@dataclass(frozen=True, slots=True)
class Connections:
    """Lends connections; no error of theirs is interpreted here."""

    pool: "asyncpg.Pool[Row]"
    timeouts: Timeouts

    async def open(self) -> None:
        await self.pool

    async def close(self) -> None:
        with suppress(TimeoutError):  # the pool then breaks off what is left
            async with asyncio.timeout(CLOSING):
                await self.pool.close()

    async def borrow(self) -> PooledConnection:
        return await self.pool.acquire(timeout=self.timeouts.connection)

    async def give_back(self, connection: PooledConnection) -> None:
        """Never raises: what it was lent for is done, and the pool does not keep a bad one."""
        with suppress(OSError, InterfaceError, asyncpg.PostgresError):
            await self.pool.release(connection)

    async def discard(self, connection: PooledConnection, error: Exception) -> None:
        """Keep this one no longer, and none at all to a server that is not the primary any more."""
        with suppress(InterfaceError):  # gone already
            connection.terminate()
        if sqlstate(error) == READ_ONLY:
            await self.pool.expire_connections()

    def state(self) -> PoolState:
        size = self.pool.get_size()
        return PoolState(self.pool.get_max_size(), size, size - self.pool.get_idle_size())


def is_open(connection: PooledConnection) -> bool:
    """Once its connection is lost, a proxy answers everything with an error, this question too."""
    with suppress(InterfaceError):
        return not connection.is_closed()
    return False


def connections_to(dsn: str, most: int, timeouts: Timeouts) -> Connections:
    """A pool that is yet to be opened."""
    pool = asyncpg.create_pool(
        dsn,
        init_size=min(2, most),
        min_size=0,  # a floor would be restored, and complained of, all the while the server is away
        max_size=most,
        init=_prepare,
        reset=_keep,
        timeout=timeouts.connection,
        statement_cache_size=256,
        server_settings=timeouts.settings,
    )
    return Connections(pool, timeouts)


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
