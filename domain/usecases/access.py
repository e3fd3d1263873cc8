from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from domain.errors import MissingScope, NotAuthenticated
from domain.model.auth import Caller, Channel, Grant, Identity, Scope
from domain.ports import AccessTokens, Accounts, Clock, TokenCache
from domain.rules.texts import normalize_text

LIFETIME = timedelta(minutes=15)  # of an access token


@dataclass(frozen=True, slots=True)
class Access:
    """Authenticate callers by an API token, or by an access token that was granted for one."""

    accounts: Accounts
    clock: Clock
    access_tokens: AccessTokens
    token_cache: TokenCache

    async def authenticate(self, token: str | None, channel: Channel, request_id: str) -> Caller:
        """Raises `NotAuthenticated`, the same for tokens that are unknown, forged, expired and revoked."""
        if not token:
            raise NotAuthenticated(token_given=False)
        identity = await self._identity(token)
        if identity is None:
            raise NotAuthenticated(token_given=True)
        return Caller(identity, channel, request_id)

    async def grant_access_token(
        self, client_id: str, secret: str, wanted: frozenset[str]
    ) -> tuple[str, Grant]:
        """Grant an access token to a client: an API token, named by its id or name; `secret` is the token.

        The access token has the `wanted` scopes, or all scopes of the client if none is named. Raises
        `NotAuthenticated` and `MissingScope`.
        """
        now = self.clock.now()
        client = await self.accounts.identify(token_hash(secret), now)
        if client is None or normalize_text(client_id) not in (client.token_id, client.actor):
            raise NotAuthenticated(token_given=True)
        scopes, ends = _grant_scopes(client, wanted), client.end_before(now + LIFETIME)
        grant = Grant(client.account_id, client.token_id, scopes, now, ends)
        return await self.access_tokens.issue(grant), grant

    async def public_keys(self) -> Mapping[str, object]:
        """The keys that verify access tokens of this gateway, as a JSON Web Key Set."""
        return await self.access_tokens.public_keys(self.clock.now())

    async def _identity(self, token: str) -> Identity | None:
        key, now = token_hash(token), self.clock.now()
        return await self.token_cache.get_or_load(key, now, lambda: self._find_identity(token, key, now))

    async def _find_identity(self, token: str, key: str, now: datetime) -> Identity | None:
        """Every token that is refused is looked up as an API token last, so timing reveals little."""
        return await self._acting_for_client(token, now) or await self.accounts.identify(key, now)

    async def _acting_for_client(self, token: str, now: datetime) -> Identity | None:
        grant = await self.access_tokens.read(token, now)
        if grant is None:
            return None
        client = await self.accounts.identify_client(grant.account_id, grant.token_id, now)
        return client and client.narrow(grant.scopes, grant.expires_at)


def _grant_scopes(client: Identity, wanted: frozenset[str]) -> frozenset[Scope]:
    if missing := sorted(wanted - client.scopes):
        raise MissingScope(missing[0])
    return frozenset(map(Scope, wanted)) or client.scopes


def token_hash(token: str) -> str:
    """SHA-256 as 64 hex digits; a token has 256 random bits, so it needs no salt."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
