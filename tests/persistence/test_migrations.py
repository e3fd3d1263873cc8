"""The way from an empty database to the newest schema."""

import asyncio

import asyncpg

from persistence.migrate import migrate
from persistence.revisions import drift


async def test_the_migrations_lead_to_the_tables(database: str) -> None:
    assert await drift(database) == []


async def test_what_the_tables_do_not_know_is_named(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("CREATE TABLE stranger (id int)")
    await connection.close()
    (difference,) = await drift(database)
    assert "remove_table" in difference
    assert "stranger" in difference


async def test_many_may_migrate_at_once_and_again(database: str) -> None:
    await asyncio.gather(*(migrate(database) for _ in range(5)))
    assert await drift(database) == []
