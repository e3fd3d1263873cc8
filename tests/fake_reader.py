from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

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
from domain.model.projection import Shown, View
from domain.model.settings import Settings
from domain.model.sweep import StateCount, Stop, Sweep, SweepState
from domain.rules.identifiers import is_id
from tests.fake_pages import has_words, page_of, page_of_stops

if TYPE_CHECKING:
    from tests.fakes import Records


@dataclass
class InMemoryReader:
    records: "Records"

    async def delivery(self, account_id: str, delivery_id: str) -> Delivery | None:
        found = self.records.deliveries.get((account_id, delivery_id))
        return None if found is None or found.state is State.DELETED else found

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Delivery]:
        assert all(map(is_id, ids))
        found = {each: await self.delivery(account_id, each) for each in ids}
        return {name: each for name, each in found.items() if each is not None}

    async def deliveries(
        self, account_id: str, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder = NEWEST_FIRST
    ) -> Page[Delivery]:
        return page_of(self._matching(account_id, wanted), page, order)

    async def count_deliveries(self, account_id: str, wanted: DeliveryFilter) -> int:
        return min(len(self._matching(account_id, wanted)), HIGHEST_COUNT + 1)

    def _matching(self, account_id: str, wanted: DeliveryFilter) -> list[Delivery]:
        states = wanted.states or set(State) - {State.DELETED}
        return [
            each
            for each in self.records.deliveries.values()
            if each.account_id == account_id
            and each.state in states
            and wanted.reference in (None, each.booking.reference)
            and wanted.sweep_id in (None, each.sweep_id)
            and wanted.zip in (None, each.booking.drop_off.zip)
            and wanted.city in (None, each.booking.drop_off.city)
            and wanted.recipient in (None, each.booking.recipient.name)
            and wanted.department in (None, each.booking.department)
            and (wanted.first_date is None or wanted.first_date <= each.booking.delivery_date)
            and (wanted.last_date is None or each.booking.delivery_date <= wanted.last_date)
            and has_words(each, wanted.text or "")
        ]

    async def stops(
        self, account_id: str, sweep_ids: Sequence[str], request: StopsRequest
    ) -> Mapping[str, Page[Stop]]:
        return {name: page_of_stops(self._stops_of(account_id, name), request) for name in sweep_ids}

    async def count_states(
        self, account_id: str, sweep_ids: Sequence[str]
    ) -> Mapping[str, Sequence[StateCount]]:
        states = {
            name: Counter(each.state for each in self._stops_of(account_id, name)) for name in sweep_ids
        }
        return {name: [StateCount(*each) for each in found.items()] for name, found in states.items()}

    def _stops_of(self, account_id: str, sweep_id: str) -> list[Stop]:
        assert is_id(sweep_id)
        mine = {name: each for (whose, name), each in self.records.deliveries.items() if whose == account_id}
        stops = [
            Stop(each.position, each.state, each)
            for each in mine.values()
            if each.sweep_id == sweep_id and each.position is not None
        ]
        for name, entry in self.records.entries.get(account_id, ()):
            position = entry.changes.get("position", (None, None))[0]
            is_left = entry.type is EventType.KEPT_FOR_REDELIVERY and entry.changes["sweep_id"][0] == sweep_id
            if is_left and isinstance(position, int):
                stops.append(Stop(position, State.NOT_RECEIVED, mine[name]))
        return sorted(stops, key=lambda each: each.position)

    async def sweeps(self, account_id: str, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        return page_of(self._rounds(account_id, wanted), page)

    async def count_sweeps(self, account_id: str, wanted: SweepFilter) -> int:
        return min(len(self._rounds(account_id, wanted)), HIGHEST_COUNT + 1)

    def _rounds(self, account_id: str, wanted: SweepFilter) -> list[Sweep]:
        states = wanted.states or set(SweepState) - {SweepState.CANCELED}
        return [
            each
            for each in self.records.sweeps.values()
            if each.account_id == account_id and each.state in states and wanted.day in (None, each.day)
        ]

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Sweep]:
        kept = self.records.sweeps
        return {each: kept[account_id, each] for each in ids if (account_id, each) in kept}

    async def histories(
        self, account_id: str, delivery_ids: Sequence[str], request: HistoryRequest
    ) -> Mapping[str, Page[HistoryEntry]]:
        pages = {}
        for delivery_id in delivery_ids:
            entries = self._entries_of(account_id, delivery_id)[::-1]
            rest = [each for each in entries if request.after is None or each.number < request.after]
            pages[delivery_id] = Page(rest[: request.size], len(rest) > request.size)
        return pages

    async def locks(
        self,
        account_id: str,
        delivery_ids: Sequence[str],
        event_types: frozenset[EventType],
        left: frozenset[State],
    ) -> Mapping[str, HistoryEntry]:
        return {
            name: each
            for name in delivery_ids
            for each in self._entries_of(account_id, name)
            if each.type in event_types and each.changes["state"][0] in left
        }

    async def past(
        self, account_id: str, delivery_id: str, until: datetime, limit: int
    ) -> Sequence[HistoryEntry]:
        return [each for each in self._entries_of(account_id, delivery_id)[:limit] if each.at <= until]

    def _entries_of(self, account_id: str, delivery_id: str) -> list[HistoryEntry]:
        assert is_id(delivery_id)
        return [entry for name, entry in self.records.entries.get(account_id, ()) if name == delivery_id]

    async def settings(self, account_id: str) -> Settings:
        return self.records.settings[account_id]

    async def tokens(self, account_id: str, page: PageRequest) -> Page[ApiToken]:
        return page_of(self._tokens_of(account_id), page, DeliveryOrder.CREATED_ASC)

    async def count_tokens(self, account_id: str) -> int:
        return min(len(self._tokens_of(account_id)), HIGHEST_COUNT + 1)

    async def usage(
        self, account_id: str, token_id: str | None, days: Days, limit: int
    ) -> Sequence[CallUsage]:
        mine = (each for account, each in self.records.usage if account == account_id)
        return [
            each
            for each in mine
            if token_id in (None, each.token_id)
            and (days.first or date.min) <= each.last_used_at.date() <= (days.last or date.max)
        ][:limit]

    def _tokens_of(self, account_id: str) -> list[ApiToken]:
        return [each for each in self.records.tokens.values() if each.account_id == account_id]


