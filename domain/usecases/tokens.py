from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import NotAuthenticated, Refused
from domain.model.auth import Account, ApiToken, Caller, Scope
from domain.model.events import Change, EventType
from domain.ports import Accounts, Clock, Ids, Ledger, Secrets, UnitOfWork
from domain.rules.catalogue import Operation
from domain.rules.form_reader import malformed_field
from domain.rules.identifiers import is_id
from domain.rules.texts import normalize_text
from domain.rules.tokens import descendants, token_refusals
from domain.usecases.access import token_hash
from domain.usecases.idempotency import Command, CommandResult, ReplayStrategy, run_once
from domain.usecases.transitions import raise_if_refused

Made = tuple[ApiToken, str | None]
"""A token's record, and the token itself if it was not shown before."""


@dataclass(frozen=True, slots=True)
class TokenCommands:
    """Commands on an account's own tokens; all but `account` and `own` raise `MissingScope`."""

    accounts: Accounts
    ledger: Ledger
    clock: Clock
    ids: Ids
    secrets: Secrets

    async def account(self, caller: Caller) -> Account:
        return await self.accounts.one(caller.account_id)

    async def own(self, caller: Caller) -> ApiToken:
        """The API token that the caller acts by; raises `NotAuthenticated` if there is none."""
        token_id = caller.identity.token_id
        found = await self.by_id(caller, [token_id])
        if token_id not in found:
            raise NotAuthenticated(token_given=True)
        return found[token_id]

    async def by_id(self, caller: Caller, ids: Sequence[str]) -> Mapping[str, ApiToken]:
        """Those of the account's tokens that exist; only the caller's own token needs no scope."""
        if any(each != caller.identity.token_id for each in ids):
            caller.require(Scope.ADMIN)
        return await self.accounts.tokens_by_id(caller.account_id, [each for each in ids if is_id(each)])

    async def create(
        self,
        caller: Caller,
        name: str,
        scopes: frozenset[Scope],
        expires_at: datetime | None,
        key: str | None = None,
    ) -> CommandResult[Made]:
        """Make a token; under one key, only the first answer shows it.

        It has no scope that the caller lacks and ends no later than the caller's token, with it if
        `expires_at` is `None`. Raises `Refused`, and `NotAuthenticated` if that token has just ended.
        """
        caller.require(Scope.ADMIN)
        now, secret = self.clock.now(), self.secrets.token()
        wanted = ApiToken(
            self.ids.take(1)[0], caller.account_id, name.strip(), token_hash(secret), scopes, now, expires_at
        )

        async def work(unit: UnitOfWork) -> Made:
            return await make_token(unit, caller, wanted), secret

        form = {"name": name, "scopes": " ".join(sorted(scopes)), "expires_at": str(expires_at)}
        command = Command(caller, now, Operation.CREATE_TOKEN, [form], key)
        return await run_once(self.ledger, command, MADE, work)

    async def revoke(self, caller: Caller, token_id: str, key: str | None = None) -> CommandResult[ApiToken]:
        """End a token and all that it made, at once; raises `Refused` if it is revoked or unknown."""
        caller.require(Scope.ADMIN)
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> ApiToken:
            return await end_token(unit, token_id, now)

        command = Command(caller, now, Operation.REVOKE_TOKEN, [{"id": token_id}], key)
        return await run_once(self.ledger, command, REVOKED, work)


async def make_token(unit: UnitOfWork, caller: Caller, wanted: ApiToken) -> ApiToken:
    """Store a new token that the caller makes; raises `Refused` and `NotAuthenticated`."""
    live = await unit.tokens.lock(wanted.created_at)
    maker = _maker(caller, live)
    made = replace(
        wanted,
        name=normalize_text(wanted.name),
        expires_at=wanted.expires_at or caller.identity.expires_at,
        made_by=maker.id if maker else None,
        demo=maker is not None and maker.demo,
    )
    raise_if_refused(token_refusals(made, caller.identity, live.values()))
    await unit.tokens.save([Change(None, made, EventType.CREATED)])
    return made


async def end_token(unit: UnitOfWork, token_id: str, now: datetime) -> ApiToken:
    """Revoke a token and all that it made; raises `Refused`."""
    live = await unit.tokens.lock(now)
    named = await unit.tokens.look_up([token_id] if is_id(token_id) else [])
    if not named or named[0].revoked_at is not None:
        raise Refused([malformed_field("id", "must be the id of a token that is not revoked")])
    ended = [*named, *descendants(token_id, live.values())]
    changes = [Change(each, replace(each, revoked_at=now), EventType.UPDATED) for each in ended]
    await unit.tokens.save(changes)
    return changes[0].after


def _maker(caller: Caller, live: Mapping[str, ApiToken]) -> ApiToken | None:
    """The API token that the caller acts by; raises `NotAuthenticated` if it has ended since."""
    token_id = caller.identity.token_id
    if not token_id:
        return None
    if token_id not in live:
        raise NotAuthenticated(token_given=True)
    return live[token_id]


async def _again(unit: UnitOfWork, ids: Sequence[str]) -> ApiToken:
    (token,) = await unit.tokens.look_up(ids)
    return token


async def _made_again(unit: UnitOfWork, ids: Sequence[str]) -> Made:
    return await _again(unit, ids), None


MADE: ReplayStrategy[Made] = ReplayStrategy(lambda made: [made[0].id], _made_again)
REVOKED: ReplayStrategy[ApiToken] = ReplayStrategy(lambda token: [token.id], _again)
