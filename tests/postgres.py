"""One Postgres for the whole run, and a database of its own for every test that asks for one.

The process that was started by hand (xdist's controller, or the only one) makes a root for the run and
removes it. The first process that needs the server in it starts it, the last one stops it.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from persistence.embedded import EmbeddedPostgres, locks
from persistence.migrations.migrate import migrate

ROOT = pytest.StashKey[Path]()
HELD = pytest.StashKey[int]()
VARIABLE = "GATEWAY_TEST_ROOT"  # by which the workers find the root
ROOM = 2 << 30  # bytes; containers often have only 64 MB of shared memory
TEMPLATE = "template_gateway"
TURN = 1  # of an advisory lock in the maintenance database, held while the template is made


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        config.stash[ROOT] = Path(os.environ[VARIABLE])
        return
    parent = _parent()
    with locks.holding(parent / ".lock"):
        _sweep(parent)
        root = Path(tempfile.mkdtemp(dir=parent))
        config.stash[HELD] = locks.hold(root / "run.lock")
    config.stash[ROOT] = root
    os.environ[VARIABLE] = str(root)


def pytest_unconfigure(config: pytest.Config) -> None:
    if HELD in config.stash:
        _remove(config.stash[ROOT])
        os.close(config.stash[HELD])


def _parent() -> Path:
    """Return a folder in memory if there is room, as nothing has to survive a crash."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder is private
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    place = memory if roomy else Path(tempfile.gettempdir())
    parent = place / f"delivery-gateway-tests-{os.geteuid()}"
    parent.mkdir(mode=0o700, exist_ok=True)
    return parent


def _sweep(parent: Path) -> None:
    """Remove the roots of runs that were killed."""
    for root in parent.iterdir():
        if root.is_dir() and not locks.is_held(root / "run.lock"):
            _remove(root)


def _remove(root: Path) -> None:
    """Remove a root, and stop a server that outlived its users by entering and leaving its folder."""
    for lock in root.glob("*/server.lock"):
        if locks.is_held(lock):
            with EmbeddedPostgres(lock.parent, durable=False, report=_silent):
                pass
    shutil.rmtree(root)


def _silent(line: str) -> None:
    """Write nothing, as the output is pytest's."""


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The DSN of the server's maintenance database; the server has a migrated template too."""
    folder = request.config.stash[ROOT] / "postgres"
    with EmbeddedPostgres(folder, durable=False, report=_silent) as dsn:
        asyncio.run(_ensure_template(dsn))
        yield dsn


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[str]:
    """The DSN of a fresh, migrated database, dropped afterwards."""
    async with _created_database(postgres, f"TEMPLATE {TEMPLATE} STRATEGY file_copy") as dsn:
        yield dsn


@pytest.fixture
async def empty_database(postgres: str) -> AsyncIterator[str]:
    """The DSN of a database without any table, dropped afterwards."""
    async with _created_database(postgres, "") as dsn:
        yield dsn


@asynccontextmanager
async def _created_database(postgres: str, options: str) -> AsyncIterator[str]:
    name = f"test_{uuid4().hex}"
    await _execute(postgres, f"CREATE DATABASE {name} {options}")
    yield _database_of(postgres, name)
    await _execute(postgres, f"DROP DATABASE {name} WITH (FORCE)")


async def _ensure_template(postgres: str) -> None:
    connection = await asyncpg.connect(postgres)
    try:
        await connection.execute(f"SELECT pg_advisory_lock({TURN})")
        made = await connection.fetchval("SELECT datistemplate FROM pg_database WHERE datname = $1", TEMPLATE)
        if made is None:
            await connection.execute(f"CREATE DATABASE {TEMPLATE}")
        if not made:
            await migrate(_database_of(postgres, TEMPLATE))
            await connection.execute(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true")
    finally:
        await connection.close()


async def _execute(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _database_of(dsn: str, name: str) -> str:
    return dsn.replace("/gateway?", f"/{name}?")
