from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import HistoryTooLong
from domain.model.auth import ApiToken, Caller, Scope
from domain.model.call_usage import ALL_DAYS, MOST_USED_CALLS, CallUsage, Days
from domain.model.delivery import Delivery, PastDelivery, State
from domain.model.events import HistoryEntry
from domain.model.page import (
    HIGHEST_COUNT,
    LARGEST_PAGE,
    NEWEST_FIRST,
    DeliveryFilter,
    DeliveryOrder,
    HistoryRequest,
    Page,
    PageRequest,
    Place,
    StopsRequest,
    SweepFilter,
)
from domain.model.postal_codes.normal_form import show_code
from domain.model.settings import Locale, Settings
from domain.model.sweep import StateCount, Stop, Sweep
from domain.read_ports import Reader
from domain.rules.identifiers import is_id
from domain.rules.lists import is_valid_page, may_match, normalize_filter
from domain.rules.replay import MOST_REPLAYED, rebuild_delivery


@dataclass(frozen=True, slots=True)
class Queries:
    """Read what belongs to the caller's account; nothing is locked or changed.

    All but `locale` and `usage` raise `MissingScope`.

    The reader is never asked for a text that cannot be an id or cannot be stored: there is nothing to find.
    """

    reader: Reader

    async def delivery(self, caller: Caller, delivery_id: str) -> Delivery | None:
        caller.require(Scope.DELIVERIES_READ)
        if not is_id(delivery_id):
            return None
        return await self.reader.delivery(caller.account_id, delivery_id)

    async def as_of(self, caller: Caller, delivery_id: str, instant: datetime) -> PastDelivery | None:
        """The delivery as it was at `instant`, `None` before it was created and once it was deleted.

        Raises `HistoryTooLong` if it had more than `MOST_REPLAYED` events until then.
        """
        caller.require(Scope.DELIVERIES_READ)
        if not is_id(delivery_id):
            return None
        happened = await self.reader.past(caller.account_id, delivery_id, instant, MOST_REPLAYED + 1)
        if len(happened) > MOST_REPLAYED:
            raise HistoryTooLong(MOST_REPLAYED)
        then = rebuild_delivery(caller.account_id, delivery_id, happened)
        return None if then is None or then.state is State.DELETED else PastDelivery.of(then, instant)

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
        wanted = await prepare_filter(self.reader, caller, wanted)
        return await self.reader.deliveries(caller.account_id, wanted, page, order)

    async def deliveries_beyond(
        self, caller: Caller, wanted: DeliveryFilter, skip: int, page: PageRequest
    ) -> Page[Delivery]:
        """The page that follows the `skip` newest deliveries, which are read in steps of `LARGEST_PAGE`."""
        while skip:
            passed = await self.deliveries(caller, wanted, replace(page, size=min(skip, LARGEST_PAGE)))
            if not passed.has_more:
                return Page((), has_more=False)
            page, skip = replace(page, after=Place(passed.items[-1].id)), skip - len(passed.items)
        return await self.deliveries(caller, wanted, page)

    async def count_deliveries(self, caller: Caller, wanted: DeliveryFilter) -> int | None:
        """The number of matches, `None` if there are more than `HIGHEST_COUNT` or words are too frequent."""
        caller.require(Scope.DELIVERIES_READ)
        if not may_match(wanted):
            return 0
        wanted = await prepare_filter(self.reader, caller, wanted)
        return cap_count(await self.reader.count_deliveries(caller.account_id, wanted))

    async def stops(
        self, caller: Caller, sweep_ids: Sequence[str], request: StopsRequest
    ) -> Mapping[str, Page[Stop]]:
        """The same page of the stops of each sweep in their order, those of deliveries that left it too."""
        caller.require(Scope.DELIVERIES_READ)
        return await self.reader.stops(
            caller.account_id, [name for name in sweep_ids if is_id(name)], request
        )

    async def count_states(
        self, caller: Caller, sweep_ids: Sequence[str]
    ) -> Mapping[str, Sequence[StateCount]]:
        """The number of stops of each sweep by state, in the order of `State`, without zeros."""
        caller.require(Scope.DELIVERIES_READ)
        found = await self.reader.count_states(caller.account_id, [name for name in sweep_ids if is_id(name)])
        ranks = list(State)
        return {
            name: sorted(counts, key=lambda each: ranks.index(each.state)) for name, counts in found.items()
        }

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

    async def locale(self, caller: Caller) -> Locale:
        """The account's present time zone and country, without which a caller cannot read its values."""
        return (await self.reader.settings(caller.account_id)).locale

    async def tokens(self, caller: Caller, page: PageRequest) -> Page[ApiToken]:
        """The account's API tokens, revoked and expired ones too, oldest first."""
        caller.require(Scope.ADMIN)
        if not is_valid_page(page):
            return Page((), has_more=False)
        return await self.reader.tokens(caller.account_id, page)

    async def usage(self, caller: Caller, days: Days = ALL_DAYS) -> Sequence[CallUsage]:
        """The `MOST_USED_CALLS` calls used last by all of the account's tokens, or by the caller's own.

        All are shown to a caller with the scope `ADMIN`.
        """
        everybody = Scope.ADMIN in caller.identity.scopes
        token_id = None if everybody else caller.identity.token_id
        return await self.reader.usage(caller.account_id, token_id, days, MOST_USED_CALLS)

    async def count_tokens(self, caller: Caller) -> int | None:
        """The number of these tokens, `None` if there are more than `HIGHEST_COUNT`."""
        caller.require(Scope.ADMIN)
        return cap_count(await self.reader.count_tokens(caller.account_id))


async def prepare_filter(reader: Reader, caller: Caller, wanted: DeliveryFilter) -> DeliveryFilter:
    """The filter with its texts as they are stored, a zip code in the form of the account's country."""
    plain = normalize_filter(wanted)
    if plain.zip is None:
        return plain
    settings = await reader.settings(caller.account_id)
    return replace(plain, zip=show_code(settings.country, plain.zip.strip()))


def cap_count(count: int) -> int | None:
    return count if count <= HIGHEST_COUNT else None
