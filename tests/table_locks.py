"""Locks on tables of a test's database, and the statements that wait for them.

Both statements read `pg_locks`, which is as it is at that moment. A transaction that reads
`pg_stat_activity` twice is shown the connections of the first time.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

WAITING = """
    SELECT count(*) FROM pg_locks
    WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""How many statements wait for a table."""
WAITING_LONG = f"{WAITING} AND clock_timestamp() - waitstart > interval '0.1s'"


@asynccontextmanager
async def lock_table(connection: "asyncpg.Connection[asyncpg.Record]", table: str) -> AsyncIterator[None]:
    """Keep all others from a table during a block."""
    async with connection.transaction():
        await connection.execute(f"LOCK TABLE {table}")
        yield
