"""Lists and objects as the texts of a projection: what `PgReader` reads, without values in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Select, Table

from domain.model.page import NEWEST_FIRST, DeliveryFilter, DeliveryOrder, Page, PageRequest, SweepFilter
from domain.model.projection import Shown, View
from persistence.reads.choices import ANY_STATE, ONE, SOME, SWEEPS
from persistence.reads.filter_conditions import ListQuery, wanted_deliveries, wanted_sweeps
from persistence.reads.list_statements import choose_rows, list_form, page_values
from persistence.reads.projections.statements import Rows, ViewStatements, shown_from_row, values_of
from persistence.reads.reader import PgReader
from persistence.rows.by_id import arrange_by_ids, index_by_id
from persistence.schema.tables import delivery, sweep

_DAYS: Final = {delivery.name: "delivery_date", sweep.name: "day"}
"""The column that lists by day are sorted by."""


@dataclass(frozen=True, slots=True)
class PgViewReader:
    """Reads for `Views`, which asks for nothing that cannot be an id or be stored."""

    reader: PgReader
    statements: ViewStatements = field(default_factory=ViewStatements)

    async def delivery(self, account_id: str, delivery_id: str, view: View) -> Shown | None:
        found = await self._read(account_id, _rows(delivery, ONE), view, id=delivery_id)
        return found[0] if found else None

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        rows = _rows(delivery, SOME)
        return index_by_id(await self._read(account_id, rows, view, ids=list(ids)))

    async def deliveries(
        self,
        account_id: str,
        wanted: DeliveryFilter,
        page: PageRequest,
        order: DeliveryOrder,
        view: View,
    ) -> Page[Shown]:
        """Raises `SearchTooBroad`."""
        query = wanted_deliveries(account_id, wanted)
        if query.is_exact(by_day=order.by_day):
            return await self._list(account_id, query, page, order, view)
        ids = await self.reader.find_ids(account_id, query, page, order)
        listed = ids[: page.size]
        rows = _rows(delivery, ANY_STATE)
        found = arrange_by_ids(await self._read(account_id, rows, view, ids=listed), listed)
        return Page(found[::-1] if page.backward else found, len(ids) > page.size)

    async def sweeps(
        self, account_id: str, wanted: SweepFilter, page: PageRequest, view: View
    ) -> Page[Shown]:
        return await self._list(account_id, wanted_sweeps(wanted), page, NEWEST_FIRST, view)

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        return index_by_id(await self._read(account_id, _rows(sweep, SWEEPS), view, ids=list(ids)))

    async def _list(
        self, account_id: str, query: ListQuery, page: PageRequest, order: DeliveryOrder, view: View
    ) -> Page[Shown]:
        form = list_form(query, page, order)
        rows = _rows(form.listing.table, choose_rows(form))
        found = await self._read(account_id, rows, view, **query.values, **page_values(page))
        found.sort(key=_by_day if order.by_day else _by_id, reverse=order.descending)
        has_more = len(found) > page.size
        if has_more:
            found = found[1:] if page.backward else found[:-1]
        return Page(found, has_more)

    async def _read(self, account_id: str, rows: Rows, view: View, **values: object) -> list[Shown]:
        statement = self.statements.find(rows, view)
        found = await self.reader.database.fetch(
            statement, account_id=account_id, **values, **values_of(view)
        )
        return [shown_from_row(row, view.projection) for row in found]


def _rows(table: Table, chosen: Select[Any]) -> Rows:
    return Rows(table, chosen, _DAYS[table.name])


def _by_id(shown: Shown) -> str:
    return shown.id


def _by_day(shown: Shown) -> tuple[Any, str]:
    return shown.day, shown.id
