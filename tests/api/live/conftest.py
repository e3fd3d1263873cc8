import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from api.compose import compose
from api.demo.seed import seed_accounts, seed_tokens
from api.gateway import GatewayConfig, gateway_app
from api.operations.access_log import AccessLog
from api.operations.logs import json_line
from domain.usecases import UseCases
from persistence.adapters import open_adapters
from persistence.addresses.demo import load_demo_addresses
from persistence.embedded import EmbeddedPostgres
from persistence.migrations.migrate import migrate
from tests.api.graphql.client import Client, delivery
from tests.postgres import ROOT
from tests.running import PUBLIC_URL, Gateway, serve_app


@dataclass(frozen=True)
class Merchant:
    """Books and changes at one gateway, and knows the ids it got."""

    client: Client

    async def books(self, *references: str) -> list[str]:
        return await self.client.book(*(delivery(reference=each) for each in references))

    async def notes(self, delivery_id: str, notes: str) -> None:
        payload = await self.client.do(
            "updateDeliveries", {"deliveries": [{"id": delivery_id, "notes": notes}]}
        )
        assert payload["violations"] == []


@asynccontextmanager
async def demo_usecases(dsn: str) -> AsyncIterator[UseCases]:
    """The demo's accounts, tokens and addresses in a database, without a gateway."""
    async with open_adapters(dsn, pool_size=2) as store:
        usecases = compose(store)
        await load_demo_addresses(store.database)
        await seed_accounts(usecases)
        await seed_tokens(usecases)
        yield usecases


@asynccontextmanager
async def gateway_over(dsn: str, usecases: UseCases, **options: Any) -> AsyncIterator[Gateway]:  # noqa: ANN401 - uvicorn's own
    app = gateway_app(GatewayConfig(dsn, PUBLIC_URL, serves_demo=True), AccessLog(StringIO(), json_line))
    async with serve_app(app, usecases, dsn, **options) as gateway:
        yield gateway


@pytest.fixture
async def usecases(database: str) -> AsyncIterator[UseCases]:
    async with demo_usecases(database) as found:
        yield found


@pytest.fixture
async def gateways(database: str, usecases: UseCases) -> AsyncIterator[tuple[Gateway, Gateway]]:
    """Two gateways over one database, each with a feed of its own."""
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(gateway_over(database, usecases)) for _ in range(2)]
        yield one, other


@pytest.fixture
def gateway(gateways: tuple[Gateway, Gateway]) -> Gateway:
    return gateways[0]


@pytest.fixture
def merchant(gateway: Gateway) -> Merchant:
    return Merchant(Client(gateway, "demo"))


@pytest.fixture
async def own_server(request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, Path]]:
    """A Postgres of this test's own, which comes back when it is killed."""
    folder = Path(tempfile.mkdtemp(dir=request.config.stash[ROOT]))
    with EmbeddedPostgres(folder, report=lambda _: None) as dsn:
        await migrate(dsn)
        yield dsn, folder
