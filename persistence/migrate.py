"""Bring a database to the newest schema, and tell where it differs from the tables in the code."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from persistence.connecting import connected
from persistence.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"

T = TypeVar("T")

TURN = 0x6465_6C69_7665_7279  # any number will do that nobody else locks


async def migrate(dsn: str) -> None:
    """Upgrade the database to the newest schema; processes that do so at once wait for each other."""
    async with taking_turns(dsn):
        await _connected(dsn, lambda connection: command.upgrade(config(connection), "head"))


async def drift(dsn: str) -> list[str]:
    """Return what would have to change in the database to fit `persistence.tables`; empty when it fits."""
    return await _connected(dsn, _differences)


async def revise(dsn: str, message: str) -> None:
    """Write a new revision with the differences between the migrated database and `persistence.tables`."""
    await _connected(dsn, lambda connection: _revise(connection, message))


def config(connection: Connection) -> Config:
    """Return Alembic's configuration for one connection; there is no alembic.ini."""
    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    made.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d%%(second).2d_%%(slug)s"
    )
    made.set_main_option("timezone", "UTC")
    return made


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return [repr(difference) for difference in compare_metadata(context, metadata)]


def _revise(connection: Connection, message: str) -> None:
    command.revision(config(connection), message, autogenerate=True)


@asynccontextmanager
async def taking_turns(dsn: str) -> AsyncIterator[None]:
    """Keep others from migrating meanwhile, also in this process: Alembic's `context` and `op` are global.

    Raises `DatabaseUnusable`.
    """
    async with connected(dsn) as connection, connection.transaction():
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await connection.execute("SELECT pg_advisory_xact_lock($1)", TURN)
        yield


async def _connected(dsn: str, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
