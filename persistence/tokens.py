from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.model.access import ApiToken
from domain.model.caller import Scope
from domain.model.change import Change
from domain.rules.history import token_event
from persistence.database import Row, Source, Transaction
from persistence.errors import TokenExists
from persistence.journal import Journal
from persistence.statement import Statement, any_of
from persistence.tables import api_token

_OWN = api_token.c.account_id == bindparam("account_id")

ADD = Statement(
    insert(api_token)
    .values({column: bindparam(column.name) for column in api_token.c if column.name != "last_used_at"})
    .on_conflict_do_nothing()
    .returning(api_token.c.id)
)
REVOKE = Statement(
    update(api_token)
    .where(_OWN, api_token.c.id == bindparam("token_id"), api_token.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at"))
    .returning(api_token.c.id)
)
ALL = Statement(select(api_token).where(_OWN).order_by(api_token.c.id))
_NAMED = select(api_token).where(_OWN, api_token.c.id == any_of("ids")).order_by(api_token.c.id)
LOOK_UP = Statement(_NAMED)
LOCK = Statement(_NAMED.with_for_update())


@dataclass(frozen=True, slots=True)
class PgTokens:
    """An account's API tokens inside one transaction."""

    transaction: Transaction
    account_id: str
    journal: Journal

    async def lock(self, ids: Sequence[str]) -> Mapping[str, ApiToken]:
        return await self._named(LOCK, ids)

    async def look_up(self, ids: Sequence[str]) -> Sequence[ApiToken]:
        present = await self._named(LOOK_UP, ids)
        return [present[each] for each in ids if each in present]

    async def save(self, change: Change[ApiToken]) -> None:
        if change.before is None:
            await add_token(self.transaction, change.after)
        elif change.after.revoked_at is not None:
            await revoke_token(self.transaction, self.account_id, change.after.id, change.after.revoked_at)
        self.journal.note([token_event(change)])

    async def _named(self, statement: Statement, ids: Sequence[str]) -> Mapping[str, ApiToken]:
        found = await self.transaction.fetch(statement, account_id=self.account_id, ids=list(ids))
        return {each.id: each for each in map(token_from_row, found)}


async def add_token(source: Source, token: ApiToken) -> None:
    """Raises `TokenExists`."""
    made = await source.fetch(
        ADD,
        token_hash=token.hash,
        id=token.id,
        account_id=token.account_id,
        name=token.name,
        scopes=sorted(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
    )
    if not made:
        raise TokenExists(token.name)


async def revoke_token(source: Source, account_id: str, token_id: str, at: datetime) -> bool:
    """False where the account has no such token or it is revoked already."""
    return bool(await source.fetch(REVOKE, account_id=account_id, token_id=token_id, at=at))


async def all_tokens(source: Source, account_id: str) -> Sequence[ApiToken]:
    return [token_from_row(row) for row in await source.fetch(ALL, account_id=account_id)]


def token_from_row(row: Row) -> ApiToken:
    return ApiToken(
        id=row["id"],
        account_id=row["account_id"],
        name=row["name"],
        hash=row["token_hash"],
        scopes=frozenset(map(Scope, row["scopes"])),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )
