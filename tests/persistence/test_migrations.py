"""The way from an empty database to the newest schema."""

import asyncio

import asyncpg
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.usecases.access import token_hash
from persistence.migrate import VERSIONS, migrate
from persistence.revisions import config, drift


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


BEFORE_DEMO = "c41f0d7be8a3"
OLD_TOKENS = """
    INSERT INTO account SELECT id, id, now() FROM unnest(ARRAY['demo', 'demo-2', 'bakery']) AS id;
    INSERT INTO api_token (token_hash, id, account_id, name, scopes, created_at, revoked_at)
    SELECT encode(sha256(token::bytea), 'hex'), lpad(number::text, 24, '0'), account_id, name, '{}',
        now(), ended
    FROM (VALUES
        (1, 'demo', 'demo', 'demo', NULL), (2, 'demo-2', 'demo-2', 'renamed', now()),
        (3, 'demo-dispatcher', 'demo', 'demo-dispatcher', NULL), (4, 'made by demo', 'demo', 'till', NULL),
        (5, 'by the operator', 'demo', 'demo-3', NULL), (6, 'of a bakery', 'bakery', 'demo', NULL)
    ) AS old (number, token, account_id, name, ended);
    INSERT INTO event
    SELECT account_id, id::int, 'token', id, 'created', '{}', now(), 'demo', 'graphql', '',
        '00000000-0000-0000-0000-000000000000'
    FROM api_token WHERE name = 'till' OR account_id = 'bakery';
"""


async def migrate_back(dsn: str, revision: str) -> None:
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn), poolclass=NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: command.downgrade(config(plain), revision))
    await engine.dispose()


async def test_the_demo_s_tokens_are_marked_in_a_database_that_has_them(database: str) -> None:
    """With all that they made, but not the operator's and not those that are but named as they are."""
    await migrate_back(database, BEFORE_DEMO)
    connection = await asyncpg.connect(database)
    await connection.execute(OLD_TOKENS)
    await migrate(database)
    rows = await connection.fetch("SELECT id, demo, made_by FROM api_token ORDER BY id")
    await connection.close()
    assert [row["demo"] for row in rows] == [True, True, True, True, False, False]
    assert {row["made_by"] for row in rows} == {None}
    assert await drift(database) == []


def test_the_migration_knows_the_demo_s_tokens_of_its_day() -> None:
    (file,) = VERSIONS.glob("*_tokens_of_the_demo.py")
    assert all(token_hash(each) in file.read_text() for each in ("demo", "demo-2", "demo-dispatcher"))
