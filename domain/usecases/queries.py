from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.model.caller import Caller, Scope
from domain.model.delivery import Delivery
from domain.model.page import DeliveryFilter, Page, PageRequest, SweepFilter
from domain.model.settings import Settings
from domain.model.sweep import Sweep
from domain.ports import Reader
from domain.rules.identifiers import is_id, is_storable


@dataclass(frozen=True, slots=True)
class Queries:
    """Look without touching; every answer holds the caller's own account only. All raise `MissingScope`.

    The store is never asked for a text that no id and no reference can be; nothing is found for it.
    """

    reader: Reader

    async def delivery(self, caller: Caller, delivery_id: str) -> Delivery | None:
        caller.require(Scope.DELIVERIES_READ)
        if not is_id(delivery_id):
            return None
        return await self.reader.delivery(caller.account_id, delivery_id)

    async def deliveries(self, caller: Caller, wanted: DeliveryFilter, page: PageRequest) -> Page[Delivery]:
        caller.require(Scope.DELIVERIES_READ)
        if not (_begins_somewhere(page) and _may_match(wanted)):
            return Page((), has_next=False)
        return await self.reader.deliveries(caller.account_id, wanted, page)

    async def on_sweeps(self, caller: Caller, sweep_ids: Sequence[str]) -> Mapping[str, Sequence[Delivery]]:
        """The deliveries on each sweep, in the order of their positions."""
        caller.require(Scope.DELIVERIES_READ)
        return await self.reader.on_sweeps(caller.account_id, [name for name in sweep_ids if is_id(name)])

    async def sweeps(self, caller: Caller, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        caller.require(Scope.DELIVERIES_READ)
        if not _begins_somewhere(page):
            return Page((), has_next=False)
        return await self.reader.sweeps(caller.account_id, wanted, page)

    async def sweeps_by_id(self, caller: Caller, ids: Sequence[str]) -> Mapping[str, Sweep]:
        caller.require(Scope.DELIVERIES_READ)
        return await self.reader.sweeps_by_id(caller.account_id, [name for name in ids if is_id(name)])

    async def settings(self, caller: Caller) -> Settings:
        caller.require(Scope.SETTINGS_READ)
        return await self.reader.settings(caller.account_id)


def _begins_somewhere(page: PageRequest) -> bool:
    return page.after is None or is_id(page.after)


def _may_match(wanted: DeliveryFilter) -> bool:
    return (wanted.sweep_id is None or is_id(wanted.sweep_id)) and is_storable(wanted.reference or "")
