"""Lists and objects as the texts of a projection: what `PgReader` reads, without values in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.model.page import NEWEST_FIRST, DeliveryFilter, DeliveryOrder, Page, PageRequest, SweepFilter
from domain.model.projection import Shown, View
from persistence.reads.choices import ANY_STATE, ONE, SOME, SWEEPS
from persistence.reads.filter_conditions import ListQuery, wanted_deliveries, wanted_sweeps
from persistence.reads.list_statements import choose_rows, list_form, page_values
from persistence.reads.projections.statements import Rows, ViewStatements, shown_from_rows, values_of
from persistence.reads.reader import PgReader
from persistence.rows.by_id import arrange_by_ids, index_by_id
from persistence.schema.tables import delivery, sweep

_DAYS: Final = {delivery.name: "delivery_date", sweep.name: "day"}
"""The column that lists by day are sorted by."""
_ONE: Final = Rows(delivery, ONE)
_SOME: Final = Rows(delivery, SOME)
_IN_ANY_STATE: Final = Rows(delivery, ANY_STATE)
_IN_ANY_STATE_BY_DAY: Final = Rows(delivery, ANY_STATE, "delivery_date")
_SWEEPS: Final = Rows(sweep, SWEEPS)


@dataclass(frozen=True, slots=True)
class PgViewReader:
    """Reads for `Views`, which asks for nothing that cannot be an id or be stored."""

    reader: PgReader
    statements: ViewStatements = field(default_factory=ViewStatements)

    async def delivery(self, account_id: str, delivery_id: str, view: View) -> Shown | None:
        found = await self._read(account_id, _ONE, view, id=delivery_id)
        return found[0] if found else None

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        return index_by_id(await self._read(account_id, _SOME, view, ids=list(ids)))

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
        rows = _IN_ANY_STATE_BY_DAY if order.by_day else _IN_ANY_STATE
        found = arrange_by_ids(await self._read(account_id, rows, view, ids=listed), listed)
        return Page(found[::-1] if page.backward else found, len(ids) > page.size)

    async def sweeps(
        self, account_id: str, wanted: SweepFilter, page: PageRequest, view: View
    ) -> Page[Shown]:
        return await self._list(account_id, wanted_sweeps(wanted), page, NEWEST_FIRST, view)

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        return index_by_id(await self._read(account_id, _SWEEPS, view, ids=list(ids)))

    async def _list(
        self, account_id: str, query: ListQuery, page: PageRequest, order: DeliveryOrder, view: View
    ) -> Page[Shown]:
        form = list_form(query, page, order)
        day = _DAYS[form.listing.table.name] if order.by_day else None
        rows = Rows(form.listing.table, choose_rows(form), day)
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
        return shown_from_rows(found, view.projection, with_day=rows.day is not None)


def _by_id(shown: Shown) -> str:
    return shown.id


def _by_day(shown: Shown) -> tuple[Any, str]:
    return shown.day, shown.id
