import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from domain.model.delivery import Delivery
from domain.model.page import DeliveryFilter, Page, PageRequest, SweepFilter
from domain.model.settings import Settings
from domain.model.sweep import Sweep
from domain.rules.identifiers import is_id
from persistence.account_settings import load_settings
from persistence.database import Database
from persistence.delivery_rows import delivery_from_row
from persistence.lists import delivery_list, sweep_list
from persistence.statement import Statement, any_of
from persistence.sweep_rows import sweep_from_row
from persistence.tables import DELETED, delivery, sweep

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

ONE = Statement(
    select(delivery).where(
        delivery.c.account_id == bindparam("account_id"),
        delivery.c.id == bindparam("id"),
        delivery.c.state != DELETED,
    )
)
ON_SWEEPS = Statement(
    select(delivery)
    .where(delivery.c.account_id == bindparam("account_id"), delivery.c.sweep_id == any_of("sweep_ids"))
    .order_by(delivery.c.sweep_id, delivery.c.position)
)
SWEEPS = Statement(
    select(sweep).where(sweep.c.account_id == bindparam("account_id"), sweep.c.id == any_of("ids"))
)


@dataclass(frozen=True, slots=True)
class PgReader:
    """Looks without touching; text that cannot be an id, or be stored, names nothing."""

    database: Database

    async def delivery(self, account_id: str, delivery_id: str) -> Delivery | None:
        if not is_id(delivery_id):
            return None
        found = await self.database.fetch(ONE, account_id=account_id, id=delivery_id)
        return delivery_from_row(found[0]) if found else None

    async def deliveries(self, account_id: str, wanted: DeliveryFilter, page: PageRequest) -> Page[Delivery]:
        if not (
            _id_or_none(page.after) and _id_or_none(wanted.sweep_id) and _storable(wanted.reference or "")
        ):
            return Page((), has_next=False)
        statement, values = delivery_list(wanted, page)
        found = await self.database.fetch(statement, account_id=account_id, **values)
        return Page([delivery_from_row(row) for row in found[: page.first]], len(found) > page.first)

    async def on_sweeps(self, account_id: str, sweep_ids: Sequence[str]) -> Mapping[str, Sequence[Delivery]]:
        ids = [sweep_id for sweep_id in sweep_ids if is_id(sweep_id)]
        found = await self.database.fetch(ON_SWEEPS, account_id=account_id, sweep_ids=ids)
        on_sweeps: dict[str, list[Delivery]] = {sweep_id: [] for sweep_id in sweep_ids}
        for each in map(delivery_from_row, found):
            on_sweeps[each.sweep_id or ""].append(each)
        return on_sweeps

    async def sweeps(self, account_id: str, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        if not _id_or_none(page.after):
            return Page((), has_next=False)
        statement, values = sweep_list(wanted, page)
        found = await self.database.fetch(statement, account_id=account_id, **values)
        return Page([sweep_from_row(row) for row in found[: page.first]], len(found) > page.first)

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Sweep]:
        known = [sweep_id for sweep_id in ids if is_id(sweep_id)]
        found = await self.database.fetch(SWEEPS, account_id=account_id, ids=known)
        return {each.id: each for each in map(sweep_from_row, found)}

    async def settings(self, account_id: str) -> Settings:
        """Raises `UnknownAccount`."""
        return await load_settings(self.database, account_id)


def _id_or_none(text: str | None) -> bool:
    return text is None or is_id(text)


def _storable(text: str) -> bool:
    return _UNSTORABLE.search(text) is None
