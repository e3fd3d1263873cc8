from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.model.access import Account, ApiToken
from domain.model.caller import Scope
from domain.model.settings import Settings
from domain.ports import Accounts, Clock, Ids, Secrets
from domain.usecases.access import token_hash


@dataclass(frozen=True, slots=True)
class Administration:
    """What the operator does at the command line: accounts and their tokens."""

    accounts: Accounts
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def add_account(self, name: str, settings: Settings, account_id: str | None = None) -> Account:
        account = Account(account_id or self.ids.take(1)[0], name, self.clock.now())
        await self.accounts.add(account, settings)
        return account

    async def all_accounts(self) -> Sequence[Account]:
        return await self.accounts.all()

    async def add_token(
        self,
        account_id: str,
        name: str,
        scopes: frozenset[Scope],
        expires_at: datetime | None = None,
        token: str | None = None,
    ) -> tuple[ApiToken, str]:
        """The token's record and the token itself, which is never to be seen again."""
        text = token or self.secrets.token()
        record = ApiToken(
            self.ids.take(1)[0], account_id, name, token_hash(text), scopes, self.clock.now(), expires_at
        )
        await self.accounts.add_token(record)
        return record, text

    async def all_tokens(self, account_id: str) -> Sequence[ApiToken]:
        return await self.accounts.tokens(account_id)

    async def revoke_token(self, account_id: str, token_id: str) -> bool:
        """False where the account has no such token or it is revoked already."""
        return await self.accounts.revoke_token(account_id, token_id, self.clock.now())
