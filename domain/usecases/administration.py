from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Refused
from domain.model.auth import Account, ApiToken, Caller, Channel, Identity, Scope
from domain.model.settings import Settings
from domain.ports import Accounts, Clock, Ids, Ledger, Secrets, UnitOfWork
from domain.rules.form_reader import Form, FormReader
from domain.rules.settings import read_settings, starting_settings
from domain.usecases.access import token_hash
from domain.usecases.tokens import end_token, make_token


@dataclass(frozen=True, slots=True)
class Administration:
    """Commands of the operator at the command line, on accounts and their tokens."""

    accounts: Accounts
    ledger: Ledger
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def add_account(self, name: str, settings: Settings, account_id: str | None = None) -> Account:
        """Raises `Refused`."""
        account = Account(account_id or self.ids.take(1)[0], _read_name(name), self.clock.now())
        await self.accounts.add(account, settings)
        return account

    async def open_account(self, name: str, form: Form) -> Account:
        """Add an account that starts with the settings of the form and usual ones; raises `Refused`."""
        return await self.add_account(name, read_settings(starting_settings(form)))

    async def all_accounts(self) -> Sequence[Account]:
        return await self.accounts.all()

    async def add_token(
        self, account_id: str, name: str, scopes: frozenset[Scope], expires_at: datetime | None = None
    ) -> tuple[ApiToken, str]:
        """The token's record and the token itself, which is shown only here; raises `Refused`."""
        now, text = self.clock.now(), self.secrets.token()
        wanted = ApiToken(
            self.ids.take(1)[0], account_id, name.strip(), token_hash(text), scopes, now, expires_at
        )
        caller = self._operator(account_id)

        async def work(unit: UnitOfWork) -> ApiToken:
            return await make_token(unit, caller, wanted)

        return await self.ledger.run(caller, now, work), text

    async def add_demo_token(self, account_id: str, text: str, scopes: frozenset[Scope]) -> None:
        """Add a token that is public and named by itself; it has no history, as its account has none."""
        await self.accounts.add_token(
            ApiToken(
                self.ids.take(1)[0],
                account_id,
                text,
                token_hash(text),
                scopes,
                self.clock.now(),
                demo=True,
            )
        )

    async def all_tokens(self, account_id: str) -> Sequence[ApiToken]:
        return await self.accounts.tokens(account_id)

    async def revoke_token(self, account_id: str, token_id: str) -> bool:
        """Revoke a token and all that it made; false if the account has no such token that is good."""
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> ApiToken:
            return await end_token(unit, token_id, now)

        try:
            await self.ledger.run(self._operator(account_id), now, work)
        except Refused:
            return False
        return True

    def _operator(self, account_id: str) -> Caller:
        return operator(account_id, self.ids.take(1)[0])


def operator(account_id: str, request_id: str) -> Caller:
    """The caller at the command line, with every scope of any account and without a token."""
    identity = Identity(account_id, "operator", frozenset(Scope))
    return Caller(identity, Channel.CLI, request_id)


def _read_name(name: str) -> str:
    reader = FormReader({"name": name}, 0)
    line = reader.required_text("name")
    if reader.violations:
        raise Refused(reader.violations)
    return line
