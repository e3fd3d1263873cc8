"""What belongs to a shown row: its history, its sweep, its stops, each as rows that one row has beside it.

A page is aggregated into one row: `shown`, the JSON of the page, and the counts in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select, text

from domain.model.projection import (
    ChildPage,
    Edges,
    Form,
    Leaf,
    PageAttribute,
    PageInfo,
    PageItem,
    PageLeaf,
    PageMember,
    Relation,
    Single,
    StopCount,
)
from persistence.reads.history import choose_events
from persistence.reads.projections.forms import write_form, write_global_id
from persistence.reads.projections.json_objects import ObjectWriter, write_object
from persistence.reads.stops import choose_stops
from persistence.schema.left_stops import IS_LEFT_STOP, SWEEP
from persistence.schema.tables import delivery, event, sweep

Backward = Mapping[int, bool]
"""The directions of pages, by their numbers."""


@dataclass(frozen=True, slots=True)
class RelatedWriter:
    """Writes the related members of objects of a statement."""

    backward: Backward

    def __call__(self, parent: ObjectWriter, member: Single | StopCount | ChildPage) -> str:
        match member:
            case Single():
                return self._write_sweep(parent, member)
            case StopCount():
                return write_stop_count(parent.name)
            case ChildPage():
                return self._write_page(parent, member)

    def _write_sweep(self, parent: ObjectWriter, member: Single) -> str:
        chosen = select(sweep).where(
            sweep.c.account_id == parent.rows.c.account_id, sweep.c.id == parent.rows.c.sweep_id
        )
        inner = parent.new_name()
        rows = chosen.correlate(parent.rows).subquery(inner)
        writer = parent.below(sweep, rows, inner)
        shown = f"(array_agg({writer.write(member.members)}))[1]"
        return _add_source(parent, writer, shown, {member.count: "count(*)"})

    def _write_page(self, parent: ObjectWriter, member: ChildPage) -> str:
        backward = self.backward[member.page]
        page, inner = _choose_page(parent, member, backward=backward), parent.new_name()
        place = "number" if member.relation is Relation.HISTORY else "place"
        if member.looks_ahead:
            page = _rank(page, place, down=backward or member.relation is Relation.HISTORY)
        table = event if member.relation is Relation.HISTORY else delivery
        writer = parent.below(table, page.subquery(inner), inner)
        whole = PageWriter(parent, writer, member, f"{inner}.{place}", backward=backward)
        return _add_source(parent, writer, whole.write(), {member.count: whole.count}, whole.only)


def _choose_page(parent: ObjectWriter, member: ChildPage, *, backward: bool) -> Select[Any]:
    rows, suffix = parent.rows, f"_{member.page}"
    limit = "limit" if member.looks_ahead else "size"
    if member.relation is Relation.HISTORY:
        return choose_events(rows, rows.c.id, suffix, limit)
    return choose_stops(rows, rows.c.id, suffix, limit, backward=backward)


def _rank(page: Select[Any], place: str, *, down: bool) -> Select[Any]:
    """Count the rows, of which there is one more than the page has."""
    rows = page.subquery("ahead")
    order = rows.c[place].desc() if down else rows.c[place].asc()
    return select(rows, func.row_number().over(order_by=order).label("rank"))


def _add_source(
    parent: ObjectWriter, writer: ObjectWriter, shown: str, counts: Mapping[int, str], only: str = ""
) -> str:
    """Add the aggregate of the writer's rows to the sources of its parent, and return what it shows."""
    name = parent.new_name()
    deeper = {number: f"coalesce(sum({each}){only}, 0)::int" for number, each in writer.counts.items()}
    columns = [f"{shown} AS shown"]
    columns += [f"{each} AS count_{number}" for number, each in {**counts, **deeper}.items()]
    rows: list[Any] = [writer.rows, *writer.sources]
    parent.sources.append(select(*map(text, columns)).select_from(*rows).lateral(name))
    parent.counts |= {number: f"{name}.count_{number}" for number in (*counts, *deeper)}
    return f"{name}.shown"


class PageWriter:
    """Writes a page of rows; `place` is the expression of the place of a row."""

    def __init__(
        self, parent: ObjectWriter, writer: ObjectWriter, member: ChildPage, place: str, *, backward: bool
    ) -> None:
        self._parent, self._writer, self._member, self._place = parent, writer, member, place
        self._backward, self._down = backward, member.relation is Relation.HISTORY
        size = f":size_{member.page}"
        self.only = f" FILTER (WHERE {writer.name}.rank <= {size})" if member.looks_ahead else ""
        """Leaves out the row that follows the page."""
        # Of the place, as an aggregate belongs to the query whose columns it has; `count(*)` has none.
        self.count = f"count({place}){self.only}"
        self._more = f"count({place}) > {size}"

    def write(self) -> str:
        return write_object((each.key, self._write_member(each)) for each in self._member.members)

    def _write_member(self, member: PageMember) -> str:
        match member:
            case Leaf():
                return write_form(member.form, "", member.detail)
            case StopCount():
                return write_stop_count(self._parent.name)
            case PageItem():
                return self._list(self._writer.write(member.members))
            case Edges():
                return self._list(
                    write_object((each.key, self._write_of_edge(each)) for each in member.members)
                )
            case PageInfo():
                return write_object((each.key, self._write_of_page(each)) for each in member.members)

    def _list(self, written: str) -> str:
        order = f"{self._place} {'DESC' if self._down else 'ASC'}"
        return f"coalesce(array_agg({written} ORDER BY {order}){self.only}, '{{}}')"

    def _write_of_edge(self, member: Leaf | PageLeaf | PageItem) -> str:
        match member:
            case Leaf():
                return write_form(member.form, "", member.detail)
            case PageItem():
                return self._writer.write(member.members)
        match member.attribute:
            case PageAttribute.CURSOR:
                return self._cursor(self._place, member)
            case PageAttribute.PLACE:
                return self._place
            case PageAttribute.STATE:
                return write_form(Form.MEMBER, f"{self._writer.name}.state_there", member.detail)
        raise ValueError(member.attribute)

    def _write_of_page(self, member: Leaf | PageLeaf) -> str:
        if isinstance(member, Leaf):
            return write_form(member.form, "", member.detail)
        given = f"CAST(:given_{self._member.page} AS boolean)"
        first, last = ("max", "min") if self._down else ("min", "max")
        match member.attribute:
            case PageAttribute.HAS_NEXT:
                return given if self._backward else self._more
            case PageAttribute.HAS_PREVIOUS:
                return self._more if self._backward else given
            case PageAttribute.START_CURSOR:
                return self._cursor(f"{first}({self._place}){self.only}", member)
            case PageAttribute.END_CURSOR:
                return self._cursor(f"{last}({self._place}){self.only}", member)
        raise ValueError(member.attribute)

    @staticmethod
    def _cursor(place: str, member: PageLeaf) -> str:
        return write_global_id(str(member.detail), f"({place})")


def write_stop_count(sweep_name: str) -> str:
    """Return an expression for the number of deliveries on a sweep and of those that left it."""
    of_sweep = f"account_id = {sweep_name}.account_id AND"
    here = f"SELECT count(*) FROM delivery AS stop WHERE stop.{of_sweep} stop.sweep_id = {sweep_name}.id"  # noqa: S608
    gone = f"SELECT count(*) FROM event WHERE event.{of_sweep} {IS_LEFT_STOP} AND {SWEEP} = {sweep_name}.id"  # noqa: S608
    return f"(({here}) + ({gone}))"
