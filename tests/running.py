"""A gateway over real Postgres that serves real HTTP inside a test."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp

from api.app import create_app
from api.compose import compose
from api.demo.seed import seed_accounts, seed_tokens
from api.operations.server import CLIENT_SECONDS, server_config
from api.policy import Policy
from domain.usecases import UseCases
from persistence.adapters import open_adapters
from persistence.addresses.demo import load_demo_addresses

PUBLIC_URL = "http://gateway.test"
CLOSE_ATTEMPTS = 10
PLAIN_HTTP = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For the clients of tests, each of which would read the certificates of all authorities in 30 ms."""


@dataclass(frozen=True)
class Gateway:
    """What a test needs of a running gateway: its address, a client for it and what stands behind it."""

    url: str
    http: httpx.AsyncClient
    usecases: UseCases
    dsn: str = ""

    async def database(self, query: str) -> list[asyncpg.Record]:
        """Ask the database itself, past everything of ours."""
        connection = await asyncpg.connect(self.dsn)
        try:
            return list(await connection.fetch(query))
        finally:
            await connection.close()


@asynccontextmanager
async def serve_app(
    app: ASGIApp,
    usecases: UseCases,
    dsn: str = "",
    *,
    client_seconds: float = CLIENT_SECONDS,
    **options: Any,  # noqa: ANN401 - uvicorn's own
) -> AsyncIterator[Gateway]:
    """Serve `app` on a free port of the loopback address, as the gateway itself is served."""
    # Named as TCP, or else asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an ACK.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = server_config(lambda: app, client_seconds=client_seconds)
    for name, value in options.items():
        setattr(config, name, value)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])  # without its main loop, which ends a tenth of a second late
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=url, timeout=60, verify=PLAIN_HTTP) as http:
            yield Gateway(url, http, usecases, dsn)
    finally:
        await _shut_down(server, listener)


async def _shut_down(server: uvicorn.Server, listener: socket.socket) -> None:
    """Stop the server; uvicorn would wait a tenth of a second even if no connection is left."""
    for each in server.servers:
        each.close()
    state, attempts = server.server_state, 0
    while (state.connections or state.tasks) and attempts < CLOSE_ATTEMPTS:
        await asyncio.sleep(0.002)  # until the server has seen that the client is gone
        attempts += 1
    if state.connections or state.tasks:
        await server.shutdown(sockets=[listener])
        return
    listener.close()
    await server.lifespan.shutdown()


@dataclass
class AdjustableClock:
    """The machine's clock, which a test may put forward."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> AdjustableClock:
    """The clock of the running gateway."""
    return AdjustableClock()


@asynccontextmanager
async def open_gateway(
    database: str, policy: Policy | None = None, clock: AdjustableClock | None = None
) -> AsyncIterator[Gateway]:
    """The demo's accounts, tokens and addresses, and no delivery yet."""
    async with open_adapters(database, pool_size=4, serves_demo=True) as store:
        usecases = compose(store, clock, public_url=PUBLIC_URL)
        await load_demo_addresses(store.database)
        await seed_accounts(usecases)
        await seed_tokens(usecases)
        app = create_app(usecases, public_url=PUBLIC_URL, policy=policy)
        async with serve_app(app, usecases, database) as running:
            yield running


@pytest.fixture
async def gateway(database: str, clock: AdjustableClock) -> AsyncIterator[Gateway]:
    """A gateway that limits nobody."""
    async with open_gateway(database, clock=clock) as running:
        yield running
