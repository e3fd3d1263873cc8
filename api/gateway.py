"""The whole gateway: the adapters, the use-cases over them, and every channel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.types import ASGIApp

from api.app import create_app
from api.compose import compose
from api.operations import Operations
from api.operations.access_log import AccessLog
from api.operations.loop_watch import watch_loop
from api.operations.metrics import Metrics
from api.operations.pruning import pruning
from api.operations.server import CLIENT_SECONDS
from api.operations.usage_recording import UsageCounts, recording
from api.policy import Policy
from api.system.clock import SystemClock
from persistence.adapters import adapters_at


@dataclass(frozen=True, slots=True)
class GatewayConfig:
    """The configuration of one process of the gateway; workers are numbered from 1.

    Tokens of the demo are valid only if it `serves_demo`.
    """

    dsn: str = field(repr=False)
    public_url: str
    metrics_token: str | None = field(default=None, repr=False)
    client_seconds: float = CLIENT_SECONDS
    worker: int = 1
    workers: int = 1
    serves_demo: bool = False


def gateway_app(config: GatewayConfig, access_log: AccessLog, policy: Policy | None = None) -> ASGIApp:
    """Return the application; its connections open when the server starts and close when it stops."""
    adapters = adapters_at(config.dsn, serves_demo=config.serves_demo)
    usage = UsageCounts(SystemClock())
    operations = Operations(
        Metrics(config.worker, adapters.database),
        (access_log.record,),
        adapters.database,
        config.metrics_token,
        config.client_seconds,
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        database, clock = adapters.database, SystemClock()
        async with database, adapters.feed, pruning(database, clock), recording(database, usage):
            with watch_loop(operations.metrics.observe_blocked):
                yield
        access_log.flush()

    usecases = compose(adapters, public_url=config.public_url, usage=usage)
    return create_app(
        usecases, public_url=config.public_url, policy=policy, lifespan=lifespan, operations=operations
    )
