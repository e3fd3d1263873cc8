"""The way from an empty database to the newest schema."""

import asyncio

import asyncpg
import pytest
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from domain.usecases.access import token_hash
from persistence.errors import DatabaseUnusable
from persistence.schema.migrate import VERSIONS, migrate
from persistence.schema.revisions import config, drift


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


RECORDS = {
    "a later release": ("UPDATE alembic_version SET version_num = 'c0ffee'", "'c0ffee'"),
    "another program": ("UPDATE alembic_version SET version_num = 'ab12''; DROP'", "at revision "),
    "no name": ("UPDATE alembic_version SET version_num = ''", "at revision ''"),
    "two branches": ("INSERT INTO alembic_version VALUES ('c0ffee')", "more than one revision, .*c0ffee"),
    "no revision": ("DELETE FROM alembic_version", "cannot be upgraded: relation .* already exists"),
    "another column": ("ALTER TABLE alembic_version RENAME version_num TO state", "cannot be read: column"),
    "numbers": (
        "ALTER TABLE alembic_version ALTER version_num TYPE int USING 7",
        "at revision '7'",
    ),
    "nothing": (
        "DROP TABLE alembic_version; CREATE TABLE alembic_version AS SELECT NULL AS version_num",
        "at revision ''",
    ),
    "what fails when it is read": (
        "DROP TABLE alembic_version; CREATE VIEW alembic_version AS SELECT 1 / (random() * 0) AS version_num",
        "cannot be read: division by zero",
    ),
}


@pytest.mark.parametrize("record", RECORDS)
async def test_a_database_at_a_revision_of_others_is_refused_in_one_line(record: str, database: str) -> None:
    statement, reason = RECORDS[record]
    connection = await asyncpg.connect(database)
    await connection.execute(statement)
    await connection.close()
    with pytest.raises(DatabaseUnusable, match=reason) as caught:
        await migrate(database)
    assert "\n" not in str(caught.value)


async def test_a_record_without_a_revision_is_one_of_an_empty_database(database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    await connection.close()
    await migrate(database)
    assert await drift(database) == []
