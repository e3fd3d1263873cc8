"""The one place where adapters meet use-cases and use-cases meet doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from api.app import create_app
from domain.ports import Clock, Ids
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.advice import Advice
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.per_item import PerItemCommands
from domain.usecases.queries import Queries
from domain.usecases.settings import SettingsCommands
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands
from persistence.object_ids import ObjectIds
from persistence.store import Store, store_at
from persistence.system import RandomSecrets, SystemClock


def compose(store: Store, clock: Clock | None = None, ids: Ids | None = None) -> UseCases:
    """The use-cases over a store; clock and ids can be given, for demo data and tests."""
    clock, ids, secrets = clock or SystemClock(), ids or ObjectIds(), RandomSecrets()
    return UseCases(
        Access(store.accounts, clock),
        Administration(store.accounts, store.ledger, clock, ids, secrets),
        Advice(store.reader, store.addresses, clock),
        DeliveryCommands(store.ledger, clock, ids),
        PerItemCommands(store.ledger, clock, ids),
        Queries(store.reader),
        SettingsCommands(store.ledger, clock, ids),
        SweepCommands(store.ledger, clock, ids),
        TokenCommands(store.accounts, clock, ids, secrets),
    )


def gateway_app(dsn: str, public_url: str) -> Starlette:
    """The whole gateway; its store opens when the server starts and closes when it stops."""
    store = store_at(dsn)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with store.database:
            yield

    return create_app(compose(store), public_url=public_url, lifespan=lifespan)
