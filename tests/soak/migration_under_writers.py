"""How long a writer waits while a table with 300,000 rows is migrated."""

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

import asyncpg

from persistence.embedded import EmbeddedPostgres
from persistence.migrations.chain import newest
from persistence.migrations.revisions import drift
from tests.api.cli.conftest import ROOT
from tests.persistence.migration_rows import fill_until
from tests.soak.conditions import Conditions, Findings
from tests.soak.postgres_seen import Connection, check_durable
from tests.soak.report import Measure

ROWS: Final = 300_000
WRITERS: Final = 4
PAUSE: Final = 0.01  # seconds between two writes of a writer
LONGEST: Final = 1.0  # seconds
ALONE: Final = 20  # seconds without a migration, to compare with
BEFORE_INDEXES: Final = "6b90bfdb9ba2"
COLUMNS: Final = """
    SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
    WHERE table_name = 'delivery' AND column_name <> 'id'
"""
ORIGINAL: Final = f"WHERE delivery.account_id = 'merchant' AND delivery.id = '{3:024x}'"
UPGRADE: Final = """
import asyncio, sys
from pathlib import Path
from persistence.migrations.revisions import upgrade
asyncio.run(upgrade(sys.argv[1], folder=Path(sys.argv[2])))
"""
REVISION: Final = """
from alembic import op
from persistence.migrations.online import fill, finish_fill

revision = {revision!r}
down_revision = {previous!r}


def upgrade() -> None:
"""
ADD: Final = """
    op.execute("ALTER TABLE delivery ADD new_packages int NOT NULL DEFAULT 0")
"""
SWAP: Final = """
    fill("delivery", {"new_packages": "packages"})
    finish_fill("delivery", {"new_packages": "packages"})
    op.execute("ALTER TABLE delivery DROP packages")
    op.execute("ALTER TABLE delivery RENAME new_packages TO packages")
    op.execute("ALTER TABLE delivery ALTER packages DROP DEFAULT")
"""


async def migration_under_writers(conditions: Conditions) -> Findings:
    """Build every index, then give a column another type."""
    folder = conditions.place / "later"
    folder.mkdir()
    with EmbeddedPostgres(conditions.place / "postgres", report=lambda _line: None) as dsn:
        async with AsyncExitStack() as stack:
            connections = [await asyncpg.connect(dsn) for _ in range(WRITERS)]
            for each in connections:
                stack.push_async_callback(each.close)
            await check_durable(connections[0])
            await _fill(dsn, connections[0])
            upgrade = ("-c", UPGRADE, dsn, str(folder))
            alone = await _measure("alone", connections, ("-c", f"import time; time.sleep({ALONE})"))
            indexes = await _measure("indexes", connections, upgrade)
            differences = await drift(dsn)
            _write(folder, "soak1", newest(), ADD)
            _write(folder, "soak2", "soak1", SWAP)
            another_type = await _measure("another type", connections, upgrade)
    fits = Measure("indexes: differences from the tables", len(differences), most=0)
    return Findings([*alone, *indexes, fits, *another_type])


async def _fill(dsn: str, connection: Connection) -> None:
    await fill_until(dsn, BEFORE_INDEXES)
    columns = await connection.fetchval(COLUMNS)
    await connection.execute(
        f"INSERT INTO delivery (id, {columns}) SELECT lpad(to_hex(n), 24, '0'), {columns} "  # noqa: S608
        f"FROM delivery, generate_series(4, {ROWS + 2}) AS n {ORIGINAL}"
    )


@dataclass(slots=True)
class _Writer:
    """Inserts one row and updates another, again and again; `longest` in seconds."""

    connection: Connection
    columns: str
    dice: Random
    numbers: "count[int]"
    writes: int = 0
    longest: float = 0.0

    async def write_on(self) -> None:
        while True:
            number = next(self.numbers)
            await self._time(
                f"INSERT INTO delivery (id, {self.columns}) "  # noqa: S608
                f"SELECT '{number:024x}', {self.columns} FROM delivery {ORIGINAL}"
            )
            changed = self.dice.randrange(4, ROWS)
            await self._time(
                f"UPDATE delivery SET notes = 'changed' WHERE account_id = 'merchant' "  # noqa: S608
                f"AND id = '{changed:024x}'"
            )
            await asyncio.sleep(PAUSE)

    async def _time(self, statement: str) -> None:
        began = time.monotonic()
        await self.connection.execute(statement)
        self.writes += 1
        self.longest = max(self.longest, time.monotonic() - began)


async def _measure(name: str, connections: Sequence[Connection], program: Sequence[str]) -> list[Measure]:
    """Let writers write while a program runs: it would take turns with them here."""
    columns = await connections[0].fetchval(COLUMNS)
    numbers = count(await connections[0].fetchval("SELECT count(*) FROM delivery") + ROWS)
    writers = [_Writer(each, columns, Random(n), numbers) for n, each in enumerate(connections)]  # noqa: S311
    async with asyncio.TaskGroup() as group:
        writing = [group.create_task(each.write_on()) for each in writers]
        began = time.monotonic()
        migrating = await asyncio.create_subprocess_exec(sys.executable, *program, cwd=ROOT)
        failed = await migrating.wait() != 0
        seconds = time.monotonic() - began
        for each in writing:
            each.cancel()
    return [
        Measure(f"{name}: longest wait of a writer, s", max(each.longest for each in writers), most=LONGEST),
        Measure(f"{name}: writes", sum(each.writes for each in writers), least=1),
        Measure(f"{name}: duration, s", seconds),
        Measure(f"{name}: programs that failed", failed, most=0),
    ]


def _write(folder: Path, revision: str, previous: str, body: str) -> None:
    text = REVISION.format(revision=revision, previous=previous) + body
    (folder / f"{revision}.py").write_text(text)
