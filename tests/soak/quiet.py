"""What an idle gateway uses."""

import asyncio
import time
from dataclasses import dataclass

from tests.soak.postgres_seen import Connection
from tests.soak.process_seen import cpu_seconds, memory, open_files
from tests.soak.report import Measure

# The gateway's own connections; those of the soak run have another name.
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'delivery-gateway%'"
COMMITS = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"


@dataclass(frozen=True, slots=True)
class Quiet:
    """The figures of a period; memory in KiB, `cpu` and `commits` per second."""

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


async def measure_quiet(pid: int, postgres: Connection, seconds: float) -> Quiet:
    """Measure the gateway twice, so many seconds apart."""
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
