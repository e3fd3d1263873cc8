"""What migrations do to tables with rows while others write to them.

Everything here may be done twice: it is committed at once and not with the migration's number, and a
migration that was interrupted begins again. So it comes first in a migration.
"""

# ruff: noqa: S608 - the SQL is a migration's own

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from alembic import op
from sqlalchemy import ColumnElement, TextClause, text
from sqlalchemy.exc import DBAPIError

from persistence.engine.error_kinds import sqlstate

LONGEST_WAIT: Final = "60s"  # for transactions that began before; nobody waits behind it
ATTEMPTS: Final = 20  # to get a lock that others wait behind
PAUSE: Final = 0.5  # seconds between attempts, for transactions that waited behind
PAGES: Final = 64  # of a table at a time: some hundreds of rows

INVALID = text("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(quote_ident(:name)) AND NOT indisvalid")
CONSTRAINT = text(
    "SELECT 1 FROM pg_constraint WHERE conrelid = to_regclass(quote_ident(:table)) AND conname = :name"
)
SIZE = text("SELECT pg_relation_size(to_regclass(quote_ident(:table))) / current_setting('block_size')::int")


def create_index_concurrently(
    name: str,
    table: str,
    columns: Sequence[str | TextClause | ColumnElement[Any]],
    **options: Any,  # noqa: ANN401 - whatever Alembic's `create_index` takes
) -> None:
    """Build an index beside writers; one that an interrupted attempt left invalid is built anew."""
    with _without_haste():
        if _exists(INVALID, name=name):
            op.drop_index(name, table_name=table, postgresql_concurrently=True)
        op.create_index(name, table, columns, if_not_exists=True, postgresql_concurrently=True, **options)


def validate_constraint(name: str, table: str) -> None:
    """Check the rows that were there before a constraint was added as NOT VALID."""
    with _without_haste():
        op.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')


def check_not_null(name: str, table: str, column: str) -> None:
    """Check that a column is filled; with this constraint, SET NOT NULL need not read the table."""
    with op.get_context().autocommit_block():
        if not _exists(CONSTRAINT, name=name, table=table):
            op.execute(
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ("{column}" IS NOT NULL) NOT VALID'
            )
    validate_constraint(name, table)


def fill(table: str, values: Mapping[str, str]) -> None:
    """Set columns to SQL expressions over others, a few rows at a time; nobody waits long for one of them.

    An expression has the same value whenever it is asked for: a row is done when its columns have it.
    Rows that others have locked are left to `finish_fill`, as well as what they write afterwards. A second
    round leaves it less to do: rows change during the first, and are slow to read when just written.
    """
    with op.get_context().autocommit_block():
        for _ in range(2):
            pages = op.get_bind().execute(SIZE, {"table": table}).scalar_one()
            for first in range(0, pages, PAGES):
                _fill_pages(table, values, first)


def _fill_pages(table: str, values: Mapping[str, str], first: int) -> None:
    pages = f"ctid >= '({first},0)' AND ctid < '({first + PAGES},0)'"
    free = f'SELECT ctid FROM "{table}" WHERE {pages} AND ({_differs(values)}) FOR NO KEY UPDATE SKIP LOCKED'
    op.execute(f"{_update(table, values)} WHERE ctid = ANY(ARRAY({free}))")


def finish_fill(table: str, values: Mapping[str, str]) -> None:
    """Lock the table for the rest of the transaction and set what `fill` has left."""
    lock_tables(table)
    op.execute(f"{_update(table, values)} WHERE {_differs(values)}")


def lock_tables(*tables: str) -> None:
    """Lock tables for the rest of the transaction; other transactions that use them wait for its end.

    A vacuum gives way only to a transaction that has waited longer than writers may wait here. So it is ended
    first, by a lock that does not block writers. Raises `DBAPIError` where users of the tables leave no gap.
    """
    names = ", ".join(f'"{table}"' for table in tables)
    op.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
    op.execute(f"LOCK TABLE {names} IN SHARE UPDATE EXCLUSIVE MODE")
    op.execute("SET LOCAL lock_timeout TO DEFAULT")
    for left in reversed(range(ATTEMPTS)):
        try:
            with op.get_bind().begin_nested():
                op.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
                return
        except DBAPIError as error:
            if not (left and is_in_use(error)):
                raise
        op.execute(f"SELECT pg_sleep({PAUSE})")


def is_in_use(error: DBAPIError) -> bool:
    """Whether a lock was not free in time, or was waited for in a circle."""
    return error.orig is not None and sqlstate(error.orig) in {"55P03", "40P01"}


def _update(table: str, values: Mapping[str, str]) -> str:
    return f'UPDATE "{table}" SET ' + ", ".join(f'"{column}" = {value}' for column, value in values.items())


def _differs(values: Mapping[str, str]) -> str:
    return " OR ".join(f'"{column}" IS DISTINCT FROM ({value})' for column, value in values.items())


def _exists(query: TextClause, **values: str) -> bool:
    return op.get_bind().execute(query, values).first() is not None


@contextmanager
def _without_haste() -> Iterator[None]:
    """Outside a transaction and with time, for statements that let others read and write meanwhile."""
    with op.get_context().autocommit_block():
        op.execute(f"SET lock_timeout = '{LONGEST_WAIT}'")
        op.execute("SET statement_timeout = 0")
        yield
        op.execute("RESET lock_timeout")
        op.execute("RESET statement_timeout")
