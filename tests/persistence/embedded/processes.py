"""Processes that use a server, and its state as seen from outside."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg

from persistence.embedded import EmbeddedPostgres
from persistence.embedded.locks import is_held

USER_PROCESS = """
import sys
from pathlib import Path
from persistence.embedded import EmbeddedPostgres
try:
    with EmbeddedPostgres(Path(sys.argv[1])) as dsn:
        print(dsn, flush=True)
        sys.stdin.read()
except KeyboardInterrupt:
    pass
"""


class UserProcess:
    """Another process that uses the server in `folder` until it is released or killed."""

    def __init__(self, folder: Path, *, program: str = USER_PROCESS, wrapper: tuple[str, ...] = ()) -> None:
        self.process = subprocess.Popen(
            [*wrapper, sys.executable, "-c", program, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )

    def dsn(self) -> str:
        assert self.process.stdout is not None
        dsn = self.process.stdout.readline().strip()
        assert dsn, self.release()
        return dsn

    def release(self) -> str:
        """Let the process end and return what it wrote to stderr."""
        return self.process.communicate(timeout=20)[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=20)


def query(dsn: str, statement: str) -> Any:  # noqa: ANN401 - whatever Postgres answers
    async def ask() -> Any:  # noqa: ANN401
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


def until(condition: Callable[[], bool], bound: float = 10) -> None:
    deadline = time.monotonic() + bound
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)


def is_running(folder: Path) -> bool:
    return is_held(folder / "server.lock")


def postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


def discard(folder: Path) -> None:
    if is_running(folder):
        with EmbeddedPostgres(folder, durable=False, report=lambda _: None):
            pass
    shutil.rmtree(folder)
