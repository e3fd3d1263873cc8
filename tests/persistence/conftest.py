from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from api.system.object_ids import ObjectIds
from api.system.secrets import RandomSecrets
from api.system.slices import LoopSlices
from api.system.token_cache import ProcessTokenCache
from domain.model.auth import Account
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.queries import Queries
from domain.usecases.rehearsals import Rehearsals
from domain.usecases.settings import SettingsCommands
from domain.usecases.subscriptions import Subscriptions
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands
from domain.usecases.views import Views
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.schema.tables import delivery
from tests.fake_accounts import InMemoryAccessTokens, InMemoryUsage
from tests.fakes import FixedClock, open_settings

ACCOUNTS = ("account", "another")
DELIVERY_COLUMNS = ", ".join(delivery.columns.keys())
"""In the order of the table's definition, which is not the one of the database."""


@pytest.fixture
async def store(database: str) -> AsyncIterator[PostgresAdapters]:
    """Adapters to a database with two accounts, whose settings allow everything."""
    async with open_adapters(database) as opened:
        for account_id in ACCOUNTS:
            made = Account(account_id, account_id.capitalize(), datetime(2018, 1, 1, tzinfo=UTC))
            await opened.accounts.add(made, open_settings())
        yield opened


@pytest.fixture
def usecases(store: PostgresAdapters) -> UseCases:
    return usecases_over(store)


def usecases_over(store: PostgresAdapters) -> UseCases:
    clock, ids, slices = FixedClock(), ObjectIds(), LoopSlices()
    return UseCases(
        Access(store.accounts, clock, InMemoryAccessTokens(), ProcessTokenCache()),
        Administration(store.accounts, store.ledger, clock, ids, RandomSecrets()),
        Rehearsals(store.reader, store.addresses, clock, slices),
        DeliveryCommands(store.ledger, clock, ids, slices),
        Queries(store.reader),
        SettingsCommands(store.ledger, clock, ids),
        SweepCommands(store.ledger, clock, ids, slices),
        Subscriptions(store.feed, clock, store.reader),
        TokenCommands(store.accounts, store.ledger, clock, ids, RandomSecrets()),
        Views(store.views, store.reader),
        slices,
        InMemoryUsage(),
    )


@dataclass(frozen=True)
class Observer:
    """A connection of the test's own, besides the adapters."""

    connection: "asyncpg.Connection[asyncpg.Record]"

    async def rows(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.connection.fetch(query, *arguments)]

    async def value(self, query: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever is asked for
        return await self.connection.fetchval(query, *arguments)


@pytest.fixture
async def observer(database: str) -> AsyncIterator[Observer]:
    connection = await asyncpg.connect(database)
    yield Observer(connection)
    await connection.close()
