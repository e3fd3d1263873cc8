"""A draft works on tables with rows as it is, or says what somebody has to decide."""

import re
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from alembic.operations import ops

from persistence.migrations.chain import VERSIONS, newest, order_revisions
from persistence.migrations.draft_steps import plan_steps
from persistence.migrations.revisions import drift, revise, upgrade
from tests.persistence.conftest import Observer
from tests.persistence.migration_rows import fill_until

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Workshop:
    """A database with rows that lags behind the tables, and a folder for the drafts that catch up."""

    dsn: str
    folder: Path
    observer: Observer

    async def draft(self, lag: str) -> list[str]:
        """Take something away from the database and return the texts of the drafts that bring it back."""
        await self.observer.connection.execute(lag)
        await revise(self.dsn, "catch up", self.folder)
        return [file.read_text() for file in sorted(self.folder.iterdir())]

    async def upgrade(self) -> None:
        await upgrade(self.dsn, folder=self.folder)


@pytest.fixture
async def workshop(empty_database: str, tmp_path: Path) -> AsyncIterator[Workshop]:
    await fill_until(empty_database, newest())
    connection = await asyncpg.connect(empty_database)
    yield Workshop(empty_database, tmp_path, Observer(connection))
    await connection.close()


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("delivery", "recipient_id", ""),
        ("delivery", "packages", 0),
        ("event_counter", "number", 0),
        ("register_import", "authoritative", False),
        ("api_token", "scopes", []),
    ],
)
async def test_a_new_column_that_is_required_is_filled_with_what_says_nothing(
    workshop: Workshop, table: str, column: str, value: object
) -> None:
    (draft,) = await workshop.draft(f"ALTER TABLE {table} DROP COLUMN {column}")
    assert "is that right?" in draft
    await workshop.upgrade()
    assert await workshop.observer.value(f"SELECT {column} FROM {table}") == value  # noqa: S608
    assert await drift(workshop.dsn) == []


async def test_a_new_column_comes_before_its_index(workshop: Workshop) -> None:
    column, index = await workshop.draft("ALTER TABLE delivery DROP COLUMN department")
    assert "op.add_column" in column
    assert "index" not in column.partition("def downgrade")[0]
    assert "create_index_concurrently(" in index
    await workshop.upgrade()
    assert await drift(workshop.dsn) == []


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("sweep", "day", "created_at::date"),
        ("event", "command_id", "md5(account_id || number)::uuid"),
        ("api_token", "id", "left(token_hash, 24)"),
        ("delivery", "kind", "'DELIVERY'"),
    ],
)
async def test_a_new_column_without_a_neutral_value_waits_for_a_decision(
    workshop: Workshop, table: str, column: str, value: str
) -> None:
    _, second = await workshop.draft(f"ALTER TABLE {table} DROP COLUMN {column}")
    with pytest.raises(NotImplementedError, match=f"say in SQL, twice, what {table}.{column} is"):
        await workshop.upgrade()
    (path,) = workshop.folder.glob("*concurrently.py")
    decided = re.sub(r"    raise NotImplementedError\(.*?\)\n(?=    \w)", "", second, flags=re.DOTALL)
    path.write_text(decided.replace('"…"', repr(value)))
    await workshop.upgrade()
    assert await workshop.observer.value(f"SELECT count(*) FROM {table} WHERE {column} IS NULL") == 0  # noqa: S608
    assert await drift(workshop.dsn) == []


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        ("DROP INDEX sweep_account_id_day_id_idx", ["create_index_concurrently("]),
        (
            "DROP INDEX sweep_account_id_day_id_idx; CREATE INDEX sweep_account_id_day_id_idx ON sweep (day)",
            ["new_sweep_account_id_day_id_idx", "RENAME TO"],
        ),
        ("DROP INDEX delivery_words_idx", ["create_index_concurrently(", "gin"]),
        (
            "ALTER TABLE event_counter DROP CONSTRAINT event_counter_account_id_fkey",
            ["postgresql_not_valid=True", "validate_constraint("],
        ),
        (
            "ALTER TABLE delivery DROP CONSTRAINT delivery_position_check",
            ["postgresql_not_valid=True", "validate_constraint("],
        ),
        ("ALTER TABLE delivery ALTER notes DROP NOT NULL", ["check_not_null(", "nullable=False"]),
        ("CREATE TABLE stranger (id int)", ["# Does the release before still use this?", "op.drop_table"]),
        ("ALTER TABLE sweep ADD COLUMN stranger int", ["# Does the release before", "op.drop_column"]),
        ("ALTER TABLE sweep ALTER day SET DEFAULT '2018-01-01'", ["op.alter_column(", "server_default=None"]),
        ("DROP TABLE idempotency", ["op.create_table(", "op.create_index("]),
    ],
)
async def test_other_changes_work_as_they_are_drafted(
    workshop: Workshop, lag: str, expected: list[str]
) -> None:
    drafts = "\n".join(await workshop.draft(lag))
    for part in expected:
        assert part in drafts
    await workshop.upgrade()
    assert await drift(workshop.dsn) == []


async def test_a_change_of_type_is_left_to_a_person(workshop: Workshop) -> None:
    (draft,) = await workshop.draft("ALTER TABLE delivery ALTER packages TYPE bigint")
    assert "make delivery.packages SmallInteger()" in draft
    with pytest.raises(NotImplementedError, match=r"delivery\.packages"):
        await workshop.upgrade()


def test_a_unique_constraint_takes_over_an_index_that_was_built_beside_writers() -> None:
    steps = plan_steps(ops.CreateUniqueConstraintOp("once", "sweep", ["account_id", "day"]))
    assert not steps.short
    (constraint,) = steps.final
    assert isinstance(constraint, ops.ExecuteSQLOp)
    assert constraint.sqltext == 'ALTER TABLE "sweep" ADD CONSTRAINT "once" UNIQUE USING INDEX "once"'


@pytest.mark.parametrize(
    "lag",
    [
        "ALTER TABLE delivery DROP COLUMN department, DROP COLUMN kind",
        "ALTER TABLE delivery ALTER packages TYPE int",
    ],
)
async def test_a_draft_is_seen_at_once_and_passes_the_linters(workshop: Workshop, lag: str) -> None:
    drafts = await workshop.draft(lag)
    for file in VERSIONS.glob("*.py"):
        (workshop.folder / file.name).write_text(file.read_text())
    assert len(order_revisions(workshop.folder)) == len(order_revisions()) + len(drafts)
    written = [str(file) for file in workshop.folder.glob("*catch_up*")]
    assert run_ruff("format", "--check", *written) == 0
    project = str(ROOT / "pyproject.toml")
    assert run_ruff("check", "--config", project, "--ignore", "INP001,N999,RUF100", *written) == 0


def run_ruff(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "ruff", *arguments], check=False).returncode
