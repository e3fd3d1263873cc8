"""What reads outside of commands need; `persistence` implements it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.model.auth import ApiToken
from domain.model.call_usage import CallUsage, Days
from domain.model.delivery import Delivery, State
from domain.model.events import EventType, HistoryEntry
from domain.model.page import (
    NEWEST_FIRST,
    DeliveryFilter,
    DeliveryOrder,
    HistoryRequest,
    Page,
    PageRequest,
    StopsRequest,
    SweepFilter,
)
from domain.model.projection import Shown, View
from domain.model.settings import Settings
from domain.model.sweep import StateCount, Stop, Sweep


class Reader(Protocol):
    """Reads outside of commands; an id of another account is an id that does not exist.

    All ids have the form of ids, and all texts can be stored.
    """

    async def delivery(self, account_id: str, delivery_id: str) -> Delivery | None:
        """One delivery, `None` if it is deleted or does not exist."""

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Delivery]:
        """Those that exist and are not deleted."""

    async def deliveries(
        self, account_id: str, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
    ) -> Page[Delivery]:
        """Raises `SearchTooBroad`."""

    async def count_deliveries(self, account_id: str, wanted: DeliveryFilter) -> int:
        """The number of matches; one beyond `HIGHEST_COUNT` if there are more or words are too frequent."""

    async def stops(
        self, account_id: str, sweep_ids: Sequence[str], request: StopsRequest
    ) -> Mapping[str, Page[Stop]]:
        """The same page of the stops of each sweep in their order, those of deliveries that left it too."""

    async def count_states(
        self, account_id: str, sweep_ids: Sequence[str]
    ) -> Mapping[str, Sequence[StateCount]]:
        """The states of the stops of each sweep, each state that occurs once, in any order."""

    async def sweeps(self, account_id: str, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]: ...

    async def count_sweeps(self, account_id: str, wanted: SweepFilter) -> int:
        """The number of matches, up to the same limit."""

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Sweep]: ...

    async def histories(
        self, account_id: str, delivery_ids: Sequence[str], request: HistoryRequest
    ) -> Mapping[str, Page[HistoryEntry]]:
        """The same page of each delivery's history, newest first."""

    async def locks(
        self,
        account_id: str,
        delivery_ids: Sequence[str],
        event_types: frozenset[EventType],
        left: frozenset[State],
    ) -> Mapping[str, HistoryEntry]:
        """The last event of these types of each delivery by which it left one of these states.

        The deliveries are locked, so that few events are later.
        """

    async def past(
        self, account_id: str, delivery_id: str, until: datetime, limit: int
    ) -> Sequence[HistoryEntry]:
        """Of the first `limit` events of a delivery those until then, oldest first."""

    async def settings(self, account_id: str) -> Settings: ...

    async def tokens(self, account_id: str, page: PageRequest) -> Page[ApiToken]:
        """The account's tokens, revoked and expired ones too, oldest first."""

    async def count_tokens(self, account_id: str) -> int:
        """The number of these tokens, up to the same limit."""

    async def usage(
        self, account_id: str, token_id: str | None, days: Days, limit: int
    ) -> Sequence[CallUsage]:
        """The calls that the token used on these days, `None` for all of the account's; last used first."""


class ViewReader(Protocol):
    """The reads of `Reader` whose results are the texts of a view."""

    async def delivery(self, account_id: str, delivery_id: str, view: View) -> Shown | None:
        """One delivery, `None` if it is deleted or does not exist."""

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str], view: View) -> Mapping[str, Shown]:
        """Those that exist and are not deleted."""

    async def deliveries(
        self, account_id: str, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder, view: View
    ) -> Page[Shown]:
        """Raises `SearchTooBroad`."""

    async def sweeps(
        self, account_id: str, wanted: SweepFilter, page: PageRequest, view: View
    ) -> Page[Shown]: ...

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str], view: View) -> Mapping[str, Shown]: ...
