"""Statements that read rows as the texts of a projection, with a page of what belongs to each of them."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import FromClause, Select, Table, TextClause, select, text

from domain.model.page import HistoryRequest, StopsRequest
from domain.model.projection import Child, Relation, View
from persistence.engine.statement import Statement
from persistence.reads.filter_conditions import Values
from persistence.reads.history import BEYOND
from persistence.reads.projections.children import lateral_history, lateral_stops, write_sweep
from persistence.reads.projections.json_objects import RowWriter
from persistence.reads.stops import BEFORE_ALL, BEYOND_ALL

ROW: Final = "shown"
"""The name of the rows that a projection shows."""


class Rows(NamedTuple):
    """Rows of a table with all of its columns, and the column by which lists of them are sorted by days."""

    table: Table
    chosen: Select[Any]
    day: str


class ViewStatements:
    """Makes the statement of each projection over some rows once; it is forgotten with the projection.

    It depends on the directions of the pages as well. The rows come in any order.
    """

    def __init__(self) -> None:
        self._made: WeakKeyDictionary[object, dict[object, Statement]] = WeakKeyDictionary()

    def find(self, rows: Rows, view: View) -> Statement:
        made = self._made.setdefault(view.projection, {})
        key = (rows.chosen, *(isinstance(page, StopsRequest) and page.backward for page in view.pages))
        if key not in made:
            made[key] = _make_statement(rows, view)
        return made[key]


def values_of(view: View) -> Values:
    """Return the parameters of the pages of children."""
    values: Values = {}
    for number, page in enumerate(view.pages):
        match page:
            case HistoryRequest():
                before = BEYOND if page.after is None else page.after
                values |= {f"before_{number}": before, f"limit_{number}": page.size + 1}
            case StopsRequest():
                ends = _or(page.after, BEFORE_ALL), _or(page.before, BEYOND_ALL)
                values |= {f"after_{number}": ends[0], f"before_{number}": ends[1]}
                values[f"limit_{number}"] = page.size + 1
    return values


def _or(place: int | None, otherwise: int) -> int:
    return otherwise if place is None else place


def _make_statement(rows: Rows, view: View) -> Statement:
    """Return a statement for the columns that `shown_from_row` expects."""
    shown = rows.chosen.subquery(ROW)
    writer = RowWriter(rows.table, ROW)
    columns = [text(f"{ROW}.id"), text(f"{ROW}.{rows.day}")]
    columns += [text(writer.write(members)) for members in view.projection.objects]
    sources: list[FromClause] = [shown]
    for number, child in enumerate(view.projection.children):
        page = view.pages[number]
        match child.relation:
            case Relation.HISTORY:
                sources.append(lateral_history(shown, child, number))
            case Relation.STOPS:
                backward = isinstance(page, StopsRequest) and page.backward
                sources.append(lateral_stops(shown, child, number, backward=backward))
        columns += _columns_of(child, number)
    return Statement(select(*columns).select_from(*sources))


def _columns_of(child: Child, number: int) -> Iterator[TextClause]:
    if child.relation is Relation.SWEEP:
        yield from (text(write_sweep(ROW, members)) for members in child.objects)
        return
    yield text(f"child_{number}.places")
    yield text(f"child_{number}.extras")
    yield from (text(f"child_{number}.text_{place}") for place in range(len(child.objects)))
