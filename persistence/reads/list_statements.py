"""The statements of the lists that one path answers: one for each combination of filters and each order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    tuple_,
)

from domain.model.page import HIGHEST_COUNT, NEWEST_FIRST, DeliveryOrder, PageRequest, Place
from persistence.engine.statement import Statement
from persistence.reads.access_paths import Merge, Path
from persistence.reads.filter_conditions import Listing, ListQuery, Values

LIMIT: Final = bindparam("limit", type_=Integer())
_FAR_ENOUGH: Final = literal_column(str(HIGHEST_COUNT + 1), Integer)
_HEX: Final[ColumnElement[str]] = literal_column("'hex'", Text)
STATES: Final = (
    func.unnest(cast(bindparam("states"), ARRAY(Text)))
    .table_valued("state", name="wanted")
    .render_derived(name="wanted")
)


@dataclass(frozen=True, slots=True)
class Keyset:
    """The part of a list that a page is taken from: its order, and which of its ends are set."""

    order: DeliveryOrder
    after: bool
    before: bool
    backward: bool

    @property
    def down(self) -> bool:
        """Whether the rows are read from the highest key on."""
        return self.order.descending is not self.backward


class ListForm(NamedTuple):
    """What the statement of a list depends on; see `Listing.matching`."""

    listing: Listing
    names: frozenset[str]
    standing: bool
    keyset: Keyset
    path: Path

    @property
    def columns(self) -> Sequence[str]:
        """The columns that the conditions and the order need."""
        day = ("delivery_date",) if self.keyset.order.by_day else ()
        return sorted({*self.listing.columns(self.names), *day})

    @property
    def leaves_out_withdrawn(self) -> bool:
        """Whether the path's index has no withdrawn rows; one with the states has all of them."""
        return self.standing and not self.path.by_id and not self.path.answered & {"state", "states"}

    def answered_by_path(self, rows: FromClause) -> Sequence[ColumnElement[bool]]:
        """Return the conditions that the path's index answers, but for states that are merged."""
        path, merged = self.path, self.path.merge is not Merge.NOTHING
        names = path.answered - {"states"} if merged else path.answered
        own = self.listing.matching(rows, names, standing=self.leaves_out_withdrawn)
        return [*own, *(limit_to(rows, self) if path.in_order else ())]

    def left_by_path(self, rows: FromClause) -> Sequence[ColumnElement[bool]]:
        """Return the other conditions, but for words."""
        path, others = self.path, self.names - self.path.answered
        own = self.listing.compare(rows, others, standing=self.standing and path.by_id)
        return [*own, *(() if path.in_order else limit_to(rows, self))]

    def conditions(self, rows: FromClause) -> Sequence[ColumnElement[bool]]:
        """Return all of them, but for words."""
        return [*self.answered_by_path(rows), *self.left_by_path(rows)]


def list_rows(
    wanted: ListQuery, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
) -> tuple[Statement, Values]:
    """Return a statement for one row more than the page has, in reverse order if the page is backward."""
    return list_statement(list_form(wanted, page, order)), wanted.values | page_values(page)


def list_form(wanted: ListQuery, page: PageRequest, order: DeliveryOrder) -> ListForm:
    """Return what the statement of a page of a list depends on, along its best path."""
    path = wanted.find_paths(by_day=order.by_day)[0]
    return ListForm(wanted.listing, wanted.names, wanted.standing, keyset_of(page, order), path)


def count_rows(wanted: ListQuery) -> tuple[Statement, Values]:
    """Return a statement that stops counting one after the highest count that is returned."""
    return count_statement(wanted.listing, wanted.names, standing=wanted.standing), wanted.values


def keyset_of(page: PageRequest, order: DeliveryOrder) -> Keyset:
    return Keyset(order, page.after is not None, page.before is not None, page.backward)


def page_values(page: PageRequest) -> Values:
    """Return the parameters of a page: its ends, and one row more than it has."""
    return _name_place("after", page.after) | _name_place("before", page.before) | {"limit": page.size + 1}


def _name_place(end: str, place: Place | None) -> Values:
    if place is None:
        return {}
    return {f"{end}_id": place.id} | ({} if place.day is None else {f"{end}_delivery_date": place.day})


@cache
def list_statement(form: ListForm) -> Statement:
    return Statement(choose_rows(form))


@cache
def choose_rows(form: ListForm) -> Select[Any]:
    table = form.listing.table
    if form.path.merge is Merge.STATES:
        return _merge_states(form)
    return select(table).where(*form.conditions(table)).order_by(*sort_by(table, form)).limit(LIMIT)


def _merge_states(form: ListForm) -> Select[Any]:
    """Read as many rows of each state as the page has, and sort them."""
    table = form.listing.table
    page = (
        select(table)
        .where(table.c.state == STATES.c.state, *form.conditions(table))
        .order_by(*sort_by(table, form))
        .limit(LIMIT)
        .lateral("page")
    )
    merged = select(*page.c).select_from(STATES.join(page, true()))
    return merged.order_by(*sort_by(page, form)).limit(LIMIT)


def sort_by(rows: FromClause, form: ListForm) -> Iterator[ColumnElement[Any]]:
    for column in _key_of(rows, form):
        yield column.desc() if form.keyset.down else column.asc()


def limit_to(rows: FromClause, form: ListForm) -> Iterator[ColumnElement[bool]]:
    """Compare the whole key at once, so that its index is read from the right place on."""
    keyset, whole = form.keyset, tuple_(*_key_of(rows, form))
    for end, given, above in (
        ("after", keyset.after, not keyset.order.descending),
        ("before", keyset.before, keyset.order.descending),
    ):
        if given:
            place = tuple_(*_key_at(end, form))
            yield whole > place if above else whole < place


def _key_of(rows: FromClause, form: ListForm) -> Iterator[ColumnElement[Any]]:
    if form.keyset.order.by_day:
        yield rows.c.delivery_date
    yield place_of(rows, form.path)


def _key_at(end: str, form: ListForm) -> Iterator[ColumnElement[Any]]:
    if form.keyset.order.by_day:
        yield bindparam(f"{end}_delivery_date")
    given = bindparam(f"{end}_id", type_=Text())
    yield given if form.path.by_id else func.decode(given, _HEX)


def place_of(rows: FromClause, path: Path) -> ColumnElement[Any]:
    """Return what rows are sorted by, after the day if the order has one."""
    return rows.c.id if path.by_id else func.decode(rows.c.id, _HEX)


@cache
def count_statement(listing: Listing, names: frozenset[str], *, standing: bool) -> Statement:
    table = listing.table
    matching = (
        select(literal_column("1", Integer))
        .select_from(table)
        .where(*listing.matching(table, names, standing=standing))
    )
    return Statement(select(func.count()).select_from(matching.limit(_FAR_ENOUGH).subquery()))
