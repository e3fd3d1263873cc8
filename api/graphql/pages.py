"""Lists in pages: a page starts after an item, never at a number, so nothing is skipped or repeated."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import strawberry

from api.graphql.cursors import cursor, place_at
from api.graphql.errors import BAD_USER_INPUT, PAGE_SIZE, bad_request
from domain.model.delivery import Delivery
from domain.model.page import LARGEST_PAGE, Page, PageRequest, Place
from domain.model.sweep import Sweep

T = TypeVar("T", bound=Delivery | Sweep)
N = TypeVar("N")
DEFAULT_PAGE_SIZE = PageRequest().size
Count = Callable[[], Awaitable[int | None]]


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(
        description="Whether more items follow this page. With `last`: whether `before` was given."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether `after` was given. With `last`: whether more items precede this page."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first edge; pass it as `before` to get the previous page. Null on an "
        "empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="The cursor of the last edge; pass it as `after` to get the next page. Null on an empty "
        "page."
    )


@dataclass(frozen=True, slots=True)
class Edge(Generic[N]):
    """One item of a page and the cursor that stands for it."""

    cursor: str
    node: N


@dataclass(frozen=True, slots=True)
class ConnectionPage(Generic[N]):
    """A page as connections show it; the list is not counted before `count` is called."""

    edges: Sequence[Edge[N]]
    nodes: Sequence[N]
    page_info: PageInfo
    count: Count


@dataclass(frozen=True, slots=True)
class PageArguments:
    """The arguments of a list; `None` for those that are omitted."""

    first: int | None
    last: int | None
    after: str | None
    before: str | None


def describe_nodes(items: str) -> str:
    """Describe the `nodes` of a connection, which differ from `edges` in what clients do with them."""
    return (
        f"The {items} of the page without cursors. Apollo's `relayStylePagination` merges `edges` only, so "
        "that `nodes` is the page that was fetched last; urql's `relayPagination` merges both."
    )


def page_request(kind: str, span: PageArguments, *, by_day: bool = False) -> PageRequest:
    """Read the arguments; refuse both directions at once, sizes out of range and cursors of other lists."""
    if span.first is not None and span.last is not None:
        raise bad_request(BAD_USER_INPUT, "A page is asked for with `first` or with `last`, not with both.")
    after, before = (
        None if text is None else place_at(kind, text, by_day=by_day) for text in (span.after, span.before)
    )
    if span.last is not None:
        return PageRequest(page_size(span.last), after, before, backward=True)
    return PageRequest(page_size(DEFAULT_PAGE_SIZE if span.first is None else span.first), after, before)


def page_size(size: int) -> int:
    """Return the size, refuse one that is out of range."""
    if not 1 <= size <= LARGEST_PAGE:
        raise bad_request(PAGE_SIZE, f"A page has 1 to {LARGEST_PAGE} items; {size} were asked for.")
    return size


def connection_page(
    kind: str, page: Page[T], request: PageRequest, count: Count, place: Callable[[T], Place]
) -> ConnectionPage[T]:
    edges = [Edge(cursor(kind, place(item)), item) for item in page.items]
    if request.backward:
        has_next, has_previous = request.before is not None, page.has_more
    else:
        has_next, has_previous = page.has_more, request.after is not None
    return ConnectionPage(
        edges, page.items, page_info(edges, has_next=has_next, has_previous=has_previous), count
    )


def page_info(edges: Sequence[Edge[N]], *, has_next: bool, has_previous: bool) -> PageInfo:
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
