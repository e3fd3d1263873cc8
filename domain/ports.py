"""What the use-cases need from outside, in terms of the trade; `persistence` and `api` implement it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from domain.model.auth import Account, ApiToken, Caller, Grant, Identity
from domain.model.delivery import Delivery, State
from domain.model.events import Change, FeedEvent
from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.model.location import AddressMatch, Location
from domain.model.settings import Settings
from domain.model.sweep import Sweep

T = TypeVar("T")
LoadIdentity = Callable[[], Awaitable[Identity | None]]


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class Ids(Protocol):
    def take(self, count: int) -> Sequence[str]:
        """That many new ids of 24 hex digits, ascending."""


class Pace(Protocol):
    """Divides long work into slices, between which others are served."""

    async def pause(self) -> bool:
        """Serve others if the slice is over, and return whether it was; cheap enough for every item."""


class Slices(Protocol):
    """The slices of all requests, which are run one after the other."""

    def begin(self) -> Pace:
        """The pace of one request; its first slice begins at once."""


class Secrets(Protocol):
    def token(self) -> str:
        """A new API token of 256 random bits."""


class Deliveries(Protocol):
    """An account's deliveries inside one command."""

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Delivery]:
        """Those of the account's deliveries that exist and are not deleted, locked in id order."""

    async def lock_sweep(self, sweep_id: str) -> Sequence[Delivery]:
        """The deliveries on a sweep, locked in id order."""

    async def states_on(self, sweep_id: str) -> Sequence[State]:
        """The states of all deliveries on a sweep."""

    async def find_ids(self, ids: Sequence[str]) -> Collection[str]:
        """Those of the ids that name deliveries of the account that are not deleted; nothing is locked."""

    async def look_up(self, ids: Sequence[str]) -> Sequence[Delivery]:
        """Those of the account's deliveries in the order of their ids, deleted ones too, not locked."""

    async def save(self, changes: Sequence[Change[Delivery]]) -> None:
        """Insert the new, overwrite the changed, and store one event for each."""


class Sweeps(Protocol):
    """An account's sweeps inside one command."""

    async def lock(self, ids: Sequence[str]) -> Mapping[str, Sweep]:
        """Those of the account's sweeps that exist, canceled ones too, locked in id order."""

    async def look_up(self, ids: Sequence[str]) -> Sequence[Sweep]:
        """Those of the account's sweeps in the order of their ids, canceled ones too, not locked."""

    async def save(self, changes: Sequence[Change[Sweep]]) -> None:
        """Insert the new, overwrite the changed, and store one event for each."""


class AccountSettings(Protocol):
    """An account's settings inside one command."""

    async def load(self) -> Settings: ...

    async def lock(self) -> Settings:
        """The settings, locked against changes by other commands."""

    async def save(self, change: Change[Settings]) -> None:
        """Overwrite the settings and store an event."""


class Tokens(Protocol):
    """An account's API tokens inside one command."""

    async def lock(self, at: datetime) -> Mapping[str, ApiToken]:
        """Those neither revoked nor expired, by id, while no other command makes or ends any."""

    async def look_up(self, ids: Sequence[str]) -> Sequence[ApiToken]:
        """Those of the account's tokens that exist, revoked ones too, in the order of their ids."""

    async def save(self, changes: Sequence[Change[ApiToken]]) -> None:
        """Insert the new, end the revoked, and store one event for each."""


class AddressRegister(Protocol):
    async def find(self, country: str, locations: Sequence[Location]) -> Sequence[AddressMatch]:
        """One match for each location, in the same order."""


class IdempotencyKeys(Protocol):
    """An account's idempotency keys inside one command; a command that is undone has no claim."""

    async def claim(self, claim: IdempotencyClaim) -> IdempotencyRecord | None:
        """Take the key before anything else is locked, or return the record of the last 24 hours.

        Waits at most 2 seconds for a command in flight under the same key; then raises `Refused`.
        """

    async def settle(self, key: str, ids: Sequence[str]) -> None:
        """Store the ids of what the command answers."""


class UnitOfWork(Protocol):
    """Everything that one command reads and writes, in one transaction."""

    @property
    def keys(self) -> IdempotencyKeys: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def sweeps(self) -> Sweeps: ...
    @property
    def settings(self) -> AccountSettings: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def addresses(self) -> AddressRegister: ...


class Ledger(Protocol):
    async def run(
        self, caller: Caller, at: datetime, work: Callable[[UnitOfWork], Awaitable[T]], key: str | None = None
    ) -> T:
        """Run `work` in one transaction of the caller's account and store its events with it.

        With `key`, the call may wait for other commands under the same key.

        After a deadlock, a serialisation failure or a lost connection, `work` may run again from the start,
        so it decides from its unit of work and arguments alone. An exception of `work` undoes everything.
        """


class Feed(Protocol):
    def follow(self, account_id: str, after: int | None) -> AsyncGenerator[Sequence[FeedEvent], None]:
        """The events of an account from now on, or after the event of that number, in order.

        No event is left out or repeated. Every few seconds without events, there is an empty sequence.
        Raises `CannotResume` and `Unavailable`.
        """


class Accounts(Protocol):
    """The accounts and their tokens, for the operator and for authentication."""

    async def add(self, account: Account, settings: Settings) -> None: ...

    async def all(self) -> Sequence[Account]: ...

    async def one(self, account_id: str) -> Account: ...

    async def add_token(self, token: ApiToken) -> None:
        """For the demo alone: no rule is applied and no event is stored."""

    async def tokens(self, account_id: str) -> Sequence[ApiToken]: ...

    async def tokens_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, ApiToken]:
        """Those of the account's tokens that exist, revoked ones too."""

    async def identify(self, token_hash: str, at: datetime) -> Identity | None:
        """The identity of a token, `None` if it is unknown, expired or revoked.

        A token of the demo has no identity while the demo is not served.
        """

    async def identify_client(self, account_id: str, token_id: str, at: datetime) -> Identity | None:
        """The same by the token's id, for a client that proves in another way to act for it."""


class UsageCounter(Protocol):
    def count(self, caller: Caller, call: str) -> None:
        """Count a call; it is stored later, and lost in a failure. `call` is a name of the gateway's own."""


class AccessTokens(Protocol):
    """Short-lived signed tokens; each carries its grant."""

    async def issue(self, grant: Grant) -> str: ...

    async def read(self, text: str, at: datetime) -> Grant | None:
        """The grant of a token, `None` if the token is malformed, signed with another key, or expired."""

    async def public_keys(self, at: datetime) -> Mapping[str, object]:
        """The public keys that verify access tokens, as a JSON Web Key Set."""


class TokenCache(Protocol):
    """The identities that tokens were found to stand for, by the token's hash."""

    async def get_or_load(self, token_hash: str, now: datetime, load: LoadIdentity) -> Identity | None:
        """The cached identity while `CachedIdentity.is_fresh`, else what `load` finds; raises what it raises.

        Calls with one hash at the same moment share one load.
        """
