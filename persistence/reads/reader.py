from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import bindparam, select

from domain.model.auth import ApiToken
from domain.model.call_usage import CallUsage, Days
from domain.model.delivery import Delivery, State
from domain.model.events import EventType, HistoryEntry
from domain.model.page import (
    HIGHEST_COUNT,
    NEWEST_FIRST,
    DeliveryFilter,
    DeliveryOrder,
    HistoryRequest,
    Page,
    PageRequest,
    StopsRequest,
    SweepFilter,
)
from domain.model.settings import Settings
from domain.model.sweep import StateCount, Stop, Sweep
from persistence.engine.database import Database, Rows
from persistence.engine.statement import Statement
from persistence.errors import UnknownAccount
from persistence.reads.choices import ANY_STATE, ONE, SOME, SWEEPS
from persistence.reads.filter_conditions import (
    ALL_TOKENS,
    ListQuery,
    wanted_deliveries,
    wanted_sweeps,
)
from persistence.reads.history import BEYOND, HISTORIES, LOCKS, PAST, entries_by_delivery, entry_from_row
from persistence.reads.list_statements import count_rows, list_rows
from persistence.reads.search_limit import SearchLimit
from persistence.reads.searches import Search
from persistence.reads.stops import STATE_COUNTS, counts_by_sweep, list_stops, pages_by_sweep
from persistence.reads.used_calls import USED, usage_from_row
from persistence.rows.api_token import token_from_row
from persistence.rows.by_id import arrange_by_ids, index_by_id
from persistence.rows.delivery import delivery_from_row
from persistence.rows.settings import SETTINGS_COLUMNS, settings_from_row
from persistence.rows.sweep import sweep_from_row
from persistence.schema.tables import account_settings

_ONE, _SOME, _ANY_STATE, _SWEEPS = map(Statement, (ONE, SOME, ANY_STATE, SWEEPS))
SETTINGS = Statement(
    select(*SETTINGS_COLUMNS).where(account_settings.c.account_id == bindparam("account_id"))
)


