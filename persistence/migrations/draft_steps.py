"""What is drafted for each kind of change to a table that exists already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any, Final

import sqlalchemy as sa
from alembic.operations import ops

from persistence.migrations.draft_text import CreateIndexConcurrentlyOp, Decision, Note, OnlineCall

Operation = ops.MigrateOperation

# The first that fits; a type that is not here has no value that says nothing.
NEUTRAL: Final[tuple[tuple[tuple[type, ...], str | None], ...]] = (
    ((sa.CHAR, sa.Enum), None),
    ((sa.String,), "''"),
    ((sa.Integer, sa.Numeric, sa.Float), "0"),
    ((sa.Boolean,), "false"),
    ((sa.ARRAY,), "'{}'"),
)


@dataclass(frozen=True, slots=True)
class Steps:
    """`short` steps lock for an instant; `long` ones let others write, and `final` ones follow them."""

    short: Sequence[Operation] = ()
    long: Sequence[Operation] = ()
    final: Sequence[Operation] = ()


@singledispatch
def plan_steps(change: Operation) -> Steps:
    """Plan one change; what needs no other treatment is short."""
    return Steps(short=[change])


@plan_steps.register
def _(change: ops.AddColumnOp) -> Steps:
    table, column = change.table_name, change.column
    if column.nullable or column.server_default is not None:
        return Steps(short=[change])
    value = _neutral_value(column)
    if value is None:
        return _plan_filled_column(table, column)
    note = Note(
        f"{table}.{column.name} is {value} in rows that are there; is that right? The default goes at once, "
        "as persistence/tables.py has none: gateways of the release before cannot insert from then on."
    )
    default = ops.AlterColumnOp(table, column.name, modify_server_default=None)
    return Steps([note, ops.AddColumnOp(table, _copy(column, server_default=sa.text(value))), default])


def _plan_filled_column(table: str, column: sa.Column[Any]) -> Steps:
    decision = Decision(f"say in SQL, twice, what {table}.{column.name} is in rows that are there")
    values = {column.name: "…"}
    required = ops.AlterColumnOp(table, column.name, existing_type=column.type, modify_nullable=False)
    return Steps(
        short=[ops.AddColumnOp(table, _copy(column, nullable=True))],
        long=[decision, OnlineCall("fill", [table, values])],
        final=[OnlineCall("finish_fill", [table, values]), required],
    )


@plan_steps.register
def _(change: ops.CreateIndexOp) -> Steps:
    return Steps(long=[CreateIndexConcurrentlyOp.like(change)])


def plan_replacement(change: ops.CreateIndexOp) -> Steps:
    """Plan an index that takes the place of another one with its name, which serves until then."""
    name = str(change.index_name)
    swap = [
        ops.DropIndexOp(name, change.table_name),
        ops.ExecuteSQLOp(f'ALTER INDEX "new_{name}" RENAME TO "{name}"'),
    ]
    return Steps(long=[CreateIndexConcurrentlyOp.like(change, f"new_{name}")], final=swap)


@plan_steps.register
def _(change: ops.CreateUniqueConstraintOp) -> Steps:
    name, table = str(change.constraint_name), change.table_name
    index = ops.CreateIndexOp(name, table, change.columns, unique=True)
    constraint = f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE USING INDEX "{name}"'
    return Steps(long=[CreateIndexConcurrentlyOp.like(index)], final=[ops.ExecuteSQLOp(constraint)])


@plan_steps.register(ops.CreateForeignKeyOp)
@plan_steps.register(ops.CreateCheckConstraintOp)
def _(change: ops.CreateForeignKeyOp | ops.CreateCheckConstraintOp) -> Steps:
    table = change.source_table if isinstance(change, ops.CreateForeignKeyOp) else change.table_name
    change.kw["postgresql_not_valid"] = True
    return Steps([change], [OnlineCall("validate_constraint", [str(change.constraint_name), table])])


@plan_steps.register
def _(change: ops.AlterColumnOp) -> Steps:
    table, column = change.table_name, change.column_name
    if change.modify_type is not None:
        kind = f"{table}.{column} {change.modify_type!r}"
        return Steps(long=[Decision(f"make {kind}, see 'A column of another type' in CONTRIBUTING.md")])
    if change.modify_nullable is False:
        return _plan_not_null(table, column, change.existing_type)
    return Steps(short=[change])


@plan_steps.register(ops.DropColumnOp)
@plan_steps.register(ops.DropTableOp)
def _(change: ops.DropColumnOp | ops.DropTableOp) -> Steps:
    note = Note("Does the release before still use this? Then it goes with a later release.")
    return Steps(short=[note, change])


def _plan_not_null(table: str, column: str, kind: object) -> Steps:
    """Plan NOT NULL where rows have values; with a valid constraint Postgres need not read them all."""
    name = f"{table}_{column}_is_filled"
    final = [
        ops.AlterColumnOp(table, column, existing_type=kind, modify_nullable=False),
        ops.ExecuteSQLOp(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'),
    ]
    return Steps(long=[OnlineCall("check_not_null", [name, table, column])], final=final)


def _neutral_value(column: sa.Column[Any]) -> str | None:
    """Return what says nothing, in SQL; None where the type or a constraint has no such value."""
    if column.foreign_keys or column.primary_key or _is_checked(column):
        return None
    return next((value for kinds, value in NEUTRAL if isinstance(column.type, kinds)), None)


def _is_checked(column: sa.Column[Any]) -> bool:
    checks = [each for each in column.table.constraints if isinstance(each, sa.CheckConstraint)]
    return any(re.search(rf"\b{re.escape(column.name)}\b", str(each.sqltext)) for each in checks)


def _copy(
    column: sa.Column[Any], *, nullable: bool = False, server_default: sa.TextClause | None = None
) -> sa.Column[Any]:
    return sa.Column(column.name, column.type, nullable=nullable, server_default=server_default)
