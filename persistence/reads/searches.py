"""Searches by words: a short walk along the list, then the index of words, then a longer walk.

Frequent words are soon met on a walk from where the page begins, and so is the end of a list that other
filters make short. Rare words have few entries in their index. What is neither is refused: a search reads a
bounded number of rows, whatever it is for.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, FromClause, bindparam, func, select

from domain.errors import SearchTooBroad
from domain.model.page import NEWEST_FIRST, DeliveryOrder, PageRequest
from persistence.engine.database import Rows
from persistence.engine.statement import Statement
from persistence.reads.filter_conditions import Listing, ListQuery, Values
from persistence.reads.list_statements import Keyset, keyset_of, limit_to, place_values, sort_by
from persistence.schema.search import MATCHES, WORD_COLUMNS, look_up_words

SHORT_WALK: Final = 200
LONG_WALK: Final = 2_000
MOST_MATCHES: Final = 20_000
FIRST_PAGE: Final = PageRequest()
Fetch = Callable[..., Awaitable[Rows]]
"""Runs a statement with its values."""


class SearchResult(NamedTuple):
    """What a statement found; all that there is if it is `complete`."""

    result: Any
    complete: bool


class SearchForm(NamedTuple):
    """What the statements of a search depend on; see `Listing.matching`."""

    listing: Listing
    names: frozenset[str]
    keyset: Keyset
    standing: bool

    @property
    def columns(self) -> Sequence[str]:
        return self.listing.columns(self.names, self.keyset.key)

    def matching(self, rows: FromClause) -> Sequence[ColumnElement[bool]]:
        """Return the conditions on the rows, but for the words."""
        own = self.listing.matching(rows, self.names, standing=self.standing)
        return [*own, *limit_to(rows, self.keyset)]


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
        limit = self.page.size + 1
        for steps in (SHORT_WALK, LONG_WALK):
            walked = await self._walk(steps, counts=False)
            if walked.complete or len(walked.result) == limit:
                return list(walked.result)
            if steps == SHORT_WALK and (looked_up := await self._look_up(counts=False)).complete:
                return list(looked_up.result)
        raise SearchTooBroad(MOST_MATCHES)

    async def count(self) -> int | None:
        """Return the number of matches, `None` if counting them would read too many rows."""
        for steps in (SHORT_WALK, LONG_WALK):
            if (walked := await self._walk(steps, counts=True)).complete:
                return int(walked.result)
            if steps == SHORT_WALK and (looked_up := await self._look_up(counts=True)).complete:
                return int(looked_up.result)
        return None

    async def _walk(self, steps: int, *, counts: bool) -> SearchResult:
        """Compare the words of the first rows of the list."""
        statement = walk_statement(self.form, counts=counts)
        ((result, walked),) = await self.fetch(statement, **self.values, steps=steps)
        return SearchResult(result, walked < steps)

    async def _look_up(self, *, counts: bool) -> SearchResult:
        """Look the words up in their index, and compare what is found with the other filters."""
        statement = look_up_statement(self.form, MOST_MATCHES, counts=counts)
        ((result, matched),) = await self.fetch(statement, **self.values)
        return SearchResult(result, matched <= MOST_MATCHES)

    @property
    def form(self) -> SearchForm:
        wanted = self.wanted
        return SearchForm(wanted.listing, wanted.names, keyset_of(self.page, self.order), wanted.standing)

    @property
    def values(self) -> Values:
        return {**self.wanted.values, **place_values(self.page), "limit": self.page.size + 1}


@cache
def walk_statement(form: SearchForm, *, counts: bool) -> Statement:
    """Return a statement for the matches among the first rows, and the number of these rows."""
    table = form.listing.table
    walked = (
        select(*(table.c[name] for name in sorted({*WORD_COLUMNS, *form.columns})))
        .where(*form.matching(table))
        .order_by(*sort_by(table, form.keyset))
        .limit(bindparam("steps"))
        .cte("walked")
        .prefix_with("MATERIALIZED")
    )
    return _result_and_size(walked, [MATCHES], form.keyset, counts=counts)


@cache
def look_up_statement(form: SearchForm, most: int, *, counts: bool) -> Statement:
    """Return a statement for the matches in the index of words, and the number of its entries."""
    matched = look_up_words(form.listing.table, form.columns, most + 1)
    return _result_and_size(matched, form.matching(matched), form.keyset, counts=counts)


def _result_and_size(
    rows: FromClause, conditions: Sequence[ColumnElement[bool]], keyset: Keyset, *, counts: bool
) -> Statement:
    """Return a statement for the count or for the ids of the rows that match, and the number of all rows."""
    size = select(func.count()).select_from(rows).scalar_subquery()
    if counts:
        count = select(func.count()).select_from(rows).where(*conditions)
        return Statement(select(count.scalar_subquery(), size))
    ids = select(rows.c.id).where(*conditions).order_by(*sort_by(rows, keyset)).limit(bindparam("limit"))
    return Statement(select(func.array(ids.scalar_subquery()), size))
