"""The ports in memory, for use-case tests; what a command raises undoes what it did."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

from api.system.token_cache import ProcessTokenCache
from domain.model.auth import Account, ApiToken, Caller, Channel, Identity, Scope
from domain.model.call_usage import CallUsage
from domain.model.delivery import Delivery, State
from domain.model.events import Change, Event, FeedEvent, HistoryEntry
from domain.model.location import AddressMatch, Location
from domain.model.settings import Settings
from domain.model.sweep import Sweep
from domain.model.time_of_day import TimeOfDay
from domain.model.zones import ZipRange
from domain.ports import Pace
from domain.rules.history import delivery_event, settings_event, sweep_event
from domain.rules.identifiers import is_id
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.queries import Queries
from domain.usecases.rehearsals import Rehearsals
from domain.usecases.settings import SettingsCommands
from domain.usecases.subscriptions import Subscriptions
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands
from domain.usecases.views import Views
from tests.fake_accounts import InMemoryAccessTokens, InMemoryAccounts, InMemoryTokens, InMemoryUsage
from tests.fake_keys import InMemoryIdempotencyKeys, KeptKeys
from tests.fake_reader import InMemoryReader, InMemoryViewReader

T = TypeVar("T")
MADE_AT = datetime(2018, 1, 1, tzinfo=UTC)
EVERYWHERE = (ZipRange("0", "9999"),)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def open_settings() -> Settings:
    """Settings that refuse nothing: every day, everywhere, any window, no notice."""
    return Settings(
        time_zone=COPENHAGEN,
        country="DK",
        address="Gurugram, Haryana, India",
        pickup_deadline=TimeOfDay.at(2, 5),
        delivery_window_start=TimeOfDay.at(4, 20),
        delivery_window_end=TimeOfDay.at(4, 20),
        pickup_zones=EVERYWHERE,
        delivery_zones=EVERYWHERE,
        dropshipping=True,
        departments=("Catering", "Bakery"),
        notice=None,
    )


def caller(*scopes: Scope, account_id: str = "account", channel: Channel = Channel.GRAPHQL) -> Caller:
    """A caller with these scopes, with every scope where none is named."""
    granted = frozenset(scopes or Scope)
    return Caller(Identity(account_id, "tester", granted), channel, "request-1")


@dataclass
class FixedClock:
    instant: datetime = datetime(2018, 3, 28, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


@dataclass
class CountingIds:
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def take(self, amount: int) -> Sequence[str]:
        return [f"{next(self.numbers):024x}" for _ in range(amount)]


@dataclass
class CountingSlices:
    """Slices of one item each."""

    pauses: int = 0

    def begin(self) -> Pace:
        return self

    async def pause(self) -> bool:
        self.pauses += 1
        return True


@dataclass
class CountingSecrets:
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def token(self) -> str:
        return f"dg_live_{next(self.numbers)}"


@dataclass
class InMemoryAddressRegister:
    """Knows the findings it was given, by address line; of any other address nothing."""

    known: dict[str, AddressMatch] = field(default_factory=dict)

    async def find(self, country: str, locations: Sequence[Location]) -> Sequence[AddressMatch]:
        assert country
        return [self.known.get(each.one_line, AddressMatch(each.one_line.casefold())) for each in locations]


@dataclass
class Records:
    """Everything stored, of all accounts."""

    settings: dict[str, Settings] = field(default_factory=lambda: {"account": open_settings()})
    deliveries: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    sweeps: dict[tuple[str, str], Sweep] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    entries: dict[str, list[tuple[str, HistoryEntry]]] = field(default_factory=dict)
    keys: KeptKeys = field(default_factory=dict)
    accounts: dict[str, Account] = field(
        default_factory=lambda: {"account": Account("account", "Account", MADE_AT)}
    )
    tokens: dict[str, ApiToken] = field(default_factory=dict)
    usage: list[tuple[str, CallUsage]] = field(default_factory=list)


@dataclass
class InMemoryDeliveries:
    records: Records
    account_id: str

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Delivery]:
        assert all(map(is_id, ids))
        kept = self.records.deliveries
        found = [kept[self.account_id, each] for each in ids if (self.account_id, each) in kept]
        return {each.id: each for each in found if each.state is not State.DELETED}

    async def lock_sweep(self, sweep_id: str) -> Sequence[Delivery]:
        assert is_id(sweep_id)
        return [each for each in self.records.deliveries.values() if self._on(each, sweep_id)]

    async def states_on(self, sweep_id: str) -> Sequence[State]:
        return [each.state for each in await self.lock_sweep(sweep_id)]

    async def save(self, changes: Sequence[Change[Delivery]]) -> None:
        for change in changes:
            self.records.deliveries[self.account_id, change.after.id] = change.after
            self.records.events.append(delivery_event(change))

    async def find_ids(self, ids: Sequence[str]) -> Collection[str]:
        return (await self.lock(ids)).keys()

    async def look_up(self, ids: Sequence[str]) -> Sequence[Delivery]:
        return [self.records.deliveries[self.account_id, each] for each in ids]

    def _on(self, delivery: Delivery, sweep_id: str) -> bool:
        return delivery.account_id == self.account_id and delivery.sweep_id == sweep_id


@dataclass
class InMemorySweeps:
    records: Records
    account_id: str

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Sweep]:
        assert all(map(is_id, ids))
        kept = self.records.sweeps
        return {each: kept[self.account_id, each] for each in ids if (self.account_id, each) in kept}

    async def save(self, changes: Sequence[Change[Sweep]]) -> None:
        for change in changes:
            self.records.sweeps[self.account_id, change.after.id] = change.after
            self.records.events.append(sweep_event(change))

    async def look_up(self, ids: Sequence[str]) -> Sequence[Sweep]:
        return [self.records.sweeps[self.account_id, each] for each in ids]


@dataclass
class InMemorySettings:
    records: Records
    account_id: str

    async def load(self) -> Settings:
        return self.records.settings[self.account_id]

    async def lock(self) -> Settings:
        return await self.load()

    async def save(self, change: Change[Settings]) -> None:
        self.records.settings[self.account_id] = change.after
        self.records.events.append(settings_event(self.account_id, change))


@dataclass
class InMemoryUnitOfWork:
    keys: InMemoryIdempotencyKeys
    deliveries: InMemoryDeliveries
    sweeps: InMemorySweeps
    settings: InMemorySettings
    tokens: InMemoryTokens
    addresses: InMemoryAddressRegister


@dataclass
class InMemoryLedger:
    """One command at a time; a command that raises leaves everything as it was."""

    records: Records
    addresses: InMemoryAddressRegister

    async def run(
        self,
        caller: Caller,
        at: datetime,
        work: Callable[[InMemoryUnitOfWork], Awaitable[T]],
        key: str | None = None,  # noqa: ARG002 - nobody waits here
    ) -> T:
        assert at.tzinfo is not None
        before = deepcopy(vars(self.records))
        account = caller.account_id
        unit = InMemoryUnitOfWork(
            InMemoryIdempotencyKeys(self.records.keys, account),
            InMemoryDeliveries(self.records, account),
            InMemorySweeps(self.records, account),
            InMemorySettings(self.records, account),
            InMemoryTokens(self.records, account),
            self.addresses,
        )
        try:
            answer = await work(unit)
        except BaseException:
            vars(self.records).update(before)
            raise
        self._store_events(caller, at, self.records.events[len(before["events"]) :])
        return answer

    def _store_events(self, caller: Caller, at: datetime, events: Sequence[Event]) -> None:
        """Store events with their actor and time, under the next numbers of the account."""
        kept = self.records.entries.setdefault(caller.account_id, [])
        for number, event in enumerate(events, len(kept) + 1):
            entry = HistoryEntry(
                number,
                at,
                caller.identity.actor,
                caller.channel,
                caller.request_id,
                event.type,
                event.changes,
            )
            kept.append((event.subject_id, entry))


@dataclass
class InMemoryFeed:
    """Sends each account its batches, one by one, and ends."""

    batches: dict[str, list[Sequence[FeedEvent]]] = field(default_factory=dict)

    async def follow(self, account_id: str, after: int | None) -> AsyncGenerator[Sequence[FeedEvent], None]:
        for batch in self.batches.get(account_id, []):
            yield [each for each in batch if each.number > (after or 0)]


@dataclass
class World:
    """All fakes together, and the use-cases over them."""

    records: Records = field(default_factory=Records)
    clock: FixedClock = field(default_factory=FixedClock)
    addresses: InMemoryAddressRegister = field(default_factory=InMemoryAddressRegister)
    ids: CountingIds = field(default_factory=CountingIds)
    feed: InMemoryFeed = field(default_factory=InMemoryFeed)
    slices: CountingSlices = field(default_factory=CountingSlices)
    usage: InMemoryUsage = field(default_factory=InMemoryUsage)

    def __post_init__(self) -> None:
        ledger, secrets = InMemoryLedger(self.records, self.addresses), CountingSecrets()
        accounts = self.accounts = InMemoryAccounts(self.records)
        self.usecases = UseCases(
            Access(accounts, self.clock, InMemoryAccessTokens(), ProcessTokenCache()),
            Administration(accounts, ledger, self.clock, self.ids, secrets),
            Rehearsals(InMemoryReader(self.records), self.addresses, self.clock, self.slices),
            DeliveryCommands(ledger, self.clock, self.ids, self.slices),
            Queries(InMemoryReader(self.records)),
            SettingsCommands(ledger, self.clock, self.ids),
            SweepCommands(ledger, self.clock, self.ids, self.slices),
            Subscriptions(self.feed, self.clock, InMemoryReader(self.records)),
            TokenCommands(accounts, ledger, self.clock, self.ids, secrets),
            Views(InMemoryViewReader(InMemoryReader(self.records)), InMemoryReader(self.records)),
            self.slices,
            self.usage,
        )
