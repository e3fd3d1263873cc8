from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from persistence.accounts import PgAccounts
from persistence.addresses.register import PgAddressRegister
from persistence.database import Database, open_database
from persistence.ledger import PgLedger
from persistence.reader import PgReader

POOL_SIZE = 16


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, port by port, over one pool of connections."""

    database: Database
    ledger: PgLedger
    reader: PgReader
    accounts: PgAccounts
    addresses: PgAddressRegister


@asynccontextmanager
async def open_store(dsn: str, *, pool_size: int = POOL_SIZE) -> AsyncIterator[Store]:
    """Open a migrated database for the time of a block; raises `Unavailable`."""
    async with open_database(dsn, pool_size) as database:
        yield Store(
            database,
            PgLedger(database),
            PgReader(database),
            PgAccounts(database),
            PgAddressRegister(database),
        )
