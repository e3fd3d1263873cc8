"""The pool of connections, with time-outs for every wait and no state in a session."""

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

_JSONB_VERSION = b"\x01"
CLOSING = 5.0  # seconds for borrowed connections to be given back


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a free or a new connection, for the search limit, for a lock and for a statement.

    `read` applies to a statement by itself, `statement` to each one of a command.
    """

    connection: float = 3.0
    search: float = 3.0
    lock: float = 5.0
    read: float = 3.0
    statement: float = 30.0

    @property
    def begin(self) -> str:
        """The statements that begin a command's transaction, in one message to the server."""
        return f"BEGIN; SET LOCAL statement_timeout = {self.statement * 1000:.0f}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a session, which apply outside of a command's transaction."""
        return {
            "application_name": "delivery-gateway",
            "timezone": "UTC",
            "jit": "off",  # no statement here is long enough to gain by it
            # Every statement is made for one plan; a plan for its values may read an index that filters.
            "plan_cache_mode": "force_generic_plan",
            "lock_timeout": f"{self.lock * 1000:.0f}",  # ms
            "statement_timeout": f"{self.read * 1000:.0f}",
            "idle_in_transaction_session_timeout": "30s",
        }


@dataclass(frozen=True, slots=True)
class Connections:
    """Lends connections; does not interpret their errors."""

    pool: "asyncpg.Pool[Row]"
    timeouts: Timeouts

    async def open(self) -> None:
        await self.pool

    async def close(self) -> None:
        with suppress(TimeoutError):  # the pool then terminates the remaining connections
            async with asyncio.timeout(CLOSING):
                await self.pool.close()

    async def borrow(self) -> PooledConnection:
        # The pool's own time-out would make a task for each connection that is lent.
        async with asyncio.timeout(self.timeouts.connection):
            return await self.pool.acquire()

    async def give_back(self, connection: PooledConnection) -> None:
        """Return a connection to the pool, which drops a broken one; never raises."""
        with suppress(OSError, InterfaceError, asyncpg.PostgresError):
            await self.pool.release(connection)

    async def discard(self, connection: PooledConnection, error: Exception) -> None:
        """Close the connection, and all others too if the server is no longer the primary."""
        with suppress(InterfaceError):  # closed already
            connection.terminate()
        if sqlstate(error) == READ_ONLY:
            await self.pool.expire_connections()

    def state(self) -> PoolState:
        size = self.pool.get_size()
        return PoolState(self.pool.get_max_size(), size, size - self.pool.get_idle_size())


def is_open(connection: PooledConnection) -> bool:
    """Whether the connection is open; the proxy of a lost connection raises an error for any call."""
    with suppress(InterfaceError):
        return not connection.is_closed()
    return False


def connections_to(dsn: str, most: int, timeouts: Timeouts) -> Connections:
    """Return a pool that is not open yet."""
    pool = asyncpg.create_pool(
        dsn,
        init_size=min(2, most),
        min_size=0,  # with a minimum, the pool would log errors as long as the server is down
        max_size=most,
        init=_prepare,
        reset=_skip_reset,
        timeout=timeouts.connection,
        statement_cache_size=256,
        server_settings=timeouts.settings,
    )
    return Connections(pool, timeouts)


async def _prepare(connection: "asyncpg.Connection[Row]") -> None:
    """Read and write documents in the binary format, which is their text after a version number."""
    encoder = msgspec.json.Encoder()
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: _JSONB_VERSION + encoder.encode(value),
        decoder=lambda value: msgspec.json.decode(value[1:]),
        format="binary",
    )


async def _skip_reset(connection: "asyncpg.Connection[Row]") -> None:
    """Replace asyncpg's RESET ALL, a round trip that costs a quarter of the throughput."""
