"""Alembic on our migrations: upgrade, compare, write new ones.

Imported only where there is something to do, because Alembic takes longer to import than a start should.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from persistence.engine.connect import connect, open_connection, quote_first_line
from persistence.errors import DatabaseUnusable
from persistence.migrations.chain import VERSIONS
from persistence.migrations.draft_writer import draft_for_filled_tables
from persistence.migrations.online import ATTEMPTS, PAUSE, is_in_use
from persistence.schema.tables import metadata

MIGRATIONS = Path(__file__).parent
COMPARISON: Final[dict[str, Any]] = {
    "compare_server_default": True,
    "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
}

MIGRATOR: Final = "delivery-gateway migration"
# A statement that waits for a table's lock makes everybody else wait behind it, so it gives up soon.
SETTINGS: Final = {"application_name": MIGRATOR, "lock_timeout": "500ms", "statement_timeout": "5min"}

END_ORPHANS = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE application_name = $1 AND datname = current_database() AND usename = current_user
        AND pid <> pg_backend_pid()
"""

T = TypeVar("T")

log = logging.getLogger(__name__)


async def end_orphans(dsn: str) -> None:
    """End connections that still migrate for a process that was killed; only for the one whose turn it is."""
    async with open_connection(dsn) as connection:
        await connection.execute(END_ORPHANS, MIGRATOR)


async def upgrade(dsn: str, revision: str = "head", folder: Path = VERSIONS) -> None:
    """Upgrade the database to a revision; only one may do so at a time, here and elsewhere.

    Attempts again where a lock is not free; each migration that went well stays. Raises `DatabaseUnusable`,
    also for a database that holds something else or may not be changed.
    """
    for number in range(1, ATTEMPTS + 1):
        try:
            return await _with_connection(
                dsn, lambda connection: command.upgrade(config(connection, folder), revision), SETTINGS
            )
        except DBAPIError as error:
            if not is_in_use(error):
                reason = quote_first_line(error.driver_exception)
                raise DatabaseUnusable(f"the database cannot be upgraded: {reason}") from error
        except PendingRollbackError as error:  # from where a connection was lost outside a transaction
            raise DatabaseUnusable("the database cannot be upgraded: the connection is lost") from error
        log.warning("a table to migrate is in use, attempt %d of %d", number, ATTEMPTS)
        await asyncio.sleep(PAUSE)
    raise DatabaseUnusable(
        "the database cannot be upgraded: others keep a table locked; end them and start again"
    )


async def drift(dsn: str) -> list[str]:
    """Return what must change in the database to fit `persistence.schema.tables`; empty when it fits."""
    return await _with_connection(dsn, _differences)


async def revise(dsn: str, message: str, folder: Path = VERSIONS) -> None:
    """Write revisions with the differences between the migrated database and the tables."""
    await _with_connection(dsn, lambda connection: _revise(config(connection, folder), message, folder))


def config(connection: Connection, folder: Path = VERSIONS) -> Config:
    """Return Alembic's configuration for one connection; there is no alembic.ini.

    `folder` may hold revisions that follow ours.
    """
    made = Config(attributes={"connection": connection})
    options = {
        "script_location": str(MIGRATIONS),
        "version_locations": os.pathsep.join({str(VERSIONS), str(folder)}),
        "path_separator": "os",
        "file_template": "%(year)d%(month).2d%(day).2d_%(hour).2d%(minute).2d%(second).2d_%(slug)s",
        "truncate_slug_length": "150",  # two drafts of one message differ at the end
        "timezone": "UTC",
    }
    for name, value in options.items():
        made.set_main_option(name, value.replace("%", "%%"))
    return made


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, **COMPARISON})
    return [repr(difference) for difference in compare_metadata(context, metadata)]


def _revise(made: Config, message: str, folder: Path) -> None:
    hooks = {
        "hooks": "lint, format",
        "lint.type": "module",
        "lint.module": "ruff",
        "lint.options": "check --quiet --fix-only --select I,F401 REVISION_SCRIPT_FILENAME",
        "format.type": "module",
        "format.module": "ruff",
        "format.options": "format --quiet REVISION_SCRIPT_FILENAME",
    }
    for name, value in hooks.items():
        made.set_section_option("post_write_hooks", name, value)
    command.revision(
        made,
        message,
        autogenerate=True,
        version_path=folder,
        process_revision_directives=draft_for_filled_tables,
    )


async def _with_connection(
    dsn: str, work: Callable[[Connection], T], settings: dict[str, str] | None = None
) -> T:
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(dsn, settings),
        poolclass=NullPool,
    )
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
