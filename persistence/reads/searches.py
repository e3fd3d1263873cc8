"""Lists that no index answers as a whole: the rows of an index are compared with the other filters.

A short walk along the list finds what is frequent, and reaches the end of what is short. Rare words have few
entries in their index. What is neither is walked further, and refused in the end: a search reads at most
`MOST_READ` rows, whatever it is for.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, FromClause, bindparam, func, select

from domain.errors import SearchTooBroad
from domain.model.page import NEWEST_FIRST, DeliveryOrder, PageRequest
from persistence.engine.database import Rows
from persistence.engine.statement import Statement
from persistence.reads.access_paths import Merge, Path
from persistence.reads.day_merge import merge_statement
from persistence.reads.filter_conditions import TEXT, ListQuery, Values
from persistence.reads.list_statements import LIMIT, ListForm, keyset_of, page_values, sort_by
from persistence.schema.search import MATCHES, WORD_COLUMNS, look_up_words

MOST_READ: Final = 20_000
SHORT_WALK: Final = 400
MOST_MATCHES: Final = 15_000  # entries of the index of words
WORDS_WALKED: Final = 2_000  # rows of each path, as their words have to be computed
PATHS_FOR_WORDS: Final = 2
FIRST_PAGE: Final = PageRequest()
Fetch = Callable[..., Awaitable[Rows]]
"""Runs a statement with its values."""


class SearchResult(NamedTuple):
    """What a statement found: all that there is if it is `complete`, else the first ones if `in_order`."""

    result: Any
    complete: bool
    in_order: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """One search of an account; `fetch` runs its statements one after the other."""

    fetch: Fetch
    wanted: ListQuery
    page: PageRequest = FIRST_PAGE
    order: DeliveryOrder = NEWEST_FIRST

    async def find_ids(self) -> Sequence[str]:
        """Return the ids of the page and one more, in reverse order if the page is backward.

        Raises `SearchTooBroad`.
        """
        paths = self.wanted.find_paths(by_day=self.order.by_day)
        for attempt in self._attempts(paths, counts=False):
            found = await attempt
            if found.complete or (found.in_order and len(found.result) > self.page.size):
                return list(found.result)
        raise SearchTooBroad(MOST_READ)

    async def count(self) -> int | None:
        """Return the number of matches, `None` if counting them would read too many rows."""
        for attempt in self._attempts(self.wanted.find_paths(by_day=True), counts=True):
            if (counted := await attempt).complete:
                return int(counted.result)
        return None

    def _attempts(self, paths: Sequence[Path], *, counts: bool) -> Iterator[Awaitable[SearchResult]]:
        """Yield the attempts in their order; together they read at most `MOST_READ` rows."""
        walks = [path for path in paths if path.merge is Merge.NOTHING]
        yield self._walk(walks[0], SHORT_WALK, counts=counts)
        if TEXT in self.wanted.names:
            yield self._look_up(counts=counts)
            walks, steps = walks[:PATHS_FOR_WORDS], WORDS_WALKED
        else:
            steps = (MOST_READ - SHORT_WALK) // len(walks)
        for path in () if counts else paths:
            if path.merge is Merge.DAYS:
                yield self._merge_days(path)
        for path in walks:
            yield self._walk(path, steps, counts=counts)

    async def _walk(self, path: Path, steps: int, *, counts: bool) -> SearchResult:
        """Compare the first rows of a path."""
        statement = walk_statement(self.form(path), counts=counts)
        ((result, walked),) = await self.fetch(statement, **self.values, steps=steps)
        return SearchResult(result, walked < steps, path.in_order)

    async def _look_up(self, *, counts: bool) -> SearchResult:
        """Look the words up in their index, and compare what is found with the other filters."""
        statement = look_up_statement(self.form(Path()), MOST_MATCHES, counts=counts)
        ((result, matched),) = await self.fetch(statement, **self.values)
        return SearchResult(result, matched <= MOST_MATCHES)

    async def _merge_days(self, path: Path) -> SearchResult:
        ((ids, complete),) = await self.fetch(merge_statement(self.form(path)), **self.values)
        return SearchResult(ids, complete)

    def form(self, path: Path) -> ListForm:
        wanted = self.wanted
        return ListForm(wanted.listing, wanted.names, wanted.standing, keyset_of(self.page, self.order), path)

    @property
    def values(self) -> Values:
        return self.wanted.values | page_values(self.page)


@cache
def walk_statement(form: ListForm, *, counts: bool) -> Statement:
    """Return a statement for the matches among the first rows of the path, and the number of these rows."""
    table, words = form.listing.table, TEXT in form.names
    names = {*form.columns, *(WORD_COLUMNS if words else ())}
    rows = select(*(table.c[name] for name in sorted(names))).where(*form.answered_by_path(table))
    sorts = form.path.in_order and not counts
    first = rows.order_by(*sort_by(table, form)) if sorts else rows
    walked = first.limit(bindparam("steps")).cte("walked").prefix_with("MATERIALIZED")
    conditions = [*form.left_by_path(walked), *([MATCHES] if words else [])]
    return _result_and_size(walked, conditions, form, counts=counts)


@cache
def look_up_statement(form: ListForm, most: int, *, counts: bool) -> Statement:
    """Return a statement for the matches in the index of words, and the number of its entries."""
    matched = look_up_words(form.listing.table, form.columns, most + 1)
    return _result_and_size(matched, form.conditions(matched), form, counts=counts)


def _result_and_size(
    rows: FromClause, conditions: Sequence[ColumnElement[bool]], form: ListForm, *, counts: bool
) -> Statement:
    """Return a statement for the count or for the ids of the rows that match, and the number of all rows."""
    size = select(func.count()).select_from(rows).scalar_subquery()
    if counts:
        count = select(func.count()).select_from(rows).where(*conditions)
        return Statement(select(count.scalar_subquery(), size))
    ids = select(rows.c.id).where(*conditions).order_by(*sort_by(rows, form)).limit(LIMIT)
    return Statement(select(func.array(ids.scalar_subquery()), size))
