from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, cast, exists, literal_column, not_, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from domain.model.auth import USE_INTERVAL, Account, ApiToken, Identity, Scope
from domain.model.settings import Settings
from persistence.commands.tokens import add_token, all_tokens, is_live, look_up_tokens
from persistence.engine.database import Database, Row
from persistence.engine.statement import Statement
from persistence.errors import AccountExists, UnknownAccount
from persistence.rows.by_id import index_by_id
from persistence.rows.settings import columns_from_settings
from persistence.schema.tables import account, account_settings, api_token, event_counter

_NEW_ACCOUNT = (
    insert(account)
    .values({column: bindparam(column.name) for column in account.c})
    .on_conflict_do_nothing()
    .returning(account.c.id)
    .cte("new_account")
)
_SETTINGS = [cast(bindparam(each.name), each.type) for each in list(account_settings.c)[1:]]
ADD = Statement(
    select(_NEW_ACCOUNT.c.id).add_cte(
        insert(account_settings)
        .from_select(list(account_settings.c), select(_NEW_ACCOUNT.c.id, *_SETTINGS))
        .cte("new_settings"),
        insert(event_counter)
        .from_select(list(event_counter.c), select(_NEW_ACCOUNT.c.id, literal_column("0")))
        .cte("new_counter"),
    )
)
ALL = Statement(select(account).order_by(account.c.created_at, account.c.id))
ONE = Statement(select(account).where(account.c.id == bindparam("account_id")))
EXISTS = Statement(select(account.c.id).where(account.c.id == bindparam("account_id")))

_LIVE_TOKENS = select(api_token).where(
    is_live(bindparam("at")), or_(not_(api_token.c.demo), bindparam("serves_demo"))
)
IDENTIFY = Statement(_LIVE_TOKENS.where(api_token.c.token_hash == bindparam("token_hash")))
IDENTIFY_CLIENT = Statement(
    _LIVE_TOKENS.where(
        api_token.c.account_id == bindparam("account_id"),
        api_token.c.id == bindparam("token_id"),
    )
)
ANY_DEMO = Statement(select(exists().where(api_token.c.demo, is_live(bindparam("at")))))
USED = Statement(
    update(api_token)
    .where(
        api_token.c.token_hash == bindparam("token_hash"),
        or_(api_token.c.last_used_at.is_(None), api_token.c.last_used_at < bindparam("before")),
    )
    .values(last_used_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class PgAccounts:
    """The accounts and their tokens; demo tokens are valid only with `serves_demo`."""

    database: Database
    serves_demo: bool = False

    async def add(self, account: Account, settings: Settings) -> None:
        """Raises `AccountExists`."""
        added = await self.database.fetch(
            ADD,
            id=account.id,
            name=account.name,
            created_at=account.created_at,
            **columns_from_settings(settings),
        )
        if not added:
            raise AccountExists(account.id)

    async def all(self) -> Sequence[Account]:
        return [Account(**row) for row in await self.database.fetch(ALL)]

    async def one(self, account_id: str) -> Account:
        """Raises `UnknownAccount`."""
        found = await self.database.fetch(ONE, account_id=account_id)
        if not found:
            raise UnknownAccount(account_id)
        return Account(**found[0])

    async def add_token(self, token: ApiToken) -> None:
        """Raises `UnknownAccount` and `TokenExists`."""
        if not await self.database.fetch(EXISTS, account_id=token.account_id):
            raise UnknownAccount(token.account_id)
        await add_token(self.database, token)

    async def tokens(self, account_id: str) -> Sequence[ApiToken]:
        return await all_tokens(self.database, account_id)

    async def tokens_by_id(self, account_id: str, ids: Sequence[str]) -> Mapping[str, ApiToken]:
        return index_by_id(await look_up_tokens(self.database, account_id, ids))

    async def has_demo_tokens(self, at: datetime) -> bool:
        """Whether there are any that would be valid with `serves_demo`."""
        (row,) = await self.database.fetch(ANY_DEMO, at=at)
        return bool(row[0])

    async def identify(self, token_hash: str, at: datetime) -> Identity | None:
        return await self._identify(IDENTIFY, at, token_hash=token_hash)

    async def identify_client(self, account_id: str, token_id: str, at: datetime) -> Identity | None:
        return await self._identify(IDENTIFY_CLIENT, at, account_id=account_id, token_id=token_id)

    async def _identify(self, statement: Statement, at: datetime, **names: str) -> Identity | None:
        """Return who uses the token, and record that it is used."""
        found = await self.database.fetch(statement, at=at, serves_demo=self.serves_demo, **names)
        if not found:
            return None
        token, before = found[0], at - USE_INTERVAL
        if token["last_used_at"] is None or token["last_used_at"] < before:
            await self.database.fetch(USED, token_hash=token["token_hash"], at=at, before=before)
        return _identity_from_row(token)


def _identity_from_row(row: Row) -> Identity:
    return Identity(
        account_id=row["account_id"],
        actor=row["name"],
        scopes=frozenset(map(Scope, row["scopes"])),
        token_id=row["id"],
        expires_at=row["expires_at"],
    )
