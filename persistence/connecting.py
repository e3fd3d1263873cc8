from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from persistence.errors import DatabaseUnusable


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection of the operator's, past every pool; raises `DatabaseUnusable`."""
    try:
        connection = await asyncpg.connect(dsn)
    except (
        OSError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.TargetServerAttributeNotMatched,
    ) as error:
        raise DatabaseUnusable(f"the database cannot be used: {error}".splitlines()[0]) from error
    try:
        yield connection
    finally:
        await connection.close()
