from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.errors import MissingScope


class Scope(StrEnum):
    """What a token may be used for."""

    DELIVERIES_READ = "deliveries:read"
    DELIVERIES_WRITE = "deliveries:write"
    SETTINGS_READ = "settings:read"
    SETTINGS_WRITE = "settings:write"
    SWEEPS_WRITE = "sweeps:write"
    ADMIN = "admin"


class Channel(StrEnum):
    """The channel a request came in by; every event has it."""

    GRAPHQL = "graphql"
    REST = "rest"
    CLI = "cli"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a token stands for: an account, its country and time zone, and some scopes.

    `actor` is the API token's name; `token_id` is empty for the operator, who needs no token.
    """

    account_id: str
    actor: str
    scopes: frozenset[Scope]
    time_zone: ZoneInfo
    country: str
    token_id: str = ""
    expires_at: datetime | None = None

    def narrow(self, scopes: frozenset[Scope], until: datetime) -> "Identity":
        """The identity with no other scopes than `scopes`, and for no longer than `until`."""
        return replace(self, scopes=self.scopes & scopes, expires_at=self.end_before(until))

    def end_before(self, until: datetime) -> datetime:
        """The earlier of `until` and the expiry of the token."""
        return min(until, self.expires_at or until)


@dataclass(frozen=True, slots=True)
class Caller:
    """An identity and its request: every use-case is called by one."""

    identity: Identity
    channel: Channel
    request_id: str

    @property
    def account_id(self) -> str:
        return self.identity.account_id

    def require(self, scope: Scope) -> None:
        """Raises `MissingScope` if the caller does not have `scope`."""
        if scope not in self.identity.scopes:
            raise MissingScope(scope)
