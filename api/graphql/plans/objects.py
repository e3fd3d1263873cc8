"""Deliveries and sweeps as projections: what the database writes of each, with all that belongs to it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type
from graphql.execution import VariableValues

from api.graphql.cursors import HISTORY_CURSOR, STOP_CURSOR
from api.graphql.pages import read_arguments, stops_request
from api.graphql.plans.members import constant_leaf, enum_names, is_attribute, member_of
from api.graphql.plans.selected import Selected
from api.graphql.plans.selections import NotPlannable, Selections
from api.graphql.plans.tally import Tally
from api.graphql.transport.documents.cost import Path
from api.graphql.types.delivery import history_request
from domain.model.projection import (
    ChildPage,
    ChildRequest,
    Edges,
    Leaf,
    Member,
    Members,
    PageAttribute,
    PageInfo,
    PageItem,
    PageLeaf,
    PageMember,
    Projection,
    Relation,
    Shown,
    Single,
    StopCount,
    View,
)

ReadPage: TypeAlias = Callable[[VariableValues], ChildRequest]
ROWS: Final = -1
"""The number of the count of the objects that are read themselves."""
_PAGE_INFO: Final = {
    "hasNextPage": PageAttribute.HAS_NEXT,
    "hasPreviousPage": PageAttribute.HAS_PREVIOUS,
    "startCursor": PageAttribute.START_CURSOR,
    "endCursor": PageAttribute.END_CURSOR,
}
_EDGE: Final = {
    "cursor": PageAttribute.CURSOR,
    "position": PageAttribute.PLACE,
    "state": PageAttribute.STATE,
}


@dataclass(frozen=True, slots=True)
class ViewReading:
    """A projection, how the requests of its pages follow from the variables, and what its counts count.

    `paths` are those of each count; a page is there as often as the object that it belongs to.
    """

    projection: Projection
    pages: Sequence[ReadPage]
    paths: Mapping[int, Sequence[Path]]

    def view(self, values: VariableValues) -> View:
        """Raises the errors of arguments."""
        return View(self.projection, [read(values) for read in self.pages])

    def count(self, shown: Sequence[Shown], tally: Tally) -> None:
        for number, paths in self.paths.items():
            found = len(shown) if number == ROWS else sum([each.counts[number] for each in shown])
            for path in paths:
                tally.add(path, found)


@dataclass(slots=True)
class ViewPlan:
    """The projection of objects that are read together, which grows as they are planned.

    `paths` are as in `ViewReading`; the count of the objects themselves is there from the start.
    """

    selections: Selections
    objects: list[Members] = field(default_factory=list)
    pages: list[ReadPage] = field(default_factory=list)
    paths: dict[int, list[Path]] = field(default_factory=lambda: {ROWS: []})

    def plan(self, kind: GraphQLObjectType, selected: Selected, path: Path) -> int:
        """Plan the objects of a type that a field shows, and return the place of their texts.

        Raises `NotPlannable`.
        """
        self.objects.append(self._members(selected, path, ROWS, kind))
        return len(self.objects) - 1

    def finish(self) -> ViewReading:
        projection = Projection(tuple(self.objects), self._next_count)
        return ViewReading(projection, tuple(self.pages), self.paths)

    @property
    def _next_count(self) -> int:
        return len(self.paths) - 1

    def _members(
        self, selected: Selected, path: Path, count: int, kind: GraphQLObjectType | None = None
    ) -> Members:
        """Return the members of objects of which there are as many as the count says."""
        fields = self.selections.below(selected, kind)
        return tuple(self._member(each, (*path, each.key), count) for each in fields)

    def _member(self, selected: Selected, path: Path, count: int) -> Member:
        if is_attribute(selected):
            return member_of(self.selections, selected, lambda: self._new_count(path))
        match selected.parent.name, selected.name:
            case "Delivery", "history":
                read = self.selections.arguments.of(selected)
                self.pages.append(lambda values: history_request(**read(values)))
                return self._page(selected, path, count, Relation.HISTORY)
            case "Sweep", "deliveries":
                read = self.selections.arguments.of(selected)
                self.pages.append(lambda values: stops_request(read_arguments(**read(values))))
                return self._page(selected, path, count, Relation.STOPS)
            case "Delivery", "sweep":
                number = self._new_count(path)
                members = self._members(selected, path, number)
                return Single(selected.key, Relation.SWEEP, members, number)
            case "Sweep", "deliveryCount":
                return StopCount(selected.key)
        raise NotPlannable(selected.name)

    def _new_count(self, *paths: Path) -> int:
        number = self._next_count
        self.paths[number] = list(paths)
        return number

    def _page(self, selected: Selected, path: Path, count: int, relation: Relation) -> ChildPage:
        """Return a page whose request is the last one; each object of the count has one."""
        page, number = len(self.pages) - 1, self._new_count()
        self.paths[count].append(path)
        cursors = HISTORY_CURSOR if relation is Relation.HISTORY else STOP_CURSOR
        members: list[PageMember] = []
        for each in self.selections.below(selected):
            below = (*path, each.key)
            match each.name:
                case "nodes":
                    members.append(self._item(each, below, number))
                case "edges":
                    self.paths[number].append(below)
                    members.append(Edges(each.key, tuple(self._edge(each, below, number, cursors))))
                case "pageInfo":
                    facts = self.selections.below(each)
                    leaves = tuple(_page_leaf(fact, _PAGE_INFO, cursors) for fact in facts)
                    members.append(PageInfo(each.key, leaves))
                case "totalCount":
                    self.paths[count].append(below)
                    members.append(StopCount(each.key))
                case _:
                    members.append(constant_leaf(each))
        return ChildPage(selected.key, relation, tuple(members), page, number, _looks_ahead(members))

    def _item(self, selected: Selected, path: Path, count: int) -> PageItem:
        self.paths[count].append(path)
        return PageItem(selected.key, self._members(selected, path, count))

    def _edge(
        self, selected: Selected, path: Path, count: int, cursors: str
    ) -> Iterator[Leaf | PageLeaf | PageItem]:
        for each in self.selections.below(selected):
            if each.name == "node":
                yield self._item(each, (*path, each.key), count)
            else:
                yield _page_leaf(each, _EDGE, cursors)


def _page_leaf(selected: Selected, attributes: Mapping[str, PageAttribute], cursors: str) -> Leaf | PageLeaf:
    attribute = attributes.get(selected.name)
    if attribute is None:
        return constant_leaf(selected)
    named = get_named_type(selected.definition.type)
    detail = enum_names(named) if isinstance(named, GraphQLEnumType) else cursors
    return PageLeaf(selected.key, attribute, detail)


def _looks_ahead(members: Iterable[PageMember]) -> bool:
    """Whether a page says if others follow or precede it."""
    facts = [fact for each in members if isinstance(each, PageInfo) for fact in each.members]
    asked = {fact.attribute for fact in facts if isinstance(fact, PageLeaf)}
    return bool(asked & {PageAttribute.HAS_NEXT, PageAttribute.HAS_PREVIOUS})
