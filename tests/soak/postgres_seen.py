"""The embedded Postgres of a gateway, observed and signalled from outside."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

import asyncpg

from persistence.embedded.binaries import find_binaries
from persistence.embedded.cluster import DATABASE, SUPERUSER
from persistence.embedded.postmaster_file import PostmasterFile, read_postmaster_file
from persistence.embedded.server_user import choose_user

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# Busy backends first.
BACKENDS = """
    SELECT pid FROM pg_stat_activity WHERE application_name = 'delivery-gateway' ORDER BY state = 'idle', pid
"""
DURABLE = "SELECT name FROM pg_settings WHERE name = ANY($1) AND setting <> 'on'"
SETTINGS = ["fsync", "full_page_writes", "synchronous_commit"]


def dsn_of(socket_folder: Path) -> str:
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(socket_folder), safe='')}"


@dataclass(frozen=True, slots=True)
class PostgresSeen:
    """The server on one cluster; its process is read from `postmaster.pid` every time."""

    cluster: Path

    @classmethod
    def below(cls, place: Path) -> "PostgresSeen":
        """Return the server of the gateway with its data in `place`."""
        return cls(choose_user(find_binaries(), place / "data" / "postgres").home / "postgres")

    def file(self) -> PostmasterFile:
        found = read_postmaster_file(self.cluster)
        if found is None:
            raise RuntimeError(f"no server runs on {self.cluster}")
        return found

    def strike(self, number: signal.Signals) -> None:
        """Send a signal to the postmaster."""
        os.kill(self.file().pid, number)

    async def kill_backend(self) -> None:
        """Kill a backend of the gateway, a busy one if there is any."""
        async with self.connect() as connection:
            pid = await connection.fetchval(BACKENDS)
        os.kill(pid, signal.SIGKILL)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connection]:
        connection = await asyncpg.connect(dsn_of(self.file().socket_folder))
        try:
            yield connection
        finally:
            await connection.close()


async def check_durable(connection: Connection) -> None:
    """Raise `RuntimeError` if Postgres may lose data, as figures about lost data then mean nothing."""
    unsafe = [row["name"] for row in await connection.fetch(DURABLE, SETTINGS)]
    if unsafe:
        raise RuntimeError(f"{', '.join(unsafe)} is off")
