"""Lists in pages: a page starts after an item, never at a number, so nothing is skipped or repeated."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

import strawberry
from strawberry import UNSET

from api.graphql.cursors import place_at, position_at
from api.graphql.errors import BAD_USER_INPUT, PAGE_SIZE, bad_request
from api.graphql.inputs.delivery import unset_to_none
from domain.model.page import LARGEST_PAGE, Page, PageRequest, StopsRequest

N = TypeVar("N")
P = TypeVar("P")
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


COUNT_PRICE: Final = 20


async def count_all(root: strawberry.Parent[ConnectionPage[Any]]) -> int | None:
    """The number of items in the whole list; counted only if this field is selected.

    Null above 100,000, and for words in `text` that are too frequent.
    """
    return await root.count()


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


def read_arguments(
    first: int | None = UNSET,
    last: int | None = UNSET,
    after: str | None = UNSET,
    before: str | None = UNSET,
) -> PageArguments:
    """Read arguments that may be `UNSET`."""
    return PageArguments(
        unset_to_none(first), unset_to_none(last), unset_to_none(after), unset_to_none(before)
    )


def page_request(kind: str, span: PageArguments, *, by_day: bool = False) -> PageRequest:
    """Read the arguments; refuse both directions at once, sizes out of range and cursors of other lists."""
    size, backward = _read_size(span)
    after, before = _read_ends(span, partial(place_at, kind, by_day=by_day))
    return PageRequest(size, after, before, backward)


def stops_request(span: PageArguments) -> StopsRequest:
    """Read the arguments of the stops of a sweep; refuse the same."""
    size, backward = _read_size(span)
    after, before = _read_ends(span, position_at)
    return StopsRequest(size, after, before, backward)


def _read_size(span: PageArguments) -> tuple[int, bool]:
    """Return the size of the page, and whether it is at the end of the list or before a place."""
    if span.last is None:
        return page_size(DEFAULT_PAGE_SIZE if span.first is None else span.first), False
    if span.first is not None:
        raise bad_request(BAD_USER_INPUT, "A page is asked for with `first` or with `last`, not with both.")
    return page_size(span.last), True


def _read_ends(span: PageArguments, read: Callable[[str], P]) -> tuple[P | None, P | None]:
    after = None if span.after is None else read(span.after)
    return after, None if span.before is None else read(span.before)


def page_size(size: int) -> int:
    """Return the size, refuse one that is out of range."""
    if not 0 <= size <= LARGEST_PAGE:
        raise bad_request(PAGE_SIZE, f"A page has 0 to {LARGEST_PAGE} items; {size} were asked for.")
    return size


def connection_page(
    page: Page[N], request: PageRequest | StopsRequest, count: Count, to_cursor: Callable[[N], str]
) -> ConnectionPage[N]:
    edges = [Edge(to_cursor(item), item) for item in page.items]
    return page_of_edges(edges, request, count, has_more=page.has_more)


def page_of_edges(
    edges: Sequence[Edge[N]], request: PageRequest | StopsRequest, count: Count, *, has_more: bool
) -> ConnectionPage[N]:
    """Return the page with these edges; `has_more` is that of a `Page`."""
    has_next, has_previous = find_neighbours(request, has_more=has_more)
    nodes = [each.node for each in edges]
    return ConnectionPage(edges, nodes, page_info(edges, has_next=has_next, has_previous=has_previous), count)


def find_neighbours(request: PageRequest | StopsRequest, *, has_more: bool) -> tuple[bool, bool]:
    """Return whether there are items after the page, and before it."""
    if request.backward:
        return request.before is not None, has_more
    return has_more, request.after is not None


def page_info(edges: Sequence[Edge[N]], *, has_next: bool, has_previous: bool) -> PageInfo:
    return PageInfo(
        has_next_page=has_next,
        has_previous_page=has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
