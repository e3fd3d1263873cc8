"""Bring a database to the newest schema."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import asyncpg

from persistence.engine.connect import open_connection, quote_first_line
from persistence.errors import DatabaseUnusable

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"
TURN = 0x6465_6C69_7665_7279  # any number will do that nobody else locks

_ADVICE = "start a newer release on it, or name another database"
_REVISION = re.compile(r'^(revision|down_revision): str(?: \| None)? = "(\w+)"', re.MULTILINE)


async def migrate(dsn: str) -> None:
    """Upgrade the database to the newest schema; processes that do so at once wait for each other.

    Raises `DatabaseUnusable`, also for a database of another program or of a later release.
    """
    async with taking_turns(dsn):
        if await _revision_of(dsn) != newest():
            from persistence.schema.revisions import upgrade  # noqa: PLC0415 - see there

            await upgrade(dsn)


def newest() -> str:
    """The revision that no other one follows."""
    named = _read_revisions()
    (last,) = named["revision"] - named["down_revision"]
    return last


@cache
def _read_revisions() -> dict[str, set[str]]:
    """Every revision and every one that another follows, read from the migrations themselves."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in VERSIONS.glob("*.py"):
        for kind, revision in _REVISION.findall(file.read_text()):
            named[kind].add(revision)
    return named


async def _revision_of(dsn: str) -> str | None:
    """One of ours, `None` where there is none yet; raises `DatabaseUnusable` for any other."""
    found = await _fetch_revisions(dsn)
    if len(found) > 1:
        raise DatabaseUnusable(
            f"alembic_version names more than one revision, {found[0]!r} and {found[1]!r}; {_ADVICE}"
        )
    if found and found[0] not in _read_revisions()["revision"]:
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
    async with open_connection(dsn) as connection, connection.transaction():
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await connection.execute("SELECT pg_advisory_xact_lock($1)", TURN)
        yield
