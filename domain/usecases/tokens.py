from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import Refused
from domain.model.access import Account, ApiToken
from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.event import Happening
from domain.ports import Accounts, Books, Clock, Ids, Ledger, Secrets
from domain.rules.catalogue import Operation
from domain.rules.form import FormReader, malformed
from domain.rules.identifiers import is_id
from domain.usecases.access import token_hash
from domain.usecases.once import Command, Done, Recall, once

Made = tuple[ApiToken, str | None]
"""A token's record, and the token itself where it was not shown before."""


@dataclass(frozen=True, slots=True)
class TokenCommands:
    """What an account does about its own tokens; all but `account` raise `MissingScope`."""

    accounts: Accounts
    ledger: Ledger
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def account(self, caller: Caller) -> Account:
        return await self.accounts.one(caller.account_id)

    async def all(self, caller: Caller) -> Sequence[ApiToken]:
        caller.require(Scope.ADMIN)
        return await self.accounts.tokens(caller.account_id)

    async def create(
        self,
        caller: Caller,
        name: str,
        scopes: frozenset[Scope],
        expires_at: datetime | None,
        key: str | None = None,
    ) -> Done[Made]:
        """Under one key one token is made, and shown by the first answer alone; raises `Refused`."""
        caller.require(Scope.ADMIN)
        now, secret = self.clock.now(), self.secrets.token()
        _check(name, scopes, expires_at, now)
        record = ApiToken(
            self.ids.take(1)[0], caller.account_id, name.strip(), token_hash(secret), scopes, now, expires_at
        )

        async def work(books: Books) -> Made:
            await books.tokens.save(Change(None, record, Happening.CREATED))
            return record, secret

        form = {"name": name, "scopes": " ".join(sorted(scopes)), "expires_at": str(expires_at)}
        command = Command(caller, now, Operation.CREATE_TOKEN, [form], key)
        return await once(self.ledger, command, MADE, work)

    async def revoke(self, caller: Caller, token_id: str, key: str | None = None) -> Done[ApiToken]:
        """End a token, at once; raises `Refused` where there is none that is still good."""
        caller.require(Scope.ADMIN)
        now = self.clock.now()

        async def work(books: Books) -> ApiToken:
            token = (await books.tokens.lock([token_id] if is_id(token_id) else [])).get(token_id)
            if token is None or token.revoked_at is not None:
                raise Refused([malformed("id", "must be the id of a token that is not revoked")])
            revoked = replace(token, revoked_at=now)
            await books.tokens.save(Change(token, revoked, Happening.UPDATED))
            return revoked

        command = Command(caller, now, Operation.REVOKE_TOKEN, [{"id": token_id}], key)
        return await once(self.ledger, command, REVOKED, work)


async def _again(books: Books, ids: Sequence[str]) -> ApiToken:
    (token,) = await books.tokens.look_up(ids)
    return token


async def _made_again(books: Books, ids: Sequence[str]) -> Made:
    return await _again(books, ids), None


MADE: Recall[Made] = Recall(lambda made: [made[0].id], _made_again)
REVOKED: Recall[ApiToken] = Recall(lambda token: [token.id], _again)


def _check(name: str, scopes: frozenset[Scope], expires_at: datetime | None, now: datetime) -> None:
    reader = FormReader({"name": name}, 0)
    reader.required_text("name")
    if not scopes:
        reader.refuse("scopes", "must name one scope at least")
    if expires_at is not None and expires_at <= now:
        reader.refuse("expires_at", "must lie in the future")
    if reader.violations:
        raise Refused(reader.violations)
