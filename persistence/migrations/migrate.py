"""Bring a database to the newest schema."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from persistence.engine.connect import open_connection, quote_first_line
from persistence.errors import DatabaseUnusable
from persistence.migrations.chain import newest, order_revisions

TURN = 0x6465_6C69_7665_7279  # any number will do that nobody else locks
POLL = 0.1  # seconds

_ADVICE = "start a newer release on it, or name another database"

# A migration may take longer than a server grants to transactions; the second exists since Postgres 17.
UNLIMITED = """
    SELECT set_config(name, '0', true) FROM pg_settings
    WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')
"""


async def migrate(dsn: str) -> None:
    """Upgrade the database to the newest schema; processes that do so at once wait for each other.

    Raises `DatabaseUnusable`, also for a database of another program or of a later release.
    """
    async with taking_turns(dsn):
        if await _revision_of(dsn) != newest():
            from persistence.migrations.revisions import end_orphans, upgrade  # noqa: PLC0415 - see there

            await end_orphans(dsn)
            await upgrade(dsn)


async def _revision_of(dsn: str) -> str | None:
    """One of ours, `None` where there is none yet; raises `DatabaseUnusable` for any other."""
    found = await _fetch_revisions(dsn)
    if len(found) > 1:
        raise DatabaseUnusable(
            f"alembic_version names more than one revision, {found[0]!r} and {found[1]!r}; {_ADVICE}"
        )
    if found and found[0] not in order_revisions():
        raise DatabaseUnusable(
            f"the database is at revision {found[0]!r}, which is not known here; {_ADVICE}"
        )
    return found[0] if found else None


async def _fetch_revisions(dsn: str) -> Sequence[str]:
    async with open_connection(dsn) as connection:
        if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
            return ()
        try:
            rows = await connection.fetch(
                "SELECT coalesce(version_num::text, '') FROM alembic_version LIMIT 2"
            )
        except asyncpg.PostgresError as error:
            raise DatabaseUnusable(
                f"alembic_version cannot be read: {quote_first_line(error)}; {_ADVICE}"
            ) from error
    return [revision for (revision,) in rows]


@asynccontextmanager
async def taking_turns(dsn: str) -> AsyncIterator[None]:
    """Keep others from migrating meanwhile, also in this process: Alembic's `context` and `op` are global.

    Raises `DatabaseUnusable`.
    """
    async with open_connection(dsn) as connection:
        while True:
            async with connection.transaction(isolation="read_committed"):
                if await _take_turn(connection):
                    yield
                    return
            await asyncio.sleep(POLL)


async def _take_turn(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Take the lock for the rest of the transaction, if it is free.

    CREATE INDEX CONCURRENTLY waits for every transaction with an older snapshot. So no statement waits here
    for the lock, and the last one has no parameters: only then does Postgres drop the snapshot of the query.
    """
    taken: bool = await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", TURN)
    await connection.execute(UNLIMITED)
    return taken
