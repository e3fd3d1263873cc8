"""The one place where adapters meet use-cases and use-cases meet doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette

from api.app import create_app
from api.oauth.access_tokens import JwtAccessTokens
from api.oauth.keys import SigningKeys
from api.operations import Operations
from api.operations.access_log import AccessLog
from api.operations.metrics import Metrics
from api.operations.server import CLIENT_SECONDS
from api.policy import Policy
from api.pruning import pruning
from domain.ports import Clock, Ids
from domain.usecases import UseCases
from domain.usecases.access import Access
from domain.usecases.administration import Administration
from domain.usecases.advice import Advice
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.live import Live
from domain.usecases.per_item import PerItemCommands
from domain.usecases.queries import Queries
from domain.usecases.settings import SettingsCommands
from domain.usecases.sweeps import SweepCommands
from domain.usecases.tokens import TokenCommands
from persistence.object_ids import ObjectIds
from persistence.store import Store, store_at
from persistence.system import RandomSecrets, SystemClock


def compose(
    store: Store, clock: Clock | None = None, ids: Ids | None = None, *, public_url: str = ""
) -> UseCases:
    """The use-cases over a store; clock and ids can be given, for demo data and tests.

    `public_url` names who issues access tokens and whom they are for; commands of the operator do without.
    """
    clock, ids, secrets = clock or SystemClock(), ids or ObjectIds(), RandomSecrets()
    return UseCases(
        Access(store.accounts, clock, JwtAccessTokens(SigningKeys(store.signing_keys), public_url)),
        Administration(store.accounts, clock, ids, secrets),
        Advice(store.reader, store.addresses, clock),
        DeliveryCommands(store.ledger, clock, ids),
        PerItemCommands(store.ledger, clock, ids),
        Queries(store.reader),
        SettingsCommands(store.ledger, clock, ids),
        SweepCommands(store.ledger, clock, ids),
        Live(store.feed, clock),
        TokenCommands(store.accounts, store.ledger, clock, ids, secrets),
    )


@dataclass(frozen=True, slots=True)
class Service:
    """What one process of the gateway is told; workers are numbered from 1."""

    dsn: str
    public_url: str
    metrics_token: str | None = None
    client_seconds: float = CLIENT_SECONDS
    worker: int = 1
    workers: int = 1


def gateway_app(service: Service, access_log: AccessLog, policy: Policy | None = None) -> Starlette:
    """The whole gateway; its store opens when the server starts and closes when it stops."""
    store = store_at(service.dsn)
    operations = Operations(
        Metrics(service.worker, store.database),
        (access_log.tell,),
        store.database,
        service.metrics_token,
        service.client_seconds,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with store.database, store.feed, pruning(store.database, SystemClock()):
            yield
        access_log.flush()

    usecases = compose(store, public_url=service.public_url)
    return create_app(
        usecases, public_url=service.public_url, policy=policy, lifespan=lifespan, operations=operations
    )
