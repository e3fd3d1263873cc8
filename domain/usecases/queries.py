from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.model.auth import Caller, Scope
from domain.model.delivery import Delivery, State
from domain.model.events import HistoryEntry
from domain.model.page import (
    HIGHEST_COUNT,
    NEWEST_FIRST,
    DeliveryFilter,
    DeliveryOrder,
    HistoryRequest,
    Page,
    PageRequest,
    SweepFilter,
)
from domain.model.settings import Settings
from domain.model.sweep import Sweep
from domain.ports import Reader
from domain.rules.identifiers import is_id
from domain.rules.lists import is_valid_page, may_match
from domain.rules.replay import rebuild_delivery


@dataclass(frozen=True, slots=True)
class Queries:
    """Read what belongs to the caller's account; nothing is locked or changed. All raise `MissingScope`.

    The reader is never asked for a text that cannot be an id or cannot be stored: there is nothing to find.
    """

    reader: Reader

    async def delivery(self, caller: Caller, delivery_id: str) -> Delivery | None:
        caller.require(Scope.DELIVERIES_READ)
        if not is_id(delivery_id):
            return None
        return await self.reader.delivery(caller.account_id, delivery_id)

    async def as_of(self, caller: Caller, delivery_id: str, instant: datetime) -> Delivery | None:
        """The delivery as it was at `instant`, `None` before it was created and once it was deleted."""
        caller.require(Scope.DELIVERIES_READ)
        if not is_id(delivery_id):
            return None
        happened = await self.reader.past(caller.account_id, delivery_id, instant)
        then = rebuild_delivery(caller.account_id, delivery_id, happened)
        return None if then is None or then.state is State.DELETED else then

    async def deliveries_by_id(self, caller: Caller, ids: Sequence[str]) -> Mapping[str, Delivery]:
        caller.require(Scope.DELIVERIES_READ)
        return await self.reader.deliveries_by_id(caller.account_id, [name for name in ids if is_id(name)])

    async def deliveries(
        self,
        caller: Caller,
        wanted: DeliveryFilter,
        page: PageRequest,
        order: DeliveryOrder = NEWEST_FIRST,
    ) -> Page[Delivery]:
        caller.require(Scope.DELIVERIES_READ)
        if not (is_valid_page(page) and may_match(wanted)):
            return Page((), has_more=False)
        return await self.reader.deliveries(caller.account_id, wanted, page, order)

    async def count_deliveries(self, caller: Caller, wanted: DeliveryFilter) -> int | None:
        """The number of matches, `None` if there are more than `HIGHEST_COUNT`."""
        caller.require(Scope.DELIVERIES_READ)
        if not may_match(wanted):
            return 0
        return cap_count(await self.reader.count_deliveries(caller.account_id, wanted))

    async def on_sweeps(self, caller: Caller, sweep_ids: Sequence[str]) -> Mapping[str, Sequence[Delivery]]:
        """The deliveries on each sweep, in the order of their positions."""
        caller.require(Scope.DELIVERIES_READ)
        return await self.reader.on_sweeps(caller.account_id, [name for name in sweep_ids if is_id(name)])

    async def sweeps(self, caller: Caller, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        caller.require(Scope.DELIVERIES_READ)
        if not is_valid_page(page):
            return Page((), has_more=False)
        return await self.reader.sweeps(caller.account_id, wanted, page)

    async def count_sweeps(self, caller: Caller, wanted: SweepFilter) -> int | None:
        """The number of matches, `None` if there are more than `HIGHEST_COUNT`."""
        caller.require(Scope.DELIVERIES_READ)
        return cap_count(await self.reader.count_sweeps(caller.account_id, wanted))

    async def sweeps_by_id(self, caller: Caller, ids: Sequence[str]) -> Mapping[str, Sweep]:
        caller.require(Scope.DELIVERIES_READ)
        return await self.reader.sweeps_by_id(caller.account_id, [name for name in ids if is_id(name)])

    async def histories(
        self, caller: Caller, delivery_ids: Sequence[str], request: HistoryRequest
    ) -> Mapping[str, Page[HistoryEntry]]:
        """The same page of each delivery's history, newest first."""
        caller.require(Scope.DELIVERIES_READ)
        ids = [name for name in delivery_ids if is_id(name)]
        return await self.reader.histories(caller.account_id, ids, request)

    async def settings(self, caller: Caller) -> Settings:
        caller.require(Scope.SETTINGS_READ)
        return await self.reader.settings(caller.account_id)


def cap_count(count: int) -> int | None:
    return count if count <= HIGHEST_COUNT else None
