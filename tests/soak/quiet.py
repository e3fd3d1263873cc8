"""What a gateway takes while nothing happens."""

import asyncio
import time
from dataclasses import dataclass

from tests.soak.postgres_seen import Connection
from tests.soak.process_seen import cpu_seconds, memory, open_files
from tests.soak.report import Measure

# Of the gateway's own connections; whoever looks has another name.
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'delivery-gateway%'"
COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True, slots=True)
class Quiet:
    """The figures of a stretch of time; memory in KiB, `cpu` and `commits` per second."""

    memory: int
    cpu: float
    commits: float
    connections: int
    files: int

    def measures(self, when: str) -> list[Measure]:
        return [
            Measure(f"memory {when}, MiB", self.memory / 1024),
            Measure(f"CPU {when}, % of one core", 100 * self.cpu),
            Measure(f"transactions a second in Postgres {when}", self.commits),
        ]


async def quiet(pid: int, postgres: Connection, seconds: float) -> Quiet:
    """Look at the gateway, leave it alone for so long and look again."""
    began, cpu, commits = time.monotonic(), cpu_seconds(pid), await postgres.fetchval(COMMITS)
    await asyncio.sleep(seconds)
    passed = time.monotonic() - began
    return Quiet(
        memory(pid),
        (cpu_seconds(pid) - cpu) / passed,
        (await postgres.fetchval(COMMITS) - commits) / passed,
        await postgres.fetchval(CONNECTIONS),
        open_files(pid),
    )
