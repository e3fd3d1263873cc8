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

BEFORE_MINUTES = "b7c1d2e3f405"
WINDOWS = """
SELECT pickup_window_start::text, pickup_window_end::text,
    delivery_window_start::text, delivery_window_end::text, estimate_start::text, estimate_end::text
FROM delivery
"""
FILL = """
INSERT INTO delivery (account_id, id, reference, recipient_name, recipient_id, recipient_email, delivery_date,
    pickup_zip, pickup_city, pickup_address_1, pickup_address_2, pickup_description, pickup_level,
    drop_off_zip, drop_off_city, drop_off_address_1, drop_off_address_2, drop_off_description, drop_off_level,
    department, packages, label, notes, kind, returned_delivery_id, return_request_by, state, created_at,
    updated_at, pickup_window_start, pickup_window_end, delivery_window_start, delivery_window_end,
    estimate_start, estimate_end)
SELECT 'account', lpad(n::text, 24, '0'), '', '', '', '', now(), '', '', '', '', '', 'UNVERIFIED',
    '', '', '', '', '', 'UNVERIFIED', '', 1, '', '', 'DELIVERY', '', '', 'CREATED', now(), now(), windows.*
FROM generate_series(1, 3) AS n, (VALUES {windows}) AS windows
"""


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


async def windows(connection: "asyncpg.Connection[asyncpg.Record]") -> set[str]:
    """The windows of all deliveries, as Postgres writes them."""
    return {" ".join(filter(None, row)) for row in await connection.fetch(WINDOWS)}


@pytest.mark.parametrize(
    ("times", "minutes", "times_again"),
    [
        (
            "time '08:00', time '09:30', time '00:00', time '23:59', time '12:00', time '12:01'",
            "480 570 0 1439 720 721",
            "08:00:00 09:30:00 00:00:00 23:59:00 12:00:00 12:01:00",
        ),
        (
            "time '08:00:59', time '08:00:59.9', time '07:59:59', time '24:00', NULL::time, NULL::time",
            "480 481 479 1440",
            "08:00:00 08:01:00 07:59:00 24:00:00",
        ),
    ],
    ids=["to the minute", "with seconds, until the end of the day and without an estimate"],
)
async def test_times_of_day_in_a_filled_database_become_minutes_and_times_again(
    database: str, times: str, minutes: str, times_again: str
) -> None:
    await migrate_back(database, BEFORE_MINUTES)
    connection = await asyncpg.connect(database)
    await connection.execute(FILL.format(windows=f"({times})"))
    await migrate(database)
    assert await drift(database) == []
    assert await windows(connection) == {minutes}
    await migrate_back(database, BEFORE_MINUTES)
    assert await windows(connection) == {times_again}
    await connection.close()


@pytest.mark.parametrize(
    ("values", "window"),
    [
        ("(-1, 1, 0, 1440, 1439, 1440)", "pickup_window"),
        ("(60, 60, 0, 1440, NULL::int, NULL::int)", "pickup_window"),
        ("(0, 1, 61, 60, 1439, 1440)", "delivery_window"),
        ("(0, 1, 60, 1441, 1439, 1440)", "delivery_window"),
        ("(0, 1, 0, 1440, 1440, 1440)", "estimate"),
        ("(0, 1, 0, 1440, 1440, 1441)", "estimate"),
    ],
)
async def test_no_window_leaves_its_day_or_ends_before_it_starts(
    database: str, values: str, window: str
) -> None:
    connection = await asyncpg.connect(database)
    with pytest.raises(asyncpg.CheckViolationError) as refused:
        await connection.execute(FILL.format(windows=values))
    assert refused.value.constraint_name == f"delivery_{window}_order_check"
    await connection.execute(FILL.format(windows="(0, 1, 0, 1440, 1439, 1440)"))
    assert await windows(connection) == {"0 1 0 1440 1439 1440"}
    await connection.close()
