from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from persistence.engine.database import Database
from persistence.engine.statement import Statement
from persistence.schema.tables import signing_key

Jwk = str | list[str]  # what a value of a JSON Web Key can be

ALL = Statement(select(signing_key).order_by(signing_key.c.number))
ADD = Statement(
    insert(signing_key)
    .values({column: bindparam(column.name) for column in signing_key.c})
    .on_conflict_do_nothing()
)
FORGET = Statement(delete(signing_key).where(signing_key.c.number < bindparam("number")))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key pair as a JSON Web Key, including the private key, with which tokens can be signed."""

    number: int
    kid: str
    jwk: Mapping[str, Jwk] = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class PgSigningKeys:
    """The keys that sign access tokens, shared by all processes."""

    database: Database

    async def all(self) -> Sequence[SigningKey]:
        """Return all keys, the oldest first."""
        return [SigningKey(**row) for row in await self.database.fetch(ALL)]

    async def add(self, key: SigningKey) -> None:
        """Add a key; do nothing if another process has added one with that number."""
        await self.database.fetch(ADD, number=key.number, kid=key.kid, jwk=key.jwk, made_at=key.made_at)

    async def forget_before(self, number: int) -> None:
        await self.database.fetch(FORGET, number=number)
