"""What was acknowledged must still be there after the power was lost."""

from typing import Final

from persistence.engine.connect import open_connection
from persistence.errors import DatabaseUnusable

# `remote_apply` waits for even more than `on`; the others may lose what a standby should have.
SAFE: Final = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}


async def assert_durable(dsn: str) -> None:
    """Raises `DatabaseUnusable` for a server that is set to lose what it has acknowledged."""
    async with open_connection(dsn) as connection:
        for name, safe in SAFE.items():
            setting = await connection.fetchval(f"SHOW {name}")
            if setting not in safe:
                raise DatabaseUnusable(
                    f"Postgres runs with {name} = {setting} and would lose deliveries it has acknowledged; "
                    f"set it to {safe[0]}"
                )
