"""The gateway in a process of its own, started and ended as a supervisor would."""

import asyncio
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from persistence.embedded import EmbeddedPostgres
from persistence.embedded.locks import is_held
from tests.api.cli.conftest import ROOT, environment, free_port

START_PATIENCE = 60.0
STOP_PATIENCE = 60.0


class GatewayProcess:
    """A gateway with demo accounts on a port of its own, the same through all its lives."""

    def __init__(self, place: Path, **variables: str) -> None:
        self.log = place / "gateway.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment(GATEWAY_DATA_DIR=str(place / "data"), **variables)
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it and wait for nothing: its clients will find out when it is there."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "api", "serve", "--demo", "--port", str(self.port)),
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def wait_until_it_answers(self) -> None:
        transport = httpx.AsyncHTTPTransport(retries=20)  # with growing pauses, until the port is taken
        async with httpx.AsyncClient(transport=transport, timeout=START_PATIENCE) as http:
            await http.get(f"{self.url}/v1/settings/config", headers={"Token": "demo"})

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        if self._process is None:
            raise RuntimeError("the gateway was never started")
        return self._process.pid

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def terminate(self) -> int:
        """Ask it to stop and return its exit code; killed where it takes too long."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), STOP_PATIENCE)
        except TimeoutError:
            await self.kill()
            return -signal.SIGKILL

    def tracebacks(self) -> int:
        return self.log.read_text(errors="replace").count("Traceback (most recent call last)")


@asynccontextmanager
async def gateway_in(place: Path, **variables: str) -> AsyncIterator[GatewayProcess]:
    """Start a gateway that answers, and leave nothing of it behind."""
    gateway = GatewayProcess(place, **variables)
    try:
        await gateway.start()
        await gateway.wait_until_it_answers()
        yield gateway
    finally:
        await gateway.terminate()
        await asyncio.to_thread(_stop_orphan, place / "data" / "postgres")


def _stop_orphan(folder: Path) -> None:
    """Entering and leaving a server's folder stops it where it outlived a killed gateway."""
    if (folder / "server.lock").exists() and is_held(folder / "server.lock"):
        with EmbeddedPostgres(folder, report=lambda _line: None):
            pass
