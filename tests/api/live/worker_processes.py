"""The processes behind one listener, as Linux shows them in /proc; other systems have no such thing."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests.api.cli.conftest import Served, serving
from tests.persistence.embedded.processes import until

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="finds the workers in /proc, as only Linux has it"
)


@asynccontextmanager
async def serve_by_two_workers(dsn: str) -> AsyncIterator[tuple[str, int, int]]:
    """The URL of a gateway, and the pids of its workers.

    It does not serve the demo, whose deliveries would be received as well: its tokens become ordinary ones.
    """
    connection = await asyncpg.connect(dsn)
    await connection.execute("UPDATE api_token SET demo = false")
    await connection.close()
    with serving("--workers", "2", DATABASE_URL=dsn) as served:
        await asyncio.to_thread(until, lambda: len(workers_of(served)) == 2)
        one, other = workers_of(served)
        yield served.url, one, other


def workers_of(served: Served) -> list[int]:
    """Not all children are workers: multiprocessing keeps a tracker of resources."""
    parent = served.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@contextmanager
def pause_worker(worker: int) -> Iterator[None]:
    """Pause a worker for a block, in which another one serves every client that connects."""
    os.kill(worker, signal.SIGSTOP)
    try:
        until(lambda: state_of(worker) == "T")
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def state_of(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
