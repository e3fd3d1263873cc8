from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from persistence.accounts import PgAccounts
from persistence.addresses.register import PgAddressRegister
from persistence.connections import Patience
from persistence.database import Database, database_at
from persistence.feed import PgFeed
from persistence.ledger import PgLedger
from persistence.reader import PgReader
from persistence.search_turns import SearchTurns
from persistence.signing_keys import PgSigningKeys

POOL_SIZE = 16
PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that is kept, port by port, over one pool of connections.

    To be used while its database is entered: `async with store.database`. Whoever follows what happens
    needs its feed entered too.
    """

    database: Database
    ledger: PgLedger
    reader: PgReader
    accounts: PgAccounts
    addresses: PgAddressRegister
    signing_keys: PgSigningKeys
    feed: PgFeed


def store_at(
    dsn: str, *, pool_size: int = POOL_SIZE, patience: Patience = PATIENCE, serves_demo: bool = False
) -> Store:
    """The store in a migrated database; tokens of the demo are good only where it `serves_demo`."""
    database = database_at(dsn, pool_size, patience)
    feed = PgFeed(database, dsn)
    return Store(
        database,
        PgLedger(database, feed.announce),
        PgReader(database, SearchTurns(patience.search)),
        PgAccounts(database, serves_demo),
        PgAddressRegister(database),
        PgSigningKeys(database),
        feed,
    )


@asynccontextmanager
async def open_store(
    dsn: str, *, pool_size: int = POOL_SIZE, patience: Patience = PATIENCE, serves_demo: bool = False
) -> AsyncIterator[Store]:
    """The same, entered for the time of a block; raises `Unavailable`."""
    store = store_at(dsn, pool_size=pool_size, patience=patience, serves_demo=serves_demo)
    async with store.database:
        yield store
