"""The systems that are compared, each in a process of its own over the same database."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.limit.writes import PUBLIC_URL
from bench.requests import GRAPHQL, LIMIT, REST_WRITES, Make

ROOT: Final = Path(__file__).resolve().parents[1]
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
UVICORN: Final = ("-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log")


@dataclass(frozen=True, slots=True)
class System:
    """A system: its command, to which its port is added, and its requests for each operation that it has."""

    key: str
    title: str
    command: Sequence[str]
    requests: Mapping[str, Make]


@dataclass(slots=True)
class RunningSystem:
    """A started system."""

    system: System
    process: Process
    port: int

    @property
    def pid(self) -> int:
        return self.process.pid


LIMIT_SYSTEM: Final = System(
    "limit", "limit", (sys.executable, *UVICORN, "bench.limit.app:app", "--port"), LIMIT
)
THIS: Final = System(
    "this", "this gateway", (sys.executable, "-m", "api", "serve", "--port"), {**GRAPHQL, **REST_WRITES}
)
SYSTEMS: Final = (LIMIT_SYSTEM, THIS)


@asynccontextmanager
async def run_system(system: System, dsn: str, log: Path) -> AsyncIterator[RunningSystem]:
    """Start a system, wait until it listens, and stop it after the block; its output goes to `log`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(*system.command, str(port)),
            cwd=ROOT,
            env=_environment(dsn),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        await _wait_until_it_listens(process, port, log)
        yield RunningSystem(system, process, port)
    finally:
        await _stop(process)


def _environment(dsn: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("GATEWAY_", "PG"))}
    own = {"DATABASE_URL": dsn, "PUBLIC_URL": PUBLIC_URL, "GATEWAY_RATE_LIMIT": "0"}
    return kept | own


async def _wait_until_it_listens(process: Process, port: int, log: Path) -> None:
    async with asyncio.timeout(START_SECONDS):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
    output = await asyncio.to_thread(log.read_text, errors="replace")
    raise RuntimeError(f"{log.stem} did not start:\n{output[-2000:]}")


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
