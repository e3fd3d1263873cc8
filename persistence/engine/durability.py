"""A check that acknowledged commits survive a loss of power."""

from typing import Final

from persistence.engine.connect import open_connection
from persistence.errors import DatabaseUnusable

# `remote_apply` waits for more than `on` does; with other values a standby may lack acknowledged commits.
SAFE: Final = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}


async def assert_durable(dsn: str) -> None:
    """Raise `DatabaseUnusable` if the server's settings allow it to lose acknowledged commits."""
    async with open_connection(dsn) as connection:
        for name, safe in SAFE.items():
            setting = await connection.fetchval(f"SHOW {name}")
            if setting not in safe:
                raise DatabaseUnusable(
                    f"Postgres runs with {name} = {setting} and would lose deliveries it has acknowledged; "
                    f"set it to {safe[0]}"
                )
