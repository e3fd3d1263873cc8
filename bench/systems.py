"""The systems that are compared, each in a process of its own over the same database."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from bench.http import Round, send_requests
from bench.limit.writes import PUBLIC_URL
from bench.postgraphile.answer_shape import shape_answer
from bench.postgraphile.postgraphile_requests import POSTGRAPHILE
from bench.requests import COPY_REQUESTS, FASTAPI, GRAPHQL, LEGACY_REST, LIMIT, Make

ROOT: Final = Path(__file__).resolve().parents[1]
OWN_PYTHON: Final = ROOT / "bench" / ".venv" / "bin" / "python"
"""The Python of the other systems, with packages that the gateway does not need."""
NODE: Final = OWN_PYTHON.with_name("node")
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0
LOG_SHOWN: Final = 2_000
UVICORN: Final = ("-m", "uvicorn", "--loop", "uvloop", "--http", "httptools", "--no-access-log")


@dataclass(frozen=True, slots=True)
class System:
    """A system: its command, to which its port is added, and its requests for each operation that it has."""

    key: str
    title: str
    command: Sequence[str]
    requests: Mapping[str, Make]
    shape_answer: Callable[[Any], Any] | None = lambda body: body
    """Gives its answers the shape of the gateway's; `None` if they show no deliveries."""


@dataclass(slots=True)
class RunningSystem:
    """A started system."""

    system: System
    process: Process
    port: int
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    async def load(self, queues: Sequence[Sequence[bytes]], seconds: float) -> Round:
        """Send the requests of each connection over and over; raises `RuntimeError` for a refusal."""
        found = await send_requests(self.port, queues, seconds)
        if failure := found.failure or found.refused:
            log = await asyncio.to_thread(self.log.read_text, errors="replace")
            raise RuntimeError(f"{self.system.title}: {failure}\n{log[-LOG_SHOWN:]}")
        return found


LIMIT_SYSTEM: Final = System(
    "limit", "limit", (sys.executable, *UVICORN, "bench.limit.app:app", "--port"), LIMIT
)
COPY: Final = System(
    "copy", "COPY", (sys.executable, *UVICORN, "bench.limit.app:app", "--port"), COPY_REQUESTS, None
)
THIS: Final = System(
    "this", "this gateway", (sys.executable, "-m", "api", "serve", "--port"), {**GRAPHQL, **LEGACY_REST}
)
STRAWBERRY: Final = System(
    "strawberry",
    "strawberry + ORM",
    (str(OWN_PYTHON), *UVICORN, "bench.orm.strawberry_app:app", "--port"),
    GRAPHQL,
)
FASTAPI_SYSTEM: Final = System(
    "fastapi", "FastAPI + ORM", (str(OWN_PYTHON), *UVICORN, "bench.orm.fastapi_app:app", "--port"), FASTAPI
)
POSTGRAPHILE_SYSTEM: Final = System(
    "postgraphile",
    "PostGraphile 5",
    (str(NODE), str(ROOT / "bench" / "postgraphile" / "server.js")),
    POSTGRAPHILE,
    shape_answer,
)
SYSTEMS: Final = (LIMIT_SYSTEM, COPY, THIS, POSTGRAPHILE_SYSTEM, STRAWBERRY, FASTAPI_SYSTEM)


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
        yield RunningSystem(system, process, port, log)
    finally:
        await _stop(process)


def _environment(dsn: str) -> dict[str, str]:
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("GATEWAY_", "PG"))}
    own = {"DATABASE_URL": dsn, "PUBLIC_URL": PUBLIC_URL, "GATEWAY_RATE_LIMIT": "0"}
    return kept | own | _postgres_variables(dsn)


def _postgres_variables(dsn: str) -> dict[str, str]:
    """Return the parts of the DSN for a program that cannot read it."""
    parts = urlsplit(dsn)
    host, port = (dict(parse_qsl(parts.query))[name] for name in ("host", "port"))
    user = parts.username or ""
    return {"PGHOST": host, "PGPORT": port, "PGUSER": user, "PGDATABASE": parts.path.removeprefix("/")}


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
    raise RuntimeError(f"{log.stem} did not start:\n{output[-LOG_SHOWN:]}")


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
