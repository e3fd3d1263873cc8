"""Lists in pages: a page starts after a thing, never at a number, so nothing is skipped or repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import strawberry

from api.graphql.errors import INVALID_CURSOR, PAGE_SIZE, bad_request
from api.graphql.ids import id_of, opaque
from domain.model.delivery import Delivery
from domain.model.page import LARGEST_PAGE, Page, PageRequest
from domain.model.sweep import Sweep

T = TypeVar("T", bound=Delivery | Sweep)
USUAL_PAGE = PageRequest().first


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow after this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="The first edge's cursor. Null on an empty page.")
    end_cursor: str | None = strawberry.field(
        description="The last edge's cursor; give it as `after` to get the next page. Null on an empty page."
    )


@dataclass(frozen=True, slots=True)
class Edge(Generic[T]):
    """One item of a page and the cursor that stands for it."""

    cursor: str
    node: T


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page as connections show it."""

    edges: Sequence[Edge[T]]
    nodes: Sequence[T]
    page_info: PageInfo


def page_request(kind: str, first: int | None, after: str | None) -> PageRequest:
    """Refuses page sizes out of range and cursors of another list."""
    size = USUAL_PAGE if first is None else first
    if not 1 <= size <= LARGEST_PAGE:
        raise bad_request(PAGE_SIZE, f"A page has 1 to {LARGEST_PAGE} items; {size} were asked for.")
    if after is None:
        return PageRequest(size)
    start = id_of(_cursor_kind(kind), after)
    if start is None:
        raise bad_request(INVALID_CURSOR, "The cursor is not one of this list.")
    return PageRequest(size, start)


def listed(kind: str, page: Page[T], request: PageRequest) -> Listed[T]:
    edges = [Edge(opaque(_cursor_kind(kind), item.id), item) for item in page.items]
    info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=request.after is not None,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return Listed(edges, page.items, info)


def _cursor_kind(kind: str) -> str:
    return f"{kind}Cursor"
