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
    """Where a request came in; every event says so."""

    GRAPHQL = "graphql"
    REST = "rest"
    CLI = "cli"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a token stands for: one account, in its country and time zone, with some scopes.

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
        """The same with no other scopes than `scopes`, and for no longer than `until`."""
        return replace(self, scopes=self.scopes & scopes, expires_at=self.end_before(until))

    def end_before(self, until: datetime) -> datetime:
        """`until`, or the end of the token where that comes first."""
        return min(until, self.expires_at or until)


@dataclass(frozen=True, slots=True)
class Caller:
    """An identity at a door: what every use-case is called by."""

    identity: Identity
    channel: Channel
    request_id: str

    @property
    def account_id(self) -> str:
        return self.identity.account_id

    def require(self, scope: Scope) -> None:
        """Let pass who holds `scope`; raises `MissingScope`."""
        if scope not in self.identity.scopes:
            raise MissingScope(scope)
