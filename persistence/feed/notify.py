"""Processes tell each other by NOTIFY that there is news; who misses it looks a little later anyway."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from persistence.engine.pool import Row, Timeouts

CHANNEL: Final = "delivery_gateway_events"
NOTIFY: Final = "SELECT pg_notify($1, account_id) FROM unnest($2::text[]) AS account_id"
BETWEEN: Final = 0.01  # seconds; what is to be told in the meantime goes out together
BEFORE_RECONNECT: Final = 0.5


@dataclass(slots=True)
class NotificationListener:
    """Sends and hears the ids of accounts in which something was committed.

    Never inside of a command's transaction, where NOTIFY would make all commits of the database queue.
    """

    dsn: str
    heard: Callable[[str], None]
    connected: Callable[[], None]
    _outgoing: set[str] = field(default_factory=set)
    _due: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, account_id: str) -> None:
        self._outgoing.add(account_id)
        self._due.set()

    async def run(self) -> None:
        """Keep one connection for it, a new one when it is lost."""
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await self._connect()
            await asyncio.sleep(BEFORE_RECONNECT)

    async def _connect(self) -> None:
        connection = await asyncpg.connect(
            self.dsn,
            timeout=Timeouts().connection,
            server_settings={"application_name": "delivery-gateway feed"},
        )
        try:
            connection.add_termination_listener(lambda _connection: self._due.set())
            await connection.add_listener(CHANNEL, lambda *said: self.heard(str(said[-1])))
            self.connected()
            await self._deliver(connection)
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    async def _deliver(self, connection: "asyncpg.Connection[Row]") -> None:
        while not connection.is_closed():
            await self._due.wait()
            self._due.clear()
            if accounts := list(self._outgoing):
                self._outgoing.clear()
                await connection.execute(NOTIFY, CHANNEL, accounts)
            await asyncio.sleep(BETWEEN)