@dataclass(frozen=True, slots=True)
class PgReader:
    """Reads for `Queries` and `Rehearsals`, which ask for nothing that cannot be an id or be stored."""

    database: Database
    search_limit: SearchLimit

    async def delivery(self, account_id: str, delivery_id: str) -> Delivery | None:
        found = await self.database.fetch(_ONE, account_id=account_id, id=delivery_id)
        return delivery_from_row(found[0]) if found else None

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Delivery]:
        found = await self.database.fetch(_SOME, account_id=account_id, ids=list(ids))
        return index_by_id(map(delivery_from_row, found))

    async def deliveries(
        self, account_id: str, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
    ) -> Page[Delivery]:
        """Raises `SearchTooBroad`."""
        query = wanted_deliveries(account_id, wanted)
        if not query.is_exact(by_day=order.by_day):
            return await self._search(account_id, query, page, order)
        found = await self._list(account_id, query, page, order)
        return Page([delivery_from_row(row) for row in _arrange_rows(found, page)], len(found) > page.size)

    async def count_deliveries(self, account_id: str, wanted: DeliveryFilter) -> int:
        query = wanted_deliveries(account_id, wanted)
        if query.can_count:
            return await self._count(account_id, query)
        async with self.search_limit.acquire(account_id):
            counted = await Search(partial(self.database.fetch, account_id=account_id), query).count()
        return HIGHEST_COUNT + 1 if counted is None else counted

    async def stops(
        self, account_id: str, sweep_ids: Sequence[str], request: StopsRequest
    ) -> Mapping[str, Page[Stop]]:
        statement, values = list_stops(sweep_ids, request)
        found = await self.database.fetch(statement, account_id=account_id, **values)
        return pages_by_sweep(sweep_ids, request, found)

    async def count_states(
        self, account_id: str, sweep_ids: Sequence[str]
    ) -> Mapping[str, Sequence[StateCount]]:
        found = await self.database.fetch(STATE_COUNTS, account_id=account_id, sweep_ids=list(sweep_ids))
        return counts_by_sweep(sweep_ids, found)

    async def sweeps(self, account_id: str, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        found = await self._list(account_id, wanted_sweeps(wanted), page, NEWEST_FIRST)
        return Page([sweep_from_row(row) for row in _arrange_rows(found, page)], len(found) > page.size)

    async def count_sweeps(self, account_id: str, wanted: SweepFilter) -> int:
        return await self._count(account_id, wanted_sweeps(wanted))

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Sweep]:
        found = await self.database.fetch(_SWEEPS, account_id=account_id, ids=list(ids))
        return index_by_id(map(sweep_from_row, found))

    async def histories(
        self, account_id: str, delivery_ids: Sequence[str], request: HistoryRequest
    ) -> Mapping[str, Page[HistoryEntry]]:
        ids = list(delivery_ids)
        before = BEYOND if request.after is None else request.after
        found = await self.database.fetch(
            HISTORIES, account_id=account_id, subject_id=ids, before=before, limit=request.size + 1
        )
        return {
            delivery_id: Page(entries[: request.size], len(entries) > request.size)
            for delivery_id, entries in entries_by_delivery(ids, found).items()
        }

    async def locks(
        self,
        account_id: str,
        delivery_ids: Sequence[str],
        event_types: frozenset[EventType],
        left: frozenset[State],
    ) -> Mapping[str, HistoryEntry]:
        found = await self.database.fetch(
            LOCKS,
            account_id=account_id,
            subject_id=list(delivery_ids),
            event_types=sorted(event_types),
            left=sorted(left),
        )
        return {row["subject_id"]: entry_from_row(row) for row in found}

    async def past(
        self, account_id: str, delivery_id: str, until: datetime, limit: int
    ) -> Sequence[HistoryEntry]:
        found = await self.database.fetch(
            PAST, account_id=account_id, id=delivery_id, until=until, limit=limit
        )
        return list(map(entry_from_row, found))

    async def settings(self, account_id: str) -> Settings:
        """Raises `UnknownAccount`."""
        found = await self.database.fetch(SETTINGS, account_id=account_id)
        if not found:
            raise UnknownAccount(account_id)
        return settings_from_row(found[0])

    async def tokens(self, account_id: str, page: PageRequest) -> Page[ApiToken]:
        found = await self._list(account_id, ALL_TOKENS, page, DeliveryOrder.CREATED_ASC)
        return Page([token_from_row(row) for row in _arrange_rows(found, page)], len(found) > page.size)

    async def count_tokens(self, account_id: str) -> int:
        return await self._count(account_id, ALL_TOKENS)

    async def usage(
        self, account_id: str, token_id: str | None, days: Days, limit: int
    ) -> Sequence[CallUsage]:
        found = await self.database.fetch(
            USED, account_id=account_id, token_id=token_id, first=days.first, last=days.last, limit=limit
        )
        return [usage_from_row(row) for row in found]

    async def _list(
        self, account_id: str, wanted: ListQuery, page: PageRequest, order: DeliveryOrder
    ) -> Rows:
        statement, values = list_rows(wanted, page, order)
        return await self.database.fetch(statement, account_id=account_id, **values)

    async def _count(self, account_id: str, wanted: ListQuery) -> int:
        statement, values = count_rows(wanted)
        count: int = (await self.database.fetch(statement, account_id=account_id, **values))[0][0]
        return count

    async def find_ids(
        self, account_id: str, wanted: ListQuery, page: PageRequest, order: DeliveryOrder
    ) -> Sequence[str]:
        """Return the ids of a searched page and one more, in reverse order if the page is backward.

        Raises `SearchTooBroad`.
        """
        broad = wanted.is_broad(by_day=order.by_day)
        async with self.search_limit.acquire(account_id) if broad else nullcontext():
            fetch = partial(self.database.fetch, account_id=account_id)
            return await Search(fetch, wanted, page, order).find_ids()

    async def _search(
        self, account_id: str, wanted: ListQuery, page: PageRequest, order: DeliveryOrder
    ) -> Page[Delivery]:
        ids = await self.find_ids(account_id, wanted, page, order)
        found = await self.database.fetch(_ANY_STATE, account_id=account_id, ids=ids[: page.size])
        listed = arrange_by_ids(map(delivery_from_row, found), ids[: page.size])
        return Page(listed[::-1] if page.backward else listed, len(ids) > page.size)


def _arrange_rows(found: Rows, page: PageRequest) -> Rows:
    """Return the rows of the page in its order, without the row that follows it."""
    rows = found[: page.size]
    return rows[::-1] if page.backward else rows
