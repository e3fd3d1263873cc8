"""Notifications between processes by NOTIFY; a process that misses one polls the outbox anyway."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from persistence.engine.pool import Row, Timeouts

CHANNEL: Final = "delivery_gateway_events"
NOTIFY: Final = "SELECT pg_notify($1, account_id) FROM unnest($2::text[]) AS account_id"
BETWEEN: Final = 0.01  # seconds, during which notifications are collected
BEFORE_RECONNECT: Final = 0.5


@dataclass(slots=True)
class NotificationListener:
    """Sends and receives the ids of accounts with new events.

    It is never used in a command's transaction, as NOTIFY serialises all commits of the database.
    """

    dsn: str
    on_notify: Callable[[str], None]
    on_connect: Callable[[], None]
    _pending: set[str] = field(default_factory=set)
    _due: asyncio.Event = field(default_factory=asyncio.Event)

    def send(self, account_id: str) -> None:
        self._pending.add(account_id)
        self._due.set()

    async def run(self) -> None:
        """Keep one connection open, and open a new one when it is lost."""
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
            await connection.add_listener(CHANNEL, lambda *received: self.on_notify(str(received[-1])))
            self.on_connect()
            await self._send_pending(connection)
        finally:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1)

    async def _send_pending(self, connection: "asyncpg.Connection[Row]") -> None:
        while not connection.is_closed():
            await self._due.wait()
            self._due.clear()
            if accounts := list(self._pending):
                self._pending.clear()
                await connection.execute(NOTIFY, CHANNEL, accounts)
            await asyncio.sleep(BETWEEN)
