"""Deliveries and sweeps as JSON text: the texts of a projection, and between them what belongs to each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias, cast

from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type
from graphql.execution import VariableValues

from api.graphql.cursors import history_cursor, stop_cursor
from api.graphql.pages import find_neighbours, read_arguments, stops_request
from api.graphql.plans.members import enum_names, is_attribute, member_of, members_of
from api.graphql.plans.page_writers import NULL, ConnectionWriter, PageOfTexts, plan_connection
from api.graphql.plans.selected import Selected
from api.graphql.plans.selections import NotPlannable, Selections
from api.graphql.plans.tally import Path, Tally
from api.graphql.types.delivery import history_request
from domain.model.page import StopsRequest
from domain.model.projection import (
    ChangeList,
    Child,
    ChildRequest,
    Members,
    Projection,
    Relation,
    Shown,
    ShownChildren,
    View,
)

ReadPage: TypeAlias = Callable[[VariableValues], ChildRequest]


class ChildWriter(Protocol):
    def write(self, children: ShownChildren, page: ChildRequest, tally: Tally) -> str: ...


@dataclass(frozen=True, slots=True)
class Items:
    """Objects that were read with a view."""

    shown: Sequence[Shown]
    view: View


@dataclass(frozen=True, slots=True)
class TextOf:
    """Writes the text of a projection at a place, of objects that are nothing else."""

    place: int

    def write_all(self, items: Items, _tally: Tally) -> Sequence[str]:
        place = self.place
        return [item.texts[place] for item in items.shown]


@dataclass(frozen=True, slots=True)
class Assembled:
    """Writes objects of texts and of children, in the order of the selection.

    A piece is the place of a text, or the key, the place and the writer of a child.
    """

    pieces: Sequence[int | tuple[str, int, ChildWriter]]

    def write_all(self, items: Items, tally: Tally) -> Sequence[str]:
        return [self._write(item, items.view, tally) for item in items.shown]

    def _write(self, item: Shown, view: View, tally: Tally) -> str:
        members = []
        for piece in self.pieces:
            if isinstance(piece, int):
                members.append(item.texts[piece][1:-1])
            else:
                key, place, writer = piece
                members.append(key + writer.write(item.children[place], view.pages[place], tally))
        return "{" + ",".join(members) + "}"


ObjectWriter: TypeAlias = TextOf | Assembled


@dataclass(slots=True)
class ViewPlan:
    """The projection of objects that are read together, which grows as they are planned."""

    selections: Selections
    objects: list[Members] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    pages: list[ReadPage] = field(default_factory=list)

    def plan(self, kind: GraphQLObjectType, selected: Selected, path: Path) -> ObjectWriter:
        """Plan the objects of a type that a field shows; raises `NotPlannable`."""
        pieces: list[int | tuple[str, int, ChildWriter]] = []
        plain: list[Selected] = []
        for each in self.selections.below(kind, selected):
            if is_attribute(each):
                plain.append(each)
                continue
            pieces += self._add_text(plain)
            plain = []
            pieces.append((f'"{each.key}":', len(self.children), self._add_child(each, (*path, each.key))))
        pieces += self._add_text(plain)
        if len(pieces) == 1 and isinstance(pieces[0], int):
            return TextOf(pieces[0])
        return Assembled(pieces)

    def _add_text(self, fields: Sequence[Selected]) -> list[int]:
        if not fields:
            return []
        self.objects.append(members_of(self.selections, fields))
        return [len(self.objects) - 1]

    def _add_child(self, selected: Selected, path: Path) -> ChildWriter:
        plan = _CHILDREN.get((selected.parent.name, selected.name))
        if plan is None:
            raise NotPlannable(selected.name)
        child, read_page, writer = plan(self.selections, selected, path)
        self.children.append(child)
        self.pages.append(read_page)
        return writer

    def finish(self) -> "ViewReading":
        return ViewReading(Projection(tuple(self.objects), tuple(self.children)), tuple(self.pages))


@dataclass(frozen=True, slots=True)
class ViewReading:
    """A projection, and how the pages of its children follow from the variables."""

    projection: Projection
    pages: Sequence[ReadPage]

    def view(self, values: VariableValues) -> View:
        """Raises the errors of arguments."""
        return View(self.projection, [read(values) for read in self.pages])


@dataclass(frozen=True, slots=True)
class ChildTexts:
    """Writes the texts of children at a place, and counts the entries of their change lists."""

    place: int
    changes: Sequence[Path] = ()

    def write_all(self, items: ShownChildren, tally: Tally) -> Sequence[str]:
        for path in self.changes:
            tally.add(path, items.changes)
        return items.texts[self.place]


@dataclass(slots=True)
class ChildPlan:
    """The texts of the children of a relation, which have no children themselves."""

    selections: Selections
    objects: list[Members] = field(default_factory=list)

    def plan(self, selected: Selected, path: Path) -> ChildTexts:
        fields = list(self.selections.below(_kind_of(selected), selected))
        members = tuple(member_of(self.selections, each) for each in fields)
        self.objects.append(members)
        lists = [(*path, each.key) for each in members if isinstance(each, ChangeList)]
        return ChildTexts(len(self.objects) - 1, lists)


@dataclass(frozen=True, slots=True)
class SingleWriter:
    """Writes the only child of an object, null if there is none."""

    texts: ChildTexts
    path: Path

    def write(self, children: ShownChildren, _page: ChildRequest, tally: Tally) -> str:
        found = self.texts.write_all(children, tally)
        tally.add(self.path, len(found))
        return found[0] if found else NULL


@dataclass(frozen=True, slots=True)
class HistoryWriter:
    connection: ConnectionWriter

    def write(self, children: ShownChildren, page: ChildRequest, tally: Tally) -> str:
        places, after = children.places, page is not None and page.after is not None
        shown = PageOfTexts(
            children, len(places), lambda at: history_cursor(places[at]), children.has_more, after
        )
        return self.connection.write(shown, tally)


@dataclass(frozen=True, slots=True)
class StopsWriter:
    connection: ConnectionWriter
    states: Mapping[str, str]

    def write(self, children: ShownChildren, page: ChildRequest, tally: Tally) -> str:
        assert isinstance(page, StopsRequest)  # noqa: S101 - as its plan says
        places = children.places
        has_next, has_previous = find_neighbours(page, has_more=children.has_more)
        shown = PageOfTexts(
            children,
            len(places),
            lambda at: stop_cursor(places[at]),
            has_next,
            has_previous,
            edge_texts={
                "position": list(map(str, places)),
                "state": [f'"{self.states[state]}"' for state in children.states],
            },
        )
        return self.connection.write(shown, tally)


Planned: TypeAlias = tuple[Child, ReadPage, ChildWriter]
PlanChild: TypeAlias = Callable[[Selections, Selected, Path], Planned]


def _plan_history(selections: Selections, selected: Selected, path: Path) -> Planned:
    plan, read = ChildPlan(selections), selections.arguments.of(selected)
    connection = plan_connection(selections, selected, path, plan.plan)
    child = Child(Relation.HISTORY, tuple(plan.objects))
    return child, lambda values: history_request(**read(values)), HistoryWriter(connection)


def _plan_sweep(selections: Selections, selected: Selected, path: Path) -> Planned:
    plan = ChildPlan(selections)
    texts = plan.plan(selected, path)
    return Child(Relation.SWEEP, tuple(plan.objects)), lambda _values: None, SingleWriter(texts, path)


def _plan_stops(selections: Selections, selected: Selected, path: Path) -> Planned:
    plan, read = ChildPlan(selections), selections.arguments.of(selected)
    connection = plan_connection(selections, selected, path, plan.plan)
    if connection.counts:
        raise NotPlannable(selected.name)
    names = cast(GraphQLEnumType, selections.schema.type_map["DeliveryState"])
    child = Child(Relation.STOPS, tuple(plan.objects))
    writer = StopsWriter(connection, dict(enum_names(names)))
    return child, lambda values: stops_request(read_arguments(**read(values))), writer


_CHILDREN: Final[Mapping[tuple[str, str], PlanChild]] = {
    ("Delivery", "history"): _plan_history,
    ("Delivery", "sweep"): _plan_sweep,
    ("Sweep", "deliveries"): _plan_stops,
}


def _kind_of(selected: Selected) -> GraphQLObjectType:
    return cast(GraphQLObjectType, get_named_type(selected.definition.type))
