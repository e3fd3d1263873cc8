"""Statements that read rows as the texts of a projection, with a page of what belongs to each of them."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Select, Table, select, text

from domain.model.page import HistoryRequest, StopsRequest
from domain.model.projection import Projection, Shown, View
from persistence.engine.database import Row
from persistence.engine.statement import Statement
from persistence.reads.filter_conditions import Values
from persistence.reads.history import BEYOND
from persistence.reads.projections.children import RelatedWriter
from persistence.reads.projections.json_objects import ObjectWriter
from persistence.reads.stops import BEFORE_ALL, BEYOND_ALL

ROW: Final = "shown"
"""The name of the rows that a projection shows."""


class Rows(NamedTuple):
    """Rows of a table with all of its columns, and the column of the day that they are sorted by."""

    table: Table
    chosen: Select[Any]
    day: str | None = None


class ViewStatements:
    """Makes the statement of each projection over some rows once; it is forgotten with the projection.

    It depends on the directions of the pages as well. The rows come in any order.
    """

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[Projection, dict[object, Statement]] = WeakKeyDictionary()

    def find(self, rows: Rows, view: View) -> Statement:
        made = self._made.get(view.projection)
        if made is None:
            made = self._made[view.projection] = {}
        backward = tuple(isinstance(page, StopsRequest) and page.backward for page in view.pages)
        key = (rows.chosen, rows.day, backward)
        if key not in made:
            made[key] = _make_statement(rows, view.projection, dict(enumerate(backward)))
        return made[key]


def _make_statement(rows: Rows, projection: Projection, backward: dict[int, bool]) -> Statement:
    shown = rows.chosen.subquery(ROW)
    writer = ObjectWriter(rows.table, shown, ROW, RelatedWriter(backward))
    columns = [f"{ROW}.id", *map(writer.write, projection.objects)]
    columns += [writer.counts[number] for number in range(projection.counts)]
    columns += [f"{ROW}.{rows.day}"] if rows.day else []
    sources: list[Any] = [shown, *writer.sources]
    return Statement(select(*map(text, columns)).select_from(*sources))


def shown_from_rows(found: Iterable[Row], projection: Projection, *, with_day: bool) -> list[Shown]:
    end = len(projection.objects) + 1
    if with_day:
        return [Shown(row[0], row[1:end], row[end:-1], row[-1]) for row in found]
    if projection.counts:
        return [Shown(row[0], row[1:end], row[end:]) for row in found]
    return [Shown(row[0], row[1:]) for row in found]


def values_of(view: View) -> Values:
    """Return the parameters of the pages of children."""
    values: Values = {}
    for number, page in enumerate(view.pages):
        match page:
            case HistoryRequest():
                ends = {"before": BEYOND if page.after is None else page.after}
                given = page.after is not None
            case StopsRequest():
                ends = {
                    "after": BEFORE_ALL if page.after is None else page.after,
                    "before": BEYOND_ALL if page.before is None else page.before,
                }
                given = (page.before if page.backward else page.after) is not None
        named = {**ends, "given": given, "size": page.size, "limit": page.size + 1}
        values |= {f"{name}_{number}": value for name, value in named.items()}
    return values
