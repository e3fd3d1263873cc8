"""Migrations block no writers for long, even if a process is killed and leaves its work half done."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from persistence.errors import DatabaseUnusable
from persistence.migrations import revisions
from persistence.migrations.chain import newest
from persistence.migrations.migrate import migrate
from persistence.migrations.revisions import drift, upgrade
from tests.persistence.conftest import Observer
from tests.persistence.migration_rows import REVISIONS, fill_until

ROOT = Path(__file__).parents[2]
BEFORE_INDEXES = "5246e31a69c2"
UNFINISHED = "UPDATE delivery SET notes = 'unfinished'"
INSERT = """
    CREATE TEMPORARY TABLE another AS SELECT * FROM delivery;
    UPDATE another SET id = '000000000000000000000009';
    INSERT INTO delivery SELECT * FROM another;
"""
BUILDER = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'virtualxid' AND query LIKE '%INDEX CONCURRENTLY%'
"""
WAITS_FOR_TABLE = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database() AND mode = 'AccessExclusiveLock' AND NOT granted
"""
LOCKS_FOR_LONG = re.compile(
    r"""\s*CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).* ON "?(?P<index_of>\w+)"""
    r"""|\s*ALTER TABLE "?(?P<table>\w+)"? (?:.*\bTYPE\b|ADD CONSTRAINT (?!.*(?:NOT VALID|USING INDEX)))""",
    re.DOTALL,
)
INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
REVISION = """
from alembic import op
from persistence.migrations.online import fill, finish_fill, lock_tables

revision = {revision!r}
down_revision = {previous!r}


def upgrade() -> None:
    {body}
"""


async def until(condition: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - what was waited for
    async with asyncio.timeout(30):
        while not (found := await condition()):  # noqa: ASYNC110 - Postgres sends no word
            await asyncio.sleep(0.01)
    return found


@pytest.fixture
async def lagging(empty_database: str) -> str:
    """The DSN of a database with rows and without the newest indexes."""
    await fill_until(empty_database, BEFORE_INDEXES)
    return empty_database


@pytest.fixture
async def observer(empty_database: str) -> AsyncIterator[Observer]:
    connection = await asyncpg.connect(empty_database)
    yield Observer(connection)
    await connection.close()


@asynccontextmanager
async def open_transaction(dsn: str, statement: str) -> AsyncIterator[None]:
    """Somebody writes, and commits at the end of the block."""
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        await connection.execute(statement)
        yield
    await connection.close()


def write_revision(folder: Path, body: str, revision: str = "a", previous: str | None = None) -> None:
    text = REVISION.format(revision=revision, previous=previous or newest(), body=body)
    (folder / f"{revision}.py").write_text(text)


@pytest.mark.parametrize("revision", REVISIONS)
async def test_no_table_with_rows_is_locked_for_long_by(empty_database: str, revision: str) -> None:
    """Read from its statements; a table that the same migration makes has no rows."""
    if REVISIONS.index(revision):
        await upgrade(empty_database, REVISIONS[REVISIONS.index(revision) - 1])
    with recorded_statements() as statements:
        await upgrade(empty_database, revision)
    made = {found[1] for each in statements if (found := re.match(r"\s*CREATE TABLE (\w+)", each))}
    assert [each for each in statements if table_locked_for_long(each) not in {None, *made}] == []


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("CREATE INDEX i ON sweep (day)", "sweep"),
        ("CREATE UNIQUE INDEX i ON sweep (day)", "sweep"),
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON sweep (day)", None),
        ("ALTER TABLE sweep ALTER COLUMN day TYPE TEXT", "sweep"),
        ('ALTER TABLE "sweep" ADD CONSTRAINT c CHECK (day > now())', "sweep"),
        ("ALTER TABLE sweep ADD CONSTRAINT c FOREIGN KEY(day) REFERENCES day (id)", "sweep"),
        ("ALTER TABLE sweep ADD CONSTRAINT c CHECK (day > now()) NOT VALID", None),
        ("ALTER TABLE sweep ADD CONSTRAINT c UNIQUE (day)", "sweep"),
        ("ALTER TABLE sweep ADD CONSTRAINT c UNIQUE USING INDEX i", None),
        ("ALTER TABLE sweep VALIDATE CONSTRAINT c", None),
        ("ALTER TABLE sweep ADD COLUMN label TEXT DEFAULT '' NOT NULL", None),
    ],
)
def test_what_locks_for_long_is_told_from_what_does_not(statement: str, table: str | None) -> None:
    assert table_locked_for_long(statement) == table


