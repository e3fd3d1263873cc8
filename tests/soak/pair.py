"""Two Postgres servers, one of them the synchronous standby of the other."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import quote

from persistence.embedded.binaries import find_binaries
from persistence.embedded.cluster import DATABASE, SUPERUSER, ensure_cluster
from persistence.embedded.postgres_server import Server
from persistence.embedded.server_user import choose_user
from persistence.embedded.sockets import ensure_socket_folder
from tests.soak.postgres_seen import PostgresSeen

LONGEST_WAIT = 60.0
BEAT = 0.02
IN_STEP = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"


@dataclass(frozen=True, slots=True)
class ServerNode:
    """One of the two servers, which is not restarted when it dies."""

    server: Server

    @classmethod
    def at(cls, folder: Path) -> "ServerNode":
        folder.mkdir()
        user = choose_user(find_binaries(), folder)
        cluster, log = user.home / "postgres", folder / "postgres.log"
        return cls(
            Server(user, cluster, ensure_socket_folder(user), folder / "server.lock", log, durable=True)
        )

    @property
    def postgres(self) -> PostgresSeen:
        return PostgresSeen(self.server.cluster)

    async def start_first(self) -> None:
        """Create and start the server as a primary without a standby."""
        ensure_cluster(self.server.user, durable=True, report=lambda _line: None)
        await asyncio.to_thread(self.server.ensure_ready, Event())

    async def follow(self, primary: "ServerNode") -> None:
        """Start as a new standby of `primary`, which from then on confirms no COMMIT without it."""
        await asyncio.to_thread(self._copy, primary.server.socket_folder)
        await asyncio.to_thread(self.server.ensure_ready, Event())
        await primary.configure("synchronous_standby_names", "'*'")
        async with primary.postgres.connect() as connection:
            await until(lambda: connection.fetchval(IN_STEP))

    def _copy(self, source: Path) -> None:
        shutil.rmtree(self.server.cluster, ignore_errors=True)
        where = ("-h", str(source), "-U", SUPERUSER, "-D", str(self.server.cluster))
        done = self.server.user.run("pg_basebackup", *where, "-R", "-c", "fast", "-N", "--no-manifest")
        if done.returncode != 0:
            raise RuntimeError(f"no standby could be made: {done.stdout}")

    async def configure(self, name: str, value: str) -> None:
        async with self.postgres.connect() as connection:
            await connection.execute(f"ALTER SYSTEM SET {name} = {value}")
            await connection.execute("SELECT pg_reload_conf()")

    async def promote(self) -> None:
        """Make the server a primary that does not wait for a standby."""
        await self.configure("synchronous_standby_names", "''")
        async with self.postgres.connect() as connection:
            if not await connection.fetchval("SELECT pg_promote()"):
                raise RuntimeError("the standby was not promoted")

    async def kill(self) -> None:
        """Kill the postmaster and wait until all its processes have ended."""
        self.postgres.strike(signal.SIGKILL)
        await until(self._is_gone)

    async def _is_gone(self) -> bool:
        return not self.server.is_running()


@asynccontextmanager
async def pair_in(place: Path) -> AsyncIterator[tuple[ServerNode, ServerNode]]:
    """Start a primary and its standby, and stop them after the block."""
    nodes = ServerNode.at(place / "one"), ServerNode.at(place / "other")
    try:
        await nodes[0].start_first()
        await nodes[1].follow(nodes[0])
        yield nodes
    finally:
        for node in reversed(nodes):  # the standby first, so that no COMMIT waits for it
            await asyncio.to_thread(node.server.stop)


def dsn_of(nodes: tuple[ServerNode, ServerNode]) -> str:
    """Return a DSN for the server that accepts writes."""
    hosts = ",".join(quote(str(node.server.socket_folder), safe="/") for node in nodes)
    return f"postgresql://{SUPERUSER}@/{DATABASE}?host={hosts}&target_session_attrs=read-write"


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(LONGEST_WAIT):
        while not await condition():  # noqa: ASYNC110 - Postgres has to be polled
            await asyncio.sleep(BEAT)
