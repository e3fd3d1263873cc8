"""Alembic on our migrations: upgrade, compare, write new ones.

Imported only where there is something to do, because Alembic takes longer to import than a start should.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from persistence.engine.connect import connect, quote_first_line
from persistence.errors import DatabaseUnusable
from persistence.schema.tables import metadata

MIGRATIONS = Path(__file__).parent.parent / "migrations"

T = TypeVar("T")


async def upgrade(dsn: str) -> None:
    """Upgrade the database to the newest schema; only one may do so at a time, here and elsewhere.

    Raises `DatabaseUnusable` for one that holds something else or may not be changed.
    """
    try:
        await _with_connection(dsn, lambda connection: command.upgrade(config(connection), "head"))
    except DBAPIError as error:
        reason = quote_first_line(error.driver_exception)
        raise DatabaseUnusable(f"the database cannot be upgraded: {reason}") from error


async def drift(dsn: str) -> list[str]:
    """Return what must change in the database to fit `persistence.schema.tables`; empty when it fits."""
    return await _with_connection(dsn, _differences)


async def revise(dsn: str, message: str) -> None:
    """Write a revision with the differences between the migrated database and the tables."""
    await _with_connection(dsn, lambda connection: _revise(connection, message))


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


async def _with_connection(dsn: str, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: connect(dsn), poolclass=NullPool
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
