"""The statements of the lists: one for each combination of filters, so that each can use its index."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)

from domain.model.page import HIGHEST_COUNT, NEWEST_FIRST, DeliveryOrder, PageRequest, Place
from persistence.engine.statement import Statement
from persistence.reads.filter_conditions import Listing, ListQuery, Values

_FAR_ENOUGH = literal_column(str(HIGHEST_COUNT + 1), Integer)


@dataclass(frozen=True, slots=True)
class Keyset:
    """The part of a list that a page is taken from: its order, and which of its ends are set."""

    order: DeliveryOrder
    after: bool
    before: bool
    backward: bool

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that the order compares."""
        return ("delivery_date", "id") if self.order.by_day else ("id",)


def list_rows(
    wanted: ListQuery, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
) -> tuple[Statement, Values]:
    """Return a statement for one row more than the page has, in reverse order if the page is backward."""
    keyset = Keyset(order, page.after is not None, page.before is not None, page.backward)
    statement = list_statement(wanted.listing, wanted.names, keyset, standing=wanted.standing)
    ends = _name_place("after", page.after) | _name_place("before", page.before)
    return statement, wanted.values | ends | {"limit": page.size + 1}


def count_rows(wanted: ListQuery) -> tuple[Statement, Values]:
    """Return a statement that stops counting one after the highest count that is returned."""
    return count_statement(wanted.listing, wanted.names, standing=wanted.standing), wanted.values


def _name_place(end: str, place: Place | None) -> Values:
    if place is None:
        return {}
    return {f"{end}_id": place.id} | ({} if place.day is None else {f"{end}_delivery_date": place.day})


@cache
def list_statement(listing: Listing, names: frozenset[str], keyset: Keyset, *, standing: bool) -> Statement:
    rows, table = listing.rows(names, keyset.key), listing.table
    page = (
        select(rows if rows is table else rows.c.id)
        .where(*listing.matching(rows, names, standing=standing), *_limit_to(rows, keyset))
        .order_by(*_sort_by(rows, keyset))
        .limit(bindparam("limit"))
    )
    return Statement(page if rows is table else _select_whole_rows(table, page, keyset))


def _select_whole_rows(table: Table, page: Select[Any], keyset: Keyset) -> Select[Any]:
    """Read the rows of a page by their primary keys, so that only ids are sorted."""
    ids = func.any(func.array(page.scalar_subquery()))
    return (
        select(table)
        .where(table.c.account_id == bindparam("account_id"), table.c.id == ids)
        .order_by(*_sort_by(table, keyset))
    )


def _sort_by(rows: FromClause, keyset: Keyset) -> Iterator[ColumnElement[Any]]:
    down = keyset.order.descending is not keyset.backward
    for name in keyset.key:
        yield rows.c[name].desc() if down else rows.c[name].asc()


def _limit_to(rows: FromClause, keyset: Keyset) -> Iterator[ColumnElement[bool]]:
    """Compare the whole key at once, so that its index is read from the right place on."""
    whole = tuple_(*(rows.c[name] for name in keyset.key))
    for end, given, above in (
        ("after", keyset.after, not keyset.order.descending),
        ("before", keyset.before, keyset.order.descending),
    ):
        place = tuple_(*(bindparam(f"{end}_{name}") for name in keyset.key))
        if given:
            yield whole > place if above else whole < place


@cache
def count_statement(listing: Listing, names: frozenset[str], *, standing: bool) -> Statement:
    rows = listing.rows(names)
    matching = (
        select(literal_column("1", Integer))
        .select_from(rows)
        .where(*listing.matching(rows, names, standing=standing))
    )
    return Statement(select(func.count()).select_from(matching.limit(_FAR_ENOUGH).subquery()))
