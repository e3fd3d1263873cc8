from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Refused
from domain.model.access import Account, ApiToken
from domain.model.caller import Caller, Scope
from domain.ports import Accounts, Clock, Ids, Secrets
from domain.rules.form import FormReader, malformed
from domain.rules.identifiers import is_id
from domain.usecases.access import token_hash


@dataclass(frozen=True, slots=True)
class TokenCommands:
    """What an account does about its own tokens; all but `account` raise `MissingScope`."""

    accounts: Accounts
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def account(self, caller: Caller) -> Account:
        return await self.accounts.one(caller.account_id)

    async def all(self, caller: Caller) -> Sequence[ApiToken]:
        caller.require(Scope.ADMIN)
        return await self.accounts.tokens(caller.account_id)

    async def create(
        self, caller: Caller, name: str, scopes: frozenset[Scope], expires_at: datetime | None
    ) -> tuple[ApiToken, str]:
        """The token's record and the token itself, which is never to be seen again; raises `Refused`."""
        caller.require(Scope.ADMIN)
        now = self.clock.now()
        _check(name, scopes, expires_at, now)
        secret = self.secrets.token()
        record = ApiToken(
            self.ids.take(1)[0], caller.account_id, name.strip(), token_hash(secret), scopes, now, expires_at
        )
        await self.accounts.add_token(record)
        return record, secret

    async def revoke(self, caller: Caller, token_id: str) -> ApiToken:
        """End a token, at once; raises `Refused` where there is none that is still good."""
        caller.require(Scope.ADMIN)
        now = self.clock.now()
        if not is_id(token_id) or not await self.accounts.revoke_token(caller.account_id, token_id, now):
            raise Refused([malformed("id", "must be the id of a token that is not revoked")])
        return next(each for each in await self.accounts.tokens(caller.account_id) if each.id == token_id)


def _check(name: str, scopes: frozenset[Scope], expires_at: datetime | None, now: datetime) -> None:
    reader = FormReader({"name": name}, 0)
    reader.required_text("name")
    if not scopes:
        reader.refuse("scopes", "must name one scope at least")
    if expires_at is not None and expires_at <= now:
        reader.refuse("expires_at", "must lie in the future")
    if reader.violations:
        raise Refused(reader.violations)
