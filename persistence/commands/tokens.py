from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.model.auth import ApiToken
from domain.model.events import Change
from domain.rules.history import token_event
from persistence.commands.journal import Journal
from persistence.engine.database import Source, Transaction
from persistence.engine.statement import Statement, any_of, rows
from persistence.errors import TokenExists, UnknownAccount
from persistence.rows.api_token import token_from_row
from persistence.rows.by_id import arrange_by_ids, index_by_id
from persistence.schema.tables import account, api_token

_OWN = api_token.c.account_id == bindparam("account_id")


def is_live(at: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return the condition that a token is neither revoked nor expired at that instant."""
    ends = api_token.c.expires_at
    return and_(api_token.c.revoked_at.is_(None), or_(ends.is_(None), ends > at))


ADD = Statement(
    insert(api_token)
    .values({column: bindparam(column.name) for column in api_token.c if column.name != "last_used_at"})
    .on_conflict_do_nothing()
    .returning(api_token.c.id)
)
_ENDED = rows([api_token.c.id, api_token.c.revoked_at], "ended")
REVOKE = Statement(
    update(api_token).where(_OWN, api_token.c.id == _ENDED.c.id).values(revoked_at=_ENDED.c.revoked_at)
)
ALL = Statement(select(api_token).where(_OWN).order_by(api_token.c.id))
LOOK_UP = Statement(select(api_token).where(_OWN, api_token.c.id == any_of("ids")))
# Weaker than FOR UPDATE, as commands that make a sweep share a lock on the account's key.
LOCK_ACCOUNT = Statement(
    select(account.c.id).where(account.c.id == bindparam("account_id")).with_for_update(key_share=True)
)
LIVE = Statement(select(api_token).where(_OWN, is_live(bindparam("at"))).order_by(api_token.c.id))


@dataclass(frozen=True, slots=True)
class PgTokens:
    """The API tokens of an account in one transaction."""

    transaction: Transaction
    account_id: str
    journal: Journal

    async def lock(self, at: datetime) -> Mapping[str, ApiToken]:
        """Raises `UnknownAccount`."""
        if not await self.transaction.fetch(LOCK_ACCOUNT, account_id=self.account_id):
            raise UnknownAccount(self.account_id)
        found = await self.transaction.fetch(LIVE, account_id=self.account_id, at=at)
        return index_by_id(map(token_from_row, found))

    async def look_up(self, ids: Sequence[str]) -> Sequence[ApiToken]:
        return arrange_by_ids(await look_up_tokens(self.transaction, self.account_id, ids), ids)

    async def save(self, changes: Sequence[Change[ApiToken]]) -> None:
        for change in changes:
            if change.before is None:
                await add_token(self.transaction, change.after)
        await self._revoke([change.after for change in changes if change.after.revoked_at is not None])
        for change in changes:
            self.journal.note(token_event(change))

    async def _revoke(self, tokens: Sequence[ApiToken]) -> None:
        if tokens:
            ids, ends = [each.id for each in tokens], [each.revoked_at for each in tokens]
            await self.transaction.fetch(REVOKE, account_id=self.account_id, id=ids, revoked_at=ends)


async def add_token(source: Source, token: ApiToken) -> None:
    """Raises `TokenExists`."""
    added = await source.fetch(
        ADD,
        token_hash=token.hash,
        id=token.id,
        account_id=token.account_id,
        name=token.name,
        scopes=sorted(token.scopes),
        created_at=token.created_at,
        expires_at=token.expires_at,
        revoked_at=token.revoked_at,
        made_by=token.made_by,
        demo=token.demo,
    )
    if not added:
        raise TokenExists(token.name)


async def all_tokens(source: Source, account_id: str) -> Sequence[ApiToken]:
    return [token_from_row(row) for row in await source.fetch(ALL, account_id=account_id)]


async def look_up_tokens(source: Source, account_id: str, ids: Sequence[str]) -> Sequence[ApiToken]:
    """Return the account's tokens of these ids, in any order."""
    return [token_from_row(row) for row in await source.fetch(LOOK_UP, account_id=account_id, ids=list(ids))]
