"""Bring a database to the newest schema."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from persistence.connecting import connected

VERSIONS = Path(__file__).parent / "migrations" / "versions"
TURN = 0x6465_6C69_7665_7279  # any number will do that nobody else locks

_REVISION = re.compile(r'^(revision|down_revision): str(?: \| None)? = "(\w+)"', re.MULTILINE)


async def migrate(dsn: str) -> None:
    """Upgrade the database to the newest schema; processes that do so at once wait for each other."""
    async with taking_turns(dsn):
        if await _revision_of(dsn) != newest():
            from persistence.revisions import upgrade  # noqa: PLC0415 - see there

            await upgrade(dsn)


@cache
def newest() -> str:
    """The revision that no other one follows, read from the migrations themselves."""
    named: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in VERSIONS.glob("*.py"):
        for kind, revision in _REVISION.findall(file.read_text()):
            named[kind].add(revision)
    (last,) = named["revision"] - named["down_revision"]
    return last


async def _revision_of(dsn: str) -> str | None:
    async with connected(dsn) as connection:
        if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
            return None
        found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
        return found


@asynccontextmanager
async def taking_turns(dsn: str) -> AsyncIterator[None]:
    """Keep others from migrating meanwhile, also in this process: Alembic's `context` and `op` are global.

    Raises `DatabaseUnusable`.
    """
    async with connected(dsn) as connection, connection.transaction():
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await connection.execute("SELECT pg_advisory_xact_lock($1)", TURN)
        yield
