from dataclasses import dataclass
from hashlib import sha256

from domain.errors import NotAuthenticated
from domain.model.caller import Caller, Door
from domain.ports import Accounts, Clock


@dataclass(frozen=True, slots=True)
class Access:
    """Find out who is calling."""

    accounts: Accounts
    clock: Clock

    async def caller(self, token: str | None, door: Door, request_id: str) -> Caller:
        """Raises `NotAuthenticated`, alike for tokens that are unknown, expired and revoked."""
        if not token:
            raise NotAuthenticated(token_given=False)
        identity = await self.accounts.identify(token_hash(token), self.clock.now())
        if identity is None:
            raise NotAuthenticated(token_given=True)
        return Caller(identity, door, request_id)


def token_hash(token: str) -> str:
    """SHA-256 as 64 hex digits; a token has 256 random bits, so it needs no salt."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
