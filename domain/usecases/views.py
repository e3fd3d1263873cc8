from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.model.auth import Caller, Scope
from domain.model.page import DeliveryFilter, DeliveryOrder, Page, PageRequest, SweepFilter
from domain.model.projection import Shown, View
from domain.read_ports import Reader, ViewReader
from domain.rules.identifiers import is_id
from domain.rules.lists import is_valid_page, may_match
from domain.usecases.queries import prepare_filter


@dataclass(frozen=True, slots=True)
class Views:
    """The reads of `Queries` that return what a view shows of deliveries and sweeps, not their values.

    All raise `MissingScope`.
    """

    views: ViewReader
    reader: Reader

    async def delivery(self, caller: Caller, delivery_id: str, view: View) -> Shown | None:
        caller.require(Scope.DELIVERIES_READ)
        if not is_id(delivery_id):
            return None
        return await self.views.delivery(caller.account_id, delivery_id, view)

    async def deliveries_by_id(self, caller: Caller, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        caller.require(Scope.DELIVERIES_READ)
        return await self.views.deliveries_by_id(caller.account_id, list(filter(is_id, ids)), view)

    async def deliveries(
        self, caller: Caller, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder, view: View
    ) -> Page[Shown]:
        caller.require(Scope.DELIVERIES_READ)
        if not (is_valid_page(page) and may_match(wanted)):
            return Page((), has_more=False)
        wanted = await prepare_filter(self.reader, caller, wanted)
        return await self.views.deliveries(caller.account_id, wanted, page, order, view)

    async def sweeps(self, caller: Caller, wanted: SweepFilter, page: PageRequest, view: View) -> Page[Shown]:
        caller.require(Scope.DELIVERIES_READ)
        if not is_valid_page(page):
            return Page((), has_more=False)
        return await self.views.sweeps(caller.account_id, wanted, page, view)

    async def sweeps_by_id(self, caller: Caller, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        caller.require(Scope.DELIVERIES_READ)
        return await self.views.sweeps_by_id(caller.account_id, list(filter(is_id, ids)), view)