def table_locked_for_long(statement: str) -> str | None:
    found = re.match(LOCKS_FOR_LONG, statement)
    return None if found is None else found["index_of"] or found["table"]


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    statements: list[str] = []

    def record(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", record)


async def test_others_write_while_an_index_is_built(lagging: str, observer: Observer) -> None:
    async with open_transaction(lagging, UNFINISHED):
        migrating = asyncio.create_task(migrate(lagging))
        await until(lambda: observer.value(BUILDER))
        await observer.connection.execute(INSERT)
        assert not migrating.done()
    await migrating
    assert await observer.value("SELECT count(*) FROM delivery") == 2
    assert await drift(lagging) == []


async def test_those_who_wait_for_their_turn_do_not_hold_up_a_build(lagging: str, observer: Observer) -> None:
    async with open_transaction(lagging, UNFINISHED):
        migrating = [asyncio.create_task(migrate(lagging)) for _ in range(5)]
        await until(lambda: observer.value(BUILDER))
    await asyncio.gather(*migrating)
    assert await drift(lagging) == []


@pytest.mark.parametrize("interrupt", ["pg_cancel_backend", "pg_terminate_backend"])
async def test_an_index_whose_build_was_interrupted_is_built_at_the_next_start(
    lagging: str, observer: Observer, interrupt: str
) -> None:
    async with open_transaction(lagging, UNFINISHED):
        migrating = asyncio.create_task(migrate(lagging))
        pid = await until(lambda: observer.value(BUILDER))
        await observer.value(f"SELECT {interrupt}($1)", pid)
        with pytest.raises(DatabaseUnusable, match="cannot be upgraded"):
            await migrating
    assert await observer.value(INVALID) == 1
    await migrate(lagging)
    assert await observer.value(INVALID) == 0
    assert await drift(lagging) == []


async def test_a_process_that_is_killed_leaves_its_turn_to_the_next(lagging: str, observer: Observer) -> None:
    imports = "import asyncio; from persistence.migrations.migrate import migrate"
    program = f"{imports}; asyncio.run(migrate({lagging!r}))"
    async with open_transaction(lagging, UNFINISHED):
        killed = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=ROOT)
        orphan = await until(lambda: observer.value(BUILDER))
        killed.kill()
        await killed.wait()
        assert await observer.value(BUILDER) == orphan, "Postgres goes on for it"
        migrating = asyncio.create_task(migrate(lagging))
        await until(lambda: observer.value(f"{BUILDER} AND pid <> $1", orphan))
        assert await observer.rows("SELECT FROM pg_stat_activity WHERE pid = $1", orphan) == []
    await migrating
    assert await observer.value(INVALID) == 0
    assert await drift(lagging) == []


async def test_who_waits_behind_a_migration_is_let_through_while_it_waits(
    database: str, tmp_path: Path
) -> None:
    """The migration gets the table when the first writer is done; the second one does not wait so long."""
    write_revision(tmp_path, 'op.execute("ALTER TABLE register_import ADD COLUMN shiny int")')
    connection = await asyncpg.connect(database)
    async with open_transaction(database, "INSERT INTO register_import VALUES ('DK', false)"):
        migrating = asyncio.create_task(upgrade(database, folder=tmp_path))
        await until(lambda: connection.fetchval(WAITS_FOR_TABLE))
        await connection.execute("INSERT INTO register_import VALUES ('NO', false)")
        assert not migrating.done()
    await migrating
    assert await connection.fetchval("SELECT count(*) FROM register_import WHERE shiny IS NULL") == 2
    await connection.close()


async def test_a_vacuum_is_waited_for_without_anybody_waiting_behind(database: str, tmp_path: Path) -> None:
    write_revision(tmp_path, 'lock_tables("account", "register_import")')
    connection = await asyncpg.connect(database)
    async with open_transaction(database, "LOCK TABLE register_import IN SHARE UPDATE EXCLUSIVE MODE"):
        migrating = asyncio.create_task(upgrade(database, folder=tmp_path))
        await until(lambda: connection.fetchval(WAITS_FOR_TABLE.replace("Access", "ShareUpdate")))
        await connection.execute("INSERT INTO register_import VALUES ('NO', false)")
        await connection.execute("INSERT INTO account VALUES ('other', 'Other', now())")
        assert await connection.fetchval(WAITS_FOR_TABLE.replace("Access", "ShareUpdate")) == 1
    await migrating
    await connection.close()


async def test_a_migration_that_never_gets_its_table_says_so_and_changes_nothing(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revisions, "ATTEMPTS", 1)
    write_revision(tmp_path, 'op.execute("ALTER TABLE register_import ADD COLUMN shiny int")')
    async with open_transaction(database, "INSERT INTO register_import VALUES ('DK', false)"):
        with pytest.raises(DatabaseUnusable, match="others keep a table locked"):
            await upgrade(database, folder=tmp_path)
    assert await drift(database) == []


async def test_a_column_gets_another_type_without_losing_what_is_written_meanwhile(
    database: str, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("""
        CREATE TABLE shift (id int PRIMARY KEY, starts time NOT NULL, ends time);
        INSERT INTO shift
            SELECT n, time '08:00' + n % 60 * interval '1 minute' FROM generate_series(1, 9000) AS n;
        UPDATE shift SET ends = '16:30' WHERE id % 2 = 0;
    """)
    values = {f"{end}_minute": f"extract(epoch FROM {end}) / 60" for end in ("starts", "ends")}
    write_revision(
        tmp_path,
        'op.execute("ALTER TABLE shift ADD starts_minute int2 NOT NULL DEFAULT 0, ADD ends_minute int2")',
    )
    body = f"""fill("shift", {values})
    finish_fill("shift", {values})
    for name in ("starts", "ends"):
        op.execute(f"ALTER TABLE shift DROP {{name}}")
        op.execute(f"ALTER TABLE shift RENAME {{name}}_minute TO {{name}}")
    op.execute("ALTER TABLE shift ALTER starts DROP DEFAULT")"""
    await upgrade(database, folder=tmp_path)
    write_revision(tmp_path, body, "b", "a")
    writes = "UPDATE shift SET starts = '09:59' WHERE id = 1; INSERT INTO shift VALUES (0, '00:07', '23:59')"
    async with open_transaction(database, writes):
        migrating = asyncio.create_task(upgrade(database, folder=tmp_path))
        await until(lambda: connection.fetchval(WAITS_FOR_TABLE))
        assert await connection.fetchval("SELECT count(*) FROM shift WHERE starts_minute = 0") == 1
    await migrating
    rows = await connection.fetch("SELECT starts, ends FROM shift WHERE id <= 2 ORDER BY id")
    assert [tuple(row) for row in rows] == [
        (7, 23 * 60 + 59),
        (9 * 60 + 59, None),
        (8 * 60 + 2, 16 * 60 + 30),
    ]
    assert await connection.fetchval("SELECT min(starts) FROM shift WHERE id > 0") == 8 * 60
    await connection.close()
