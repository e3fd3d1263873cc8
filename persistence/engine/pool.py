"""The pool of connections, with time-outs for every wait and no state in a session."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import asyncpg
import msgspec
from asyncpg import InterfaceError

from persistence.engine.error_kinds import READ_ONLY, sqlstate
from persistence.engine.stats import PoolState

Row = asyncpg.Record

if TYPE_CHECKING:
    PooledConnection: TypeAlias = asyncpg.Connection[Row]
else:
    PooledConnection = asyncpg.Connection

_JSONB_VERSION = b"\x01"
CLOSING = 5.0  # seconds for borrowed connections to be given back
AT_START = 2
STATEMENTS = 100  # that each connection keeps prepared, at a quarter of a megabyte in Postgres


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


Connect = Callable[[], Awaitable[PooledConnection]]


class Connections:
    """Lends connections, the one that was given back last first; does not interpret their errors.

    A free connection is lent without the task and the timer that asyncpg's own pool makes for each.
    Connections are opened when they are needed, and closed when they break.
    """

    def __init__(self, connect: Connect, most: int, timeouts: Timeouts) -> None:
        self.timeouts = timeouts
        self._connect = connect
        self._most = most
        self._opening = 0
        self._free: list[PooledConnection] = []
        self._lent: dict[PooledConnection, int] = {}
        self._generation = 0  # of the connections that are lent now; older ones are closed in the end
        self._waiting: deque[asyncio.Future[PooledConnection | None]] = deque()
        self._changed = asyncio.Event()

    async def open(self) -> None:
        """Open the first connections."""
        opened = [await self.borrow() for _ in range(min(AT_START, self._most))]
        for each in opened:
            self.give_back(each)

    async def close(self) -> None:
        """Close all connections; borrowed ones have some seconds to be given back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING):
                while self._lent:
                    self._changed.clear()
                    await self._changed.wait()
                await asyncio.gather(*(each.close() for each in self._free), return_exceptions=True)
        for each in (*self._free, *self._lent):
            _terminate(each)
        self._free.clear()

    async def borrow(self) -> PooledConnection:
        """Return a connection; raises `TimeoutError` if none is free for too long."""
        connection = None if self._waiting else self._take_free()
        if connection is None:
            async with asyncio.timeout(self.timeouts.connection):
                connection = await self._wait_for_one()
        self._lent[connection] = self._generation
        return connection

    def give_back(self, connection: PooledConnection) -> None:
        """Take a connection back, or forget a broken one; never raises."""
        if self._lent.pop(connection, self._generation) != self._generation:
            _terminate(connection)
        turn = self._next_waiting()
        if connection.is_closed():
            if turn:
                turn.set_result(None)
        elif turn:
            self._lent[connection] = self._generation
            turn.set_result(connection)
        else:
            self._free.append(connection)
        self._changed.set()

    def discard(self, connection: PooledConnection, error: Exception) -> None:
        """Close the connection, and all others too if the server is no longer the primary."""
        _terminate(connection)
        if sqlstate(error) == READ_ONLY:
            self._generation += 1
            for each in self._free:
                _terminate(each)

    def state(self) -> PoolState:
        return PoolState(self._most, len(self._free) + len(self._lent), len(self._lent))

    def _take_free(self) -> PooledConnection | None:
        while self._free:
            connection = self._free.pop()
            if not connection.is_closed():
                return connection
        return None

    async def _wait_for_one(self) -> PooledConnection:
        while True:
            if len(self._lent) + len(self._free) + self._opening < self._most:
                return await self._open_one()
            if connection := await self._wait_for_turn():
                return connection
            if connection := self._take_free():
                return connection

    async def _open_one(self) -> PooledConnection:
        self._opening += 1
        try:
            return await self._connect()
        except BaseException:
            if turn := self._next_waiting():
                turn.set_result(None)
            raise
        finally:
            self._opening -= 1

    async def _wait_for_turn(self) -> PooledConnection | None:
        """Return a connection that is given back, `None` if there is room for another one."""
        turn: asyncio.Future[PooledConnection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and (connection := turn.result()):
                self.give_back(connection)
            raise

    def _next_waiting(self) -> "asyncio.Future[PooledConnection | None] | None":
        """Return the turn of the task that has waited longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                return turn
        return None


def _terminate(connection: PooledConnection) -> None:
    with suppress(InterfaceError):  # closed already
        connection.terminate()


def connections_to(dsn: str, most: int, timeouts: Timeouts) -> Connections:
    """Return connections that are not open yet."""

    async def connect() -> PooledConnection:
        connection = await asyncpg.connect(
            dsn,
            timeout=timeouts.connection,
            statement_cache_size=STATEMENTS,
            server_settings=timeouts.settings,
        )
        try:
            await _prepare(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection

    return Connections(connect, most, timeouts)


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
