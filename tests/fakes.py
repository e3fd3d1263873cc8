"""The ports in memory, for use-case tests; what a command raises undoes what it did."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from itertools import count
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.model.access import Account, ApiToken, Grant
from domain.model.caller import Caller, Door, Identity, Scope
from domain.model.change import Change
from domain.model.delivery import Delivery, State
from domain.model.event import Event
from domain.model.location import Finding, Location
from domain.model.occurrence import Occurrence
from domain.model.page import DeliveryFilter, Page, PageRequest, SweepFilter
from domain.model.settings import Settings
from domain.model.sweep import Sweep, SweepState
from domain.model.zones import ZipRange
from domain.rules.history import delivery_event, settings_event, sweep_event
from domain.rules.identifiers import is_id
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.live import Live
from domain.usecases.queries import Queries
from domain.usecases.sweeps import SweepCommands
from tests.fake_keys import InMemoryIdempotencyKeys, KeptKeys
from tests.fake_pages import page_of

T = TypeVar("T")
EVERYWHERE = (ZipRange("0", "9999"),)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def open_settings() -> Settings:
    """Settings that refuse nothing: every day, everywhere, any window, no notice."""
    return Settings(
        time_zone=COPENHAGEN,
        country="DK",
        address="Gurugram, Haryana, India",
        pickup_deadline=time(2, 5),
        delivery_window_start=time(4, 20),
        delivery_window_end=time(4, 20),
        pickup_zones=EVERYWHERE,
        delivery_zones=EVERYWHERE,
        dropshipping=True,
        departments=("Catering", "Bakery"),
        notice=None,
    )


def caller(*scopes: Scope, account_id: str = "account", door: Door = Door.GRAPHQL) -> Caller:
    """A caller with these scopes, with every scope where none is named."""
    granted = frozenset(scopes or Scope)
    return Caller(Identity(account_id, "tester", granted, COPENHAGEN, "DK"), door, "request-1")


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
class CountingSecrets:
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def token(self) -> str:
        return f"dg_live_{next(self.numbers)}"


@dataclass
class InMemoryAddressRegister:
    """Knows the findings it was given, by address line; of any other address nothing."""

    known: dict[str, Finding] = field(default_factory=dict)

    async def find(self, country: str, locations: Sequence[Location]) -> Sequence[Finding]:
        assert country
        return [self.known.get(each.one_line, Finding(each.one_line.casefold())) for each in locations]


@dataclass
class Store:
    """Everything kept, of all accounts."""

    settings: dict[str, Settings] = field(default_factory=lambda: {"account": open_settings()})
    deliveries: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    sweeps: dict[tuple[str, str], Sweep] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    keys: KeptKeys = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, ApiToken] = field(default_factory=dict)


@dataclass
class InMemoryDeliveries:
    store: Store
    account_id: str

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Delivery]:
        assert all(map(is_id, ids))
        kept = self.store.deliveries
        found = [kept[self.account_id, each] for each in ids if (self.account_id, each) in kept]
        return {each.id: each for each in found if each.state is not State.DELETED}

    async def lock_sweep(self, sweep_id: str) -> Sequence[Delivery]:
        assert is_id(sweep_id)
        return [each for each in self.store.deliveries.values() if self._on(each, sweep_id)]

    async def states_on(self, sweep_id: str) -> Sequence[State]:
        return [each.state for each in await self.lock_sweep(sweep_id)]

    async def save(self, changes: Sequence[Change[Delivery]]) -> None:
        for change in changes:
            self.store.deliveries[self.account_id, change.after.id] = change.after
            self.store.events.append(delivery_event(change))

    async def look_up(self, ids: Sequence[str]) -> Sequence[Delivery]:
        return [self.store.deliveries[self.account_id, each] for each in ids]

    def _on(self, delivery: Delivery, sweep_id: str) -> bool:
        return delivery.account_id == self.account_id and delivery.sweep_id == sweep_id


@dataclass
class InMemorySweeps:
    store: Store
    account_id: str

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Sweep]:
        assert all(map(is_id, ids))
        kept = self.store.sweeps
        return {each: kept[self.account_id, each] for each in ids if (self.account_id, each) in kept}

    async def save(self, changes: Sequence[Change[Sweep]]) -> None:
        for change in changes:
            self.store.sweeps[self.account_id, change.after.id] = change.after
            self.store.events.append(sweep_event(change))

    async def look_up(self, ids: Sequence[str]) -> Sequence[Sweep]:
        return [self.store.sweeps[self.account_id, each] for each in ids]


@dataclass
class InMemorySettings:
    store: Store
    account_id: str

    async def load(self) -> Settings:
        return self.store.settings[self.account_id]

    async def save(self, change: Change[Settings]) -> None:
        self.store.settings[self.account_id] = change.after
        self.store.events.append(settings_event(self.account_id, change))


@dataclass
class InMemoryBooks:
    keys: InMemoryIdempotencyKeys
    deliveries: InMemoryDeliveries
    sweeps: InMemorySweeps
    settings: InMemorySettings
    addresses: InMemoryAddressRegister


@dataclass
class InMemoryLedger:
    """One command at a time; a command that raises leaves everything as it was."""

    store: Store
    addresses: InMemoryAddressRegister

    async def run(self, caller: Caller, at: datetime, work: Callable[[InMemoryBooks], Awaitable[T]]) -> T:
        assert at.tzinfo is not None
        before = deepcopy(vars(self.store))
        account = caller.account_id
        books = InMemoryBooks(
            InMemoryIdempotencyKeys(self.store.keys, account),
            InMemoryDeliveries(self.store, account),
            InMemorySweeps(self.store, account),
            InMemorySettings(self.store, account),
            self.addresses,
        )
        try:
            return await work(books)
        except BaseException:
            vars(self.store).update(before)
            raise


@dataclass
class InMemoryReader:
    store: Store

    async def delivery(self, account_id: str, delivery_id: str) -> Delivery | None:
        found = self.store.deliveries.get((account_id, delivery_id))
        return None if found is None or found.state is State.DELETED else found

    async def deliveries(self, account_id: str, wanted: DeliveryFilter, page: PageRequest) -> Page[Delivery]:
        states = wanted.states or set(State) - {State.DELETED}
        found = [
            each
            for each in self.store.deliveries.values()
            if each.account_id == account_id
            and each.state in states
            and wanted.reference in (None, each.booking.reference)
            and wanted.sweep_id in (None, each.sweep_id)
            and (wanted.first_date is None or wanted.first_date <= each.booking.delivery_date)
            and (wanted.last_date is None or each.booking.delivery_date <= wanted.last_date)
        ]
        return page_of(found, page)

    async def on_sweeps(self, account_id: str, sweep_ids: Sequence[str]) -> Mapping[str, Sequence[Delivery]]:
        mine = [each for each in self.store.deliveries.values() if each.account_id == account_id]
        mine.sort(key=lambda each: each.position or 0)
        return {sweep_id: [each for each in mine if each.sweep_id == sweep_id] for sweep_id in sweep_ids}

    async def sweeps(self, account_id: str, wanted: SweepFilter, page: PageRequest) -> Page[Sweep]:
        states = wanted.states or set(SweepState) - {SweepState.CANCELED}
        found = [
            each
            for each in self.store.sweeps.values()
            if each.account_id == account_id and each.state in states and wanted.day in (None, each.day)
        ]
        return page_of(found, page)

    async def sweeps_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, Sweep]:
        kept = self.store.sweeps
        return {each: kept[account_id, each] for each in ids if (account_id, each) in kept}

    async def settings(self, account_id: str) -> Settings:
        return self.store.settings[account_id]


@dataclass
class InMemoryAccounts:
    """`asked` counts how often somebody was looked up."""

    store: Store
    asked: int = 0

    async def add(self, account: Account, settings: Settings) -> None:
        self.store.accounts[account.id] = account
        self.store.settings[account.id] = settings

    async def all(self) -> Sequence[Account]:
        return list(self.store.accounts.values())

    async def add_token(self, token: ApiToken) -> None:
        self.store.tokens[token.hash] = token

    async def tokens(self, account_id: str) -> Sequence[ApiToken]:
        return [each for each in self.store.tokens.values() if each.account_id == account_id]

    async def revoke_token(self, account_id: str, token_id: str, at: datetime) -> bool:
        for token in await self.tokens(account_id):
            if token.id == token_id and token.revoked_at is None:
                self.store.tokens[token.hash] = replace(token, revoked_at=at)
                return True
        return False

    async def identify(self, token_hash: str, at: datetime) -> Identity | None:
        self.asked += 1
        token = self.store.tokens.get(token_hash)
        if token is None or token.revoked_at or (token.expires_at and token.expires_at <= at):
            return None
        settings = self.store.settings[token.account_id]
        return Identity(
            account_id=token.account_id,
            actor=token.name,
            scopes=token.scopes,
            time_zone=settings.time_zone,
            country=settings.country,
            token_id=token.id,
            expires_at=token.expires_at,
        )

    async def identify_client(self, account_id: str, token_id: str, at: datetime) -> Identity | None:
        for token in await self.tokens(account_id):
            if token.id == token_id:
                return await self.identify(token.hash, at)
        return None


@dataclass
class InMemoryFeed:
    """Tells each account what it is given, batch by batch, and ends."""

    batches: dict[str, list[Sequence[Occurrence]]] = field(default_factory=dict)

    async def follow(self, account_id: str, after: int | None) -> AsyncGenerator[Sequence[Occurrence], None]:
        for batch in self.batches.get(account_id, []):
            yield [each for each in batch if each.number > (after or 0)]


@dataclass
class InMemoryAccessTokens:
    """Knows what it issued, and nothing else."""

    issued: dict[str, Grant] = field(default_factory=dict)

    async def issue(self, grant: Grant) -> str:
        text = f"access-token-{len(self.issued) + 1}"
        self.issued[text] = grant
        return text

    async def read(self, text: str, at: datetime) -> Grant | None:
        grant = self.issued.get(text)
        return grant if grant and at < grant.expires_at else None

    async def published(self, at: datetime) -> Mapping[str, object]:
        return {"keys": [], "at": at}


@dataclass
class World:
    """All fakes together, and the use-cases over them."""

    store: Store = field(default_factory=Store)
    clock: FixedClock = field(default_factory=FixedClock)
    addresses: InMemoryAddressRegister = field(default_factory=InMemoryAddressRegister)
    ids: CountingIds = field(default_factory=CountingIds)
    feed: InMemoryFeed = field(default_factory=InMemoryFeed)

    def __post_init__(self) -> None:
        ledger = InMemoryLedger(self.store, self.addresses)
        accounts = self.accounts = InMemoryAccounts(self.store)
        self.usecases = UseCases(
            Access(accounts, self.clock, InMemoryAccessTokens()),
            Administration(accounts, ledger, self.clock, self.ids, CountingSecrets()),
            DeliveryCommands(ledger, self.clock, self.ids),
            Queries(InMemoryReader(self.store)),
            SweepCommands(ledger, self.clock, self.ids),
            Live(self.feed, self.clock),
        )