@dataclass
class InMemoryViewReader:
    """Shows each object as its state, whatever the view."""

    reader: InMemoryReader

    async def delivery(self, account_id: str, delivery_id: str, _view: View) -> Shown | None:
        found = await self.reader.delivery(account_id, delivery_id)
        return None if found is None else _show_delivery(found)

    async def deliveries_by_id(self, account_id: str, ids: Sequence[str], _view: View) -> Mapping[str, Shown]:
        found = await self.reader.deliveries_by_id(account_id, ids)
        return {name: _show_delivery(each) for name, each in found.items()}

    async def deliveries(
        self, account_id: str, wanted: DeliveryFilter, page: PageRequest, order: DeliveryOrder, _view: View
    ) -> Page[Shown]:
        found = await self.reader.deliveries(account_id, wanted, page, order)
        return Page(list(map(_show_delivery, found.items)), found.has_more)

    async def sweeps(
        self, account_id: str, wanted: SweepFilter, page: PageRequest, _view: View
    ) -> Page[Shown]:
        found = await self.reader.sweeps(account_id, wanted, page)
        return Page(list(map(_show_sweep, found.items)), found.has_more)

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str], _view: View) -> Mapping[str, Shown]:
        found = await self.reader.sweeps_by_id(account_id, ids)
        return {name: _show_sweep(each) for name, each in found.items()}


def _show_delivery(delivery: Delivery) -> Shown:
    return Shown(delivery.id, [delivery.state])


def _show_sweep(sweep: Sweep) -> Shown:
    return Shown(sweep.id, [sweep.state])
