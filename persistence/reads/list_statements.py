"""The statements of the lists: one for each combination of filters, so that each can use its index.

Lists with a search by words are in `searches`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
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
    keyset = keyset_of(page, order)
    statement = list_statement(wanted.listing, wanted.names, keyset, standing=wanted.standing)
    return statement, wanted.values | place_values(page) | {"limit": page.size + 1}


def count_rows(wanted: ListQuery) -> tuple[Statement, Values]:
    """Return a statement that stops counting one after the highest count that is returned."""
    return count_statement(wanted.listing, wanted.names, standing=wanted.standing), wanted.values


def keyset_of(page: PageRequest, order: DeliveryOrder) -> Keyset:
    return Keyset(order, page.after is not None, page.before is not None, page.backward)


def place_values(page: PageRequest) -> Values:
    """Return the parameters of the ends of a page."""
    return _name_place("after", page.after) | _name_place("before", page.before)


def _name_place(end: str, place: Place | None) -> Values:
    if place is None:
        return {}
    return {f"{end}_id": place.id} | ({} if place.day is None else {f"{end}_delivery_date": place.day})


@cache
def list_statement(listing: Listing, names: frozenset[str], keyset: Keyset, *, standing: bool) -> Statement:
    table = listing.table
    return Statement(
        select(table)
        .where(*listing.matching(table, names, standing=standing), *limit_to(table, keyset))
        .order_by(*sort_by(table, keyset))
        .limit(bindparam("limit"))
    )


def sort_by(rows: FromClause, keyset: Keyset) -> Iterator[ColumnElement[Any]]:
    down = keyset.order.descending is not keyset.backward
    for name in keyset.key:
        yield rows.c[name].desc() if down else rows.c[name].asc()


def limit_to(rows: FromClause, keyset: Keyset) -> Iterator[ColumnElement[bool]]:
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
    table = listing.table
    matching = (
        select(literal_column("1", Integer))
        .select_from(table)
        .where(*listing.matching(table, names, standing=standing))
    )
    return Statement(select(func.count()).select_from(matching.limit(_FAR_ENOUGH).subquery()))
