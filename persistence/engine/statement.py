"""Statements that SQLAlchemy Core compiles once and asyncpg runs many times."""

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
        """Return the values in the order of the SQL."""
        return [values[name] for name in self.names]


def rows(columns: Iterable[Column[Any]], name: str) -> TableValuedAlias:
    """Return a table of that name, made of one array parameter for each column, with the column's name.

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
    """Return what a column equals if the array parameter of that name contains its value."""
    return func.any(bindparam(name))


def _plain(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the type without its collation, which the table's column has."""
    match kind:
        case Text():
            return Text()
        case CHAR():
            return CHAR(kind.length)
    return kind
