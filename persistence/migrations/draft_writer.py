"""Drafts of migrations that run on tables with rows while others write to them.

Alembic drafts how one schema becomes the other. A step that would keep a table locked for long is replaced
here, and what only a person can decide is said in the draft.
"""

from collections.abc import Iterator, Sequence

from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from alembic.util import rev_id

from persistence.migrations.draft_steps import Steps, plan_replacement, plan_steps
from persistence.migrations.draft_text import OnlineCall


def draft_for_filled_tables(
    _context: MigrationContext, _revision: object, scripts: list[ops.MigrationScript]
) -> None:
    """Rewrite Alembic's draft in place.

    Where there are both, short steps and long ones become two migrations: the first is committed as a whole,
    the second step by step.
    """
    (script,) = scripts
    assert script.upgrade_ops is not None  # noqa: S101 - Alembic has just filled it
    plan = list(_plan(script.upgrade_ops))
    short = _under_lock([(table, steps.short) for table, steps in plan])
    long = [step for _, steps in plan for step in steps.long]
    long += _under_lock([(table, steps.final) for table, steps in plan])
    script.upgrade_ops.ops = short or long
    if short and long:
        scripts.append(_follow(script, long))


def _under_lock(
    changes: Sequence[tuple[str | None, Sequence[ops.MigrateOperation]]],
) -> list[ops.MigrateOperation]:
    """Put what is done in one transaction behind a lock on all tables that it changes."""
    tables = list(dict.fromkeys(table for table, steps in changes if table and steps))
    lock = [OnlineCall("lock_tables", tables)] if tables else []
    return [*lock, *(step for _, steps in changes for step in steps)]


def _plan(upgrade: ops.UpgradeOps) -> Iterator[tuple[str | None, Steps]]:
    """Plan every change, together with the table that it is made to if that exists already."""
    new = {step.table_name for step in upgrade.ops if isinstance(step, ops.CreateTableOp)}
    for step in upgrade.ops:
        if isinstance(step, ops.ModifyTableOps) and step.table_name not in new:
            yield from ((step.table_name, steps) for steps in _plan_change(step.ops))
        elif isinstance(step, ops.DropTableOp):
            yield step.table_name, plan_steps(step)
        else:
            yield None, Steps(short=[step])


def _plan_change(changes: list[ops.MigrateOperation]) -> Iterator[Steps]:
    """Plan the steps on one table, whose changed indexes and constraints Alembic drops and creates anew."""
    created = {step.index_name for step in changes if isinstance(step, ops.CreateIndexOp)}
    dropped = {step.index_name for step in changes if isinstance(step, ops.DropIndexOp)}
    for step in changes:
        if isinstance(step, ops.CreateIndexOp) and step.index_name in dropped:
            yield plan_replacement(step)
        elif not (isinstance(step, ops.DropIndexOp) and step.index_name in created):
            yield plan_steps(step)


def _follow(script: ops.MigrationScript, steps: list[ops.MigrateOperation]) -> ops.MigrationScript:
    """Undoing the first migration undoes the second one too."""
    return ops.MigrationScript(
        rev_id(),
        ops.UpgradeOps(steps, upgrade_token="upgrades"),  # noqa: S106 - the template's name for them
        ops.DowngradeOps([], downgrade_token="downgrades"),  # noqa: S106
        message=f"{script.message}, concurrently",
        head=script.head,
        version_path=script.version_path,
    )
