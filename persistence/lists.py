"""The statements behind the lists: one for each combination of filters, so that each can use its index."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, bindparam, func, literal_column, select, tuple_

from domain.model.page import HIGHEST_COUNT, NEWEST_FIRST, DeliveryOrder, PageRequest, Place
from persistence.filters import Listing, Values, Wanted
from persistence.statement import Statement

_FAR_ENOUGH = literal_column(str(HIGHEST_COUNT + 1), Integer)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a list that a page is taken from: its order, and which of its ends are given."""

    order: DeliveryOrder
    after: bool
    before: bool
    backward: bool


def listed(
    wanted: Wanted, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
) -> tuple[Statement, Values]:
    """One more row than the page has tells whether the list goes on; backward, the rows come reversed."""
    stretch = Stretch(order, page.after is not None, page.before is not None, page.backward)
    statement = list_statement(wanted.listing, wanted.names, stretch, standing=wanted.standing)
    ends = _place("after", page.after) | _place("before", page.before)
    return statement, wanted.values | ends | {"limit": page.size + 1}


def counted(wanted: Wanted) -> tuple[Statement, Values]:
    """Stops one beyond the highest number that is told."""
    return count_statement(wanted.listing, wanted.names, standing=wanted.standing), wanted.values


def _place(end: str, place: Place | None) -> Values:
    if place is None:
        return {}
    return {f"{end}_id": place.id} | ({} if place.day is None else {f"{end}_day": place.day})


@cache
def list_statement(listing: Listing, names: frozenset[str], stretch: Stretch, *, standing: bool) -> Statement:
    table = listing.table
    key = {"day": table.c.delivery_date, "id": table.c.id} if stretch.order.by_day else {"id": table.c.id}
    down = stretch.order.descending is not stretch.backward
    return Statement(
        select(table)
        .where(*listing.matching(names, standing=standing), *_within(key, stretch))
        .order_by(*(column.desc() if down else column.asc() for column in key.values()))
        .limit(bindparam("limit"))
    )


def _within(key: Mapping[str, Column[Any]], stretch: Stretch) -> Iterator[ColumnElement[bool]]:
    """Compares the whole key at once, which an index on it reads from the right place on."""
    whole = tuple_(*key.values())
    for end, given, above in (
        ("after", stretch.after, not stretch.order.descending),
        ("before", stretch.before, stretch.order.descending),
    ):
        place = tuple_(*(bindparam(f"{end}_{name}") for name in key))
        if given:
            yield whole > place if above else whole < place


@cache
def count_statement(listing: Listing, names: frozenset[str], *, standing: bool) -> Statement:
    matching = (
        select(literal_column("1", Integer))
        .select_from(listing.table)
        .where(*listing.matching(names, standing=standing))
    )
    return Statement(select(func.count()).select_from(matching.limit(_FAR_ENOUGH).subquery()))
