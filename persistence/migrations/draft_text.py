"""How our own steps are written into a draft."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op_text, renderers
from alembic.operations import ops


@dataclass
class Note(ops.MigrateOperation):
    """A comment for the reader of the draft."""

    text: str


@dataclass
class Decision(ops.MigrateOperation):
    """What cannot be drafted: the migration does not run until its author replaces this."""

    text: str


@dataclass
class OnlineCall(ops.MigrateOperation):
    """A call of a function of `persistence.migrations.online`."""

    function: str
    arguments: Sequence[object]


class CreateIndexConcurrentlyOp(ops.CreateIndexOp):
    """Written as a call of `create_index_concurrently`, which takes what `op.create_index` takes."""

    @classmethod
    def like(cls, other: ops.CreateIndexOp, name: str | None = None) -> Self:
        return cls(name or other.index_name, other.table_name, other.columns, unique=other.unique, **other.kw)


@renderers.dispatch_for(Note)
def _write_note(_context: AutogenContext, note: Note) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(note.text, 100)]


@renderers.dispatch_for(Decision)
def _write_decision(_context: AutogenContext, decision: Decision) -> str:
    return f"raise NotImplementedError({decision.text!r})"


@renderers.dispatch_for(OnlineCall)
def _write_call(context: AutogenContext, call: OnlineCall) -> str:
    return f"{_import(context, call.function)}({', '.join(map(repr, call.arguments))})"


@renderers.dispatch_for(CreateIndexConcurrentlyOp)
def _write_index(context: AutogenContext, step: CreateIndexConcurrentlyOp) -> str:
    plain = ops.CreateIndexOp(step.index_name, step.table_name, step.columns, unique=step.unique, **step.kw)
    function = _import(context, "create_index_concurrently")
    return render_op_text(context, plain).replace("op.create_index", function, 1)


def _import(context: AutogenContext, function: str) -> str:
    context.imports.add(f"from persistence.migrations.online import {function}")
    return function
