"""SQL built by SQLAlchemy Core once and run by asyncpg as often as wanted."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, CHAR, Column, ColumnElement, Text, bindparam, cast, column, func
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

_DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy's is not


class Statement:
    """A clause compiled to SQL with `$1`, `$2` … for its named parameters."""

    __slots__ = ("names", "sql")

    def __init__(self, clause: ClauseElement) -> None:
        compiled = clause.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        self.names: Sequence[str] = tuple(getattr(compiled, "positiontup", None) or ())

    def arguments(self, values: dict[str, object]) -> list[object]:
        """The values in the order of the SQL."""
        return [values[name] for name in self.names]


def rows(columns: Iterable[Column[Any]], name: str) -> TableValuedAlias:
    """A table of that name made of one array parameter a column, named as the column is.

    Its column `place` counts the rows from 1.
    """
    listed = list(columns)
    arrays = [cast(bindparam(each.name), ARRAY(_plain(each.type))) for each in listed]
    parts = [column(each.name, _plain(each.type)) for each in listed]
    return (
        func.unnest(*arrays)
        .table_valued(*parts, name=name, with_ordinality="place")
        .render_derived(name=name)
    )


def any_of(name: str) -> ColumnElement[Any]:
    """What a column equals where the array parameter of that name holds its value."""
    return func.any(bindparam(name))


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without its collation, which the table's column brings."""
    match kind:
        case Text():
            return Text()
        case CHAR():
            return CHAR(kind.length)
    return kind
