"""Lists of several days in the order of places: each day has its rows in this order, and the days are merged.

One statement finds the days that have rows, then those whose first rows come first, then the first `STEP`
rows of each of these. Where all of them belong to the page, the day is read on. So a page of n rows costs two
rows of each day, `STEP` times n, and n for each of n / `STEP` days, however many rows a day has.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    func,
    literal_column,
    select,
    true,
    union,
)

from persistence.engine.statement import Statement
from persistence.reads.access_paths import DAYS
from persistence.reads.list_statements import LIMIT, STATES, ListForm, limit_to, place_of

MOST_DAYS: Final = 1_000
"""Days of the list, or of each of its states, that are found; a list of more days is not complete."""
STEP: Final = 8
_ONE: Final = literal_column("1", Integer)
_NONE: Final = literal_column("0", Integer)
_STEP: Final = literal_column(str(STEP), Integer)
_MOST_DAYS: Final = literal_column(str(MOST_DAYS), Integer)


@cache
def merge_statement(form: ListForm) -> Statement:
    """Return a statement for the ids of a page, and whether all days of the list were found."""
    days = _find_days(form)
    heads = _first_of_each(form, days, _ONE).subquery()
    nearest = _first(form, select(*_of_day(form, heads)), heads).cte("nearest").prefix_with("MATERIALIZED")
    near = _first_of_each(form, nearest, _STEP).cte("near").prefix_with("MATERIALIZED")
    crowded = _find_crowded(form, near).cte("crowded").prefix_with("MATERIALIZED")
    both = (near, _first_of_each(form, crowded, LIMIT).subquery())
    page = union(*(select(rows.c.id, rows.c.place) for rows in both)).subquery()
    ids = _first(form, select(page.c.id), page)
    found = func.max(days.c.number).filter(days.c.delivery_date.is_not(None))
    complete = select(func.coalesce(found, _NONE) < _MOST_DAYS)
    return Statement(select(func.array(ids.scalar_subquery()), complete.scalar_subquery()))


def _find_days(form: ListForm) -> CTE:
    """Find the newest day, and from each the one before it, for each of the states if the list has some."""
    seeds = [STATES.c.state] if _has_states(form) else []
    newest = select(*seeds, _newest_day(form, *seeds).label("delivery_date"), _ONE.label("number"))
    days = newest.cte("days", recursive=True)
    earlier = days.c.delivery_date.is_not(None), days.c.number < _MOST_DAYS
    before = _newest_day(form, *(days.c.state for _ in seeds), before=days.c.delivery_date)
    state = [days.c.state for _ in seeds]
    return days.union_all(select(*state, before, days.c.number + _ONE).where(*earlier))


def _newest_day(
    form: ListForm, *states: ColumnElement[Any], before: ColumnElement[Any] | None = None
) -> ColumnElement[Any]:
    table = form.listing.table
    own = form.listing.matching(table, form.path.answered - {"states"}, standing=form.leaves_out_withdrawn)
    later = [] if before is None else [table.c.delivery_date < before]
    of_state = [table.c.state == state for state in states]
    return select(func.max(table.c.delivery_date)).where(*own, *of_state, *later).scalar_subquery()


def _first_of_each(form: ListForm, days: CTE, count: ColumnElement[int]) -> Select[Any]:
    """Read the first rows of each day."""
    table = form.listing.table
    place = place_of(table, form.path)
    others = form.path.answered - DAYS - {"states"}
    own = form.listing.matching(table, others, standing=form.leaves_out_withdrawn)
    of_day = [table.c[column.name] == column for column in _of_day(form, days)]
    rows = (
        select(table.c.id, place.label("place"))
        .where(*own, *of_day, *limit_to(table, form))
        .order_by(place.desc() if form.keyset.down else place.asc())
        .limit(count)
        .lateral()
    )
    return select(*_of_day(form, days), *rows.c).select_from(days.join(rows, true()))


def _find_crowded(form: ListForm, near: CTE) -> Select[Any]:
    """Find the days that have `STEP` rows near, of which none is beyond the page."""
    last = _first(form, select(near.c.place), near).offset(LIMIT - _ONE).limit(_ONE).scalar_subquery()
    farthest = func.min(near.c.place) if form.keyset.down else func.max(near.c.place)
    within = farthest >= last if form.keyset.down else farthest <= last
    of_day = list(_of_day(form, near))
    return select(*of_day).group_by(*of_day).having(func.count() == _STEP, func.coalesce(within, true()))


def _first(form: ListForm, chosen: Select[Any], rows: FromClause) -> Select[Any]:
    """Choose from the rows of a page and one more."""
    return chosen.order_by(rows.c.place.desc() if form.keyset.down else rows.c.place.asc()).limit(LIMIT)


def _of_day(form: ListForm, rows: FromClause) -> Iterator[ColumnElement[Any]]:
    """Yield the columns that tell the days apart, with the names of the table's."""
    yield rows.c.delivery_date
    if _has_states(form):
        yield rows.c.state


def _has_states(form: ListForm) -> bool:
    return "states" in form.path.answered
