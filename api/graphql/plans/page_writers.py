"""Connections as JSON text: a page of a list, the place of the page, and the number of all items."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from api.graphql.plans.selected import Selected
from api.graphql.plans.selections import NotPlannable, Selections
from api.graphql.plans.tally import Tally
from api.graphql.transport.documents.cost import Path
from domain.model.projection import Shown

NULL: Final = "null"
_TRUTH: Final = {True: "true", False: "false"}


@dataclass(frozen=True, slots=True)
class PageOfTexts:
    """A page as connections show it; the list is counted before, if its number is shown."""

    items: Sequence[Shown]
    cursor_at: Callable[[int], str]
    has_next: bool
    has_previous: bool
    count: int | None = None

    @property
    def size(self) -> int:
        return len(self.items)

    def cursor(self, place: int) -> str:
        """Return the cursor of an item as JSON, null if the page is empty."""
        return f'"{self.cursor_at(place)}"' if self.items else NULL

    def texts(self, place: int) -> Sequence[str]:
        """Return the texts at a place of the projection."""
        return [item.texts[place] for item in self.items]


Write = Callable[[PageOfTexts, Tally], str]
PlanItem = Callable[[Selected, Path], int]
"""Plans the field that shows the items of a page, or of its edges; returns the place of their texts."""


@dataclass(frozen=True, slots=True)
class ConnectionWriter:
    """Writes a page; `counts` if the number of all items is shown."""

    path: Path
    members: Sequence[tuple[str, Write]]
    counts: bool

    def write(self, page: PageOfTexts, tally: Tally) -> str:
        tally.add(self.path, 1)
        return f"{{{','.join([key + write(page, tally) for key, write in self.members])}}}"


def plan_connection(
    selections: Selections, field: Selected, path: Path, plan_item: PlanItem
) -> ConnectionWriter:
    """Return the writer of a connection that a field returns."""
    members, counts = [], False
    for each in selections.below(field):
        counts = counts or each.name == "totalCount"
        members.append((f'"{each.key}":', _plan_member(selections, each, (*path, each.key), plan_item)))
    return ConnectionWriter(path, members, counts)


def _plan_member(selections: Selections, field: Selected, path: Path, plan_item: PlanItem) -> Write:
    match field.name:
        case "__typename":
            return _constant(field.parent.name)
        case "nodes":
            return _plan_nodes(plan_item(field, path), path)
        case "edges":
            return _plan_edges(selections, field, path, plan_item)
        case "pageInfo":
            return _plan_page_info(selections, field)
        case "totalCount":
            return _plan_count(path)
    raise NotPlannable(field.name)


def _plan_nodes(place: int, path: Path) -> Write:
    def write(page: PageOfTexts, tally: Tally) -> str:
        tally.add(path, page.size)
        return f"[{','.join(page.texts(place))}]"

    return write


def _plan_edges(selections: Selections, field: Selected, path: Path, plan_item: PlanItem) -> Write:
    columns = [
        (f'"{each.key}":', _plan_column(each, (*path, each.key), plan_item))
        for each in selections.below(field)
    ]

    def write(page: PageOfTexts, tally: Tally) -> str:
        tally.add(path, page.size)
        texts = [[key + text for text in column(page, tally)] for key, column in columns]
        edges = ["{" + ",".join(edge) + "}" for edge in zip(*texts, strict=True)]
        return f"[{','.join(edges)}]"

    return write


WriteColumn: TypeAlias = Callable[[PageOfTexts, Tally], Sequence[str]]
"""Writes a field of all edges."""


def _plan_column(field: Selected, path: Path, plan_item: PlanItem) -> WriteColumn:
    name, constant = field.name, f'"{field.parent.name}"'
    match name:
        case "node":
            return _plan_edge_nodes(plan_item(field, path), path)
        case "__typename":
            return lambda page, _tally: [constant] * page.size
        case "cursor":
            return lambda page, _tally: [page.cursor(place) for place in range(page.size)]
    raise NotPlannable(name)


def _plan_edge_nodes(place: int, path: Path) -> WriteColumn:
    def write(page: PageOfTexts, tally: Tally) -> Sequence[str]:
        tally.add(path, page.size)
        return page.texts(place)

    return write


_PAGE_INFO: Final[Mapping[str, Write]] = {
    "hasNextPage": lambda page, _tally: _TRUTH[page.has_next],
    "hasPreviousPage": lambda page, _tally: _TRUTH[page.has_previous],
    "startCursor": lambda page, _tally: page.cursor(0),
    "endCursor": lambda page, _tally: page.cursor(page.size - 1),
    "__typename": lambda _page, _tally: '"PageInfo"',
}


def _plan_page_info(selections: Selections, field: Selected) -> Write:
    members = [(f'"{each.key}":', _PAGE_INFO[each.name]) for each in selections.below(field)]

    def write(page: PageOfTexts, tally: Tally) -> str:
        return f"{{{','.join([key + member(page, tally) for key, member in members])}}}"

    return write


def _plan_count(path: Path) -> Write:
    def write(page: PageOfTexts, tally: Tally) -> str:
        tally.add(path, 1)
        return NULL if page.count is None else str(page.count)

    return write


def _constant(text: str) -> Write:
    return lambda _page, _tally: f'"{text}"'
