from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.model.caller import Identity, Scope

# A subscription asks every two seconds who its caller is, and a revocation has to act within five.
IDENTITY_LIFETIME: Final = timedelta(seconds=3)


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
    while the demo is served.
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
