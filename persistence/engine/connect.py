from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from persistence.errors import DatabaseUnusable

# Errors of the server, the network and the driver; the text of any other one may quote the URL.
_QUOTABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@asynccontextmanager
async def open_connection(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Open a connection outside of every pool for a block; raises `DatabaseUnusable`."""
    connection = await connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def connect(dsn: str, settings: dict[str, str] | None = None) -> "asyncpg.Connection[asyncpg.Record]":
    """Open a connection, which the caller closes; raises `DatabaseUnusable`."""
    try:
        return await asyncpg.connect(dsn, server_settings=settings)
    except Exception as error:
        raise DatabaseUnusable(f"the database cannot be used: {_explain_error(error)}") from error


def _explain_error(error: Exception) -> str:
    if isinstance(error, _QUOTABLE):
        return quote_first_line(error)
    return f"its URL and the PG* variables name no database together ({type(error).__name__})"


def quote_first_line(error: BaseException) -> str:
    """Return the first line of an error's text, or its name if it has none."""
    return (str(error).splitlines() or [type(error).__name__])[0]
