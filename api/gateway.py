"""The whole gateway: a store, the use-cases over it, and every door to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette

from api.app import create_app
from api.compose import compose
from api.operations import Operations
from api.operations.access_log import AccessLog
from api.operations.metrics import Metrics
from api.operations.pruning import pruning
from api.operations.server import CLIENT_SECONDS
from api.policy import Policy
from api.system.clock import SystemClock
from persistence.adapters import adapters_at


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """What one process of the gateway is told; workers are numbered from 1.

    Tokens of the demo are good only where it `serves_demo`.
    """

    dsn: str = field(repr=False)
    public_url: str
    metrics_token: str | None = field(default=None, repr=False)
    client_seconds: float = CLIENT_SECONDS
    worker: int = 1
    workers: int = 1
    serves_demo: bool = False


def gateway_app(service: GatewayConfig, access_log: AccessLog, policy: Policy | None = None) -> Starlette:
    """The whole gateway; its store opens when the server starts and closes when it stops."""
    store = adapters_at(service.dsn, serves_demo=service.serves_demo)
    operations = Operations(
        Metrics(service.worker, store.database),
        (access_log.record,),
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
