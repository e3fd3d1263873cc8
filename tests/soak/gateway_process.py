"""The gateway in a process of its own, started and stopped as a supervisor does."""

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

START_TIMEOUT = 60.0
STOP_TIMEOUT = 60.0


class GatewayProcess:
    """A gateway with demo accounts on a port of its own, which stays the same after restarts."""

    def __init__(self, place: Path, **variables: str) -> None:
        self.log = place / "gateway.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment(GATEWAY_DATA_DIR=str(place / "data"), **variables)
        self._process: Process | None = None

    async def start(self) -> None:
        """Start the process without waiting for the gateway."""
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
        transport = httpx.AsyncHTTPTransport(retries=20)  # with growing pauses, until the gateway listens
        async with httpx.AsyncClient(transport=transport, timeout=START_TIMEOUT) as http:
            await http.get(f"{self.url}/v1/settings/config", headers={"Token": "demo"})

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise RuntimeError("the gateway was never started")
        return self._process.pid

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def terminate(self) -> int:
        """Send SIGTERM and return the exit code; kill the process if it takes too long."""
        if self._process is None:
            return 0
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self._process.wait(), STOP_TIMEOUT)
        except TimeoutError:
            await self.kill()
            return -signal.SIGKILL

    def tracebacks(self) -> int:
        return self.log.read_text(errors="replace").count("Traceback (most recent call last)")


@asynccontextmanager
async def gateway_in(place: Path, **variables: str) -> AsyncIterator[GatewayProcess]:
    """Start a gateway and wait until it answers; stop it and its Postgres after the block."""
    gateway = GatewayProcess(place, **variables)
    try:
        await gateway.start()
        await gateway.wait_until_it_answers()
        yield gateway
    finally:
        await gateway.terminate()
        await asyncio.to_thread(_stop_orphan, place / "data" / "postgres")


def _stop_orphan(folder: Path) -> None:
    """Stop a server that outlived a killed gateway, by entering and leaving its folder."""
    if (folder / "server.lock").exists() and is_held(folder / "server.lock"):
        with EmbeddedPostgres(folder, report=lambda _line: None):
            pass
