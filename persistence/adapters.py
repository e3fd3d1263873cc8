from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from persistence.accounts import PgAccounts
from persistence.addresses.presence import RegisterPresence
from persistence.addresses.register import PgAddressRegister
from persistence.commands.unit_of_work import PgLedger
from persistence.engine.database import Database, database_at
from persistence.engine.pool import Timeouts
from persistence.feed.feed import PgFeed
from persistence.reads.reader import PgReader
from persistence.reads.search_limit import SearchLimit
from persistence.reads.view_reader import PgViewReader
from persistence.signing_keys import PgSigningKeys

POOL_SIZE = 16
TIMEOUTS = Timeouts()


@dataclass(frozen=True, slots=True)
class PostgresAdapters:
    """The adapters of all ports over one pool of connections.

    They can be used inside `async with adapters.database`; the feed has to be entered too before events are
    followed.
    """

    database: Database
    ledger: PgLedger
    reader: PgReader
    views: PgViewReader
    accounts: PgAccounts
    addresses: PgAddressRegister
    signing_keys: PgSigningKeys
    feed: PgFeed


def adapters_at(
    dsn: str, *, pool_size: int = POOL_SIZE, timeouts: Timeouts = TIMEOUTS, serves_demo: bool = False
) -> PostgresAdapters:
    """Return the adapters to a migrated database; demo tokens are valid only with `serves_demo`."""
    database = database_at(dsn, pool_size, timeouts)
    feed, presence = PgFeed(database, dsn), RegisterPresence()
    reader = PgReader(database, SearchLimit(timeouts.search))
    return PostgresAdapters(
        database,
        PgLedger(database, presence, feed.announce),
        reader,
        PgViewReader(reader),
        PgAccounts(database, serves_demo),
        PgAddressRegister(database, presence),
        PgSigningKeys(database),
        feed,
    )


@asynccontextmanager
async def open_adapters(
    dsn: str, *, pool_size: int = POOL_SIZE, timeouts: Timeouts = TIMEOUTS, serves_demo: bool = False
) -> AsyncIterator[PostgresAdapters]:
    """Open the adapters for the time of a block; raises `Unavailable`."""
    adapters = adapters_at(dsn, pool_size=pool_size, timeouts=timeouts, serves_demo=serves_demo)
    async with adapters.database:
        yield adapters
