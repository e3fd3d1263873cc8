"""The statements behind the lists: one for each combination of filters, so that each can use its index."""

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
from persistence.reads.filters import Listing, ListQuery, Values

_FAR_ENOUGH = literal_column(str(HIGHEST_COUNT + 1), Integer)


@dataclass(frozen=True, slots=True)
class Keyset:
    """The part of a list that a page is taken from: its order, and which of its ends are given."""

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
    """One more row than the page has tells whether the list goes on; backward, the rows come reversed."""
    stretch = Keyset(order, page.after is not None, page.before is not None, page.backward)
    statement = list_statement(wanted.listing, wanted.names, stretch, standing=wanted.standing)
    ends = _place("after", page.after) | _place("before", page.before)
    return statement, wanted.values | ends | {"limit": page.size + 1}


def count_rows(wanted: ListQuery) -> tuple[Statement, Values]:
    """Stops one beyond the highest number that is told."""
    return count_statement(wanted.listing, wanted.names, standing=wanted.standing), wanted.values


def _place(end: str, place: Place | None) -> Values:
    if place is None:
        return {}
    return {f"{end}_id": place.id} | ({} if place.day is None else {f"{end}_delivery_date": place.day})


@cache
def list_statement(listing: Listing, names: frozenset[str], stretch: Keyset, *, standing: bool) -> Statement:
    rows, table = listing.rows(names, stretch.key), listing.table
    page = (
        select(rows if rows is table else rows.c.id)
        .where(*listing.matching(rows, names, standing=standing), *_within(rows, stretch))
        .order_by(*_sorting(rows, stretch))
        .limit(bindparam("limit"))
    )
    return Statement(page if rows is table else _whole_rows(table, page, stretch))


def _whole_rows(table: Table, page: Select[Any], stretch: Keyset) -> Select[Any]:
    """The rows of a page of ids, read by their primary key: what was sorted is as narrow as can be."""
    ids = func.any(func.array(page.scalar_subquery()))
    return (
        select(table)
        .where(table.c.account_id == bindparam("account_id"), table.c.id == ids)
        .order_by(*_sorting(table, stretch))
    )


def _sorting(rows: FromClause, stretch: Keyset) -> Iterator[ColumnElement[Any]]:
    down = stretch.order.descending is not stretch.backward
    for name in stretch.key:
        yield rows.c[name].desc() if down else rows.c[name].asc()


def _within(rows: FromClause, stretch: Keyset) -> Iterator[ColumnElement[bool]]:
    """Compares the whole key at once, which an index on it reads from the right place on."""
    whole = tuple_(*(rows.c[name] for name in stretch.key))
    for end, given, above in (
        ("after", stretch.after, not stretch.order.descending),
        ("before", stretch.before, stretch.order.descending),
    ):
        place = tuple_(*(bindparam(f"{end}_{name}") for name in stretch.key))
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
