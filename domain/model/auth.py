"""Accounts, their tokens, and callers with scopes and channels."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

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
    """What a token stands for: an account and some scopes.

    `actor` is the API token's name; `token_id` is empty for the operator, who needs no token.
    """

    account_id: str
    actor: str
    scopes: frozenset[Scope]
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


# A subscription asks every two seconds who its caller is, and a revocation has to act within five.
IDENTITY_LIFETIME: Final = timedelta(seconds=3)
USE_INTERVAL: Final = timedelta(minutes=1)
"""The last use of a token is recorded no more often."""
LAST_USE_PRECISION: Final = USE_INTERVAL + IDENTITY_LIFETIME


@dataclass(frozen=True, slots=True)
class Account:
    """A merchant; everything else belongs to exactly one."""

    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """The record of a token, with the SHA-256 of the token as 64 hex digits, never the token itself.

    `made_by` is the id of the token that made it, `None` if the operator did. A `demo` token is good only
    while the demo is served. The token may have been used for `LAST_USE_PRECISION` after `last_used_at`.
    """

    id: str
    account_id: str
    name: str
    hash: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    made_by: str | None = None
    demo: bool = False
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """The contents of an access token: the API token it acts for, its scopes and its period of validity."""

    account_id: str
    token_id: str
    scopes: frozenset[Scope]
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CachedIdentity:
    """The identity a token stood for at an instant, `None` if the token was not good."""

    identity: Identity | None
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Whether it may be used still: not past the token's expiry, and not where the clock was set back."""
        ends = self.at + IDENTITY_LIFETIME
        return self.at <= now < (self.identity.end_before(ends) if self.identity else ends)
