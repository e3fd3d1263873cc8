from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from domain.model.auth import Account, ApiToken, Caller, Grant, Identity
from domain.model.events import Change
from domain.model.settings import Settings
from domain.rules.history import token_event
from domain.rules.identifiers import is_id

if TYPE_CHECKING:
    from tests.fakes import Records


@dataclass
class InMemoryTokens:
    records: "Records"
    account_id: str

    async def lock(self, at: datetime) -> Mapping[str, ApiToken]:
        return {each.id: each for each in self._own() if _is_live(each, at)}

    async def look_up(self, ids: Sequence[str]) -> Sequence[ApiToken]:
        assert all(map(is_id, ids))
        present = {each.id: each for each in self._own()}
        return [present[each] for each in ids if each in present]

    async def save(self, changes: Sequence[Change[ApiToken]]) -> None:
        for change in changes:
            self.records.tokens[change.after.hash] = change.after
            self.records.events.append(token_event(change))

    def _own(self) -> Sequence[ApiToken]:
        return [each for each in self.records.tokens.values() if each.account_id == self.account_id]


def _is_live(token: ApiToken, at: datetime) -> bool:
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > at)


@dataclass
class InMemoryAccounts:
    """`asked` counts how often somebody was looked up."""

    records: "Records"
    asked: int = 0
    serves_demo: bool = False

    async def add(self, account: Account, settings: Settings) -> None:
        self.records.accounts[account.id] = account
        self.records.settings[account.id] = settings

    async def all(self) -> Sequence[Account]:
        return list(self.records.accounts.values())

    async def one(self, account_id: str) -> Account:
        return self.records.accounts[account_id]

    async def add_token(self, token: ApiToken) -> None:
        self.records.tokens[token.hash] = token

    async def tokens(self, account_id: str) -> Sequence[ApiToken]:
        return [each for each in self.records.tokens.values() if each.account_id == account_id]

    async def tokens_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, ApiToken]:
        assert all(map(is_id, ids))
        return {each.id: each for each in await self.tokens(account_id) if each.id in ids}

    async def identify(self, token_hash: str, at: datetime) -> Identity | None:
        self.asked += 1
        token = self.records.tokens.get(token_hash)
        if token is None or not _is_live(token, at) or (token.demo and not self.serves_demo):
            return None
        return Identity(
            account_id=token.account_id,
            actor=token.name,
            scopes=token.scopes,
            token_id=token.id,
            expires_at=token.expires_at,
        )

    async def identify_client(self, account_id: str, token_id: str, at: datetime) -> Identity | None:
        for token in await self.tokens(account_id):
            if token.id == token_id:
                return await self.identify(token.hash, at)
        return None


@dataclass
class InMemoryAccessTokens:
    """Knows what it issued, and nothing else."""

    issued: dict[str, Grant] = field(default_factory=dict)

    async def issue(self, grant: Grant) -> str:
        text = f"access-token-{len(self.issued) + 1}"
        self.issued[text] = grant
        return text

    async def read(self, text: str, at: datetime) -> Grant | None:
        grant = self.issued.get(text)
        return grant if grant and at < grant.expires_at else None

    async def public_keys(self, at: datetime) -> Mapping[str, object]:
        return {"keys": [], "at": at}


@dataclass
class InMemoryUsage:
    """Every call in its order: account and call."""

    calls: list[tuple[str, str]] = field(default_factory=list)

    def count(self, caller: Caller, call: str) -> None:
        self.calls.append((caller.account_id, call))
