import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.cli import main

ROOT = Path(__file__).parents[3]
TIMEOUT = 60.0
PORTS = range(20_000, 32_000)  # below the ports of connections and of servers that ask for port 0
ATTEMPTS = 100


@dataclass(frozen=True)
class Finished:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Served:
    """A gateway in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    def stop(self, number: int = signal.SIGINT) -> Finished:
        """Send it a signal and wait for its end."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=TIMEOUT)
        return Finished(self.process.returncode, out, err)


Gateway = Callable[..., Finished]


def environment(**more: str) -> dict[str, str]:
    """This process' environment without what would steer a gateway."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "PUBLIC_URL", "METRICS_TOKEN", "COVERAGE_PROCESS_START")
        and not name.startswith("GATEWAY_")
    }
    return kept | more


@pytest.fixture
def gateway_command(database: str) -> Gateway:
    """Run one command of the gateway over the test's database, all but `serve` within this process."""

    def run(*arguments: str, **variables: str) -> Finished:
        given = environment(**{"DATABASE_URL": database, **variables})
        return run_process(arguments, given) if "serve" in arguments else run_here(arguments, given)

    return run


@pytest.fixture
def gateway_process(database: str) -> Gateway:
    """Run one command of the gateway over the test's database as a shell does, its output being a pipe."""
    return lambda *arguments, **variables: run_process(
        arguments, environment(**{"DATABASE_URL": database, **variables})
    )


def run_process(arguments: Sequence[str], variables: Mapping[str, str]) -> Finished:
    done = subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def run_here(arguments: Sequence[str], variables: Mapping[str, str]) -> Finished:
    """Run what a process would, without the second that it takes to start one."""
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - variables.keys():
            patch.delenv(name)
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["delivery-gateway", *arguments])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main()
    return Finished(int(ended.value.code or 0), text_of(out), text_of(err))


def text_of(written: TextIOWrapper) -> str:
    written.seek(0)
    return written.read()


async def execute(dsn: str, statement: str, *arguments: object) -> None:
    """Change the database past the gateway."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(statement, *arguments)
    await connection.close()


@contextmanager
def serving(*arguments: str, **variables: str) -> Iterator[Served]:
    """Start `serve` on a free port and wait until it answers."""
    port = free_port()
    if "DATABASE_URL" in variables:
        arguments = (*arguments, "--not-durable")  # the tests' own server
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve", "--port", str(port), *arguments],
        cwd=ROOT,
        env=environment(**variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_served(process, url)
        yield Served(process, url)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=TIMEOUT)


def wait_until_served(process: subprocess.Popen[str], url: str) -> None:
    """The port is taken first and answers once all is ready, so one patient request is enough."""
    transport = httpx.HTTPTransport(retries=20)  # with growing pauses, until the port is taken
    with httpx.Client(transport=transport, timeout=TIMEOUT) as http:
        http.get(f"{url}/v1/settings/config")
    assert process.poll() is None


def free_port() -> int:
    """Return a port that the system gives to nobody else, so it is still free when the gateway binds it."""
    for port in random.sample(PORTS, ATTEMPTS):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")
