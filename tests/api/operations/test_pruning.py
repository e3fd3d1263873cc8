import asyncio
from datetime import UTC, datetime
from io import StringIO

import asyncpg
import pytest

from api.gateway import GatewayConfig, gateway_app
from api.operations.access_log import AccessLog
from api.operations.logs import json_line
from api.operations.pruning import pruning
from api.system.clock import SystemClock
from persistence.adapters import open_adapters
from tests.fakes import World
from tests.running import PUBLIC_URL, serve_app

KEEP = "INSERT INTO idempotency VALUES ('silent', 'order-4711', '', '{}', $1)"
USE = (
    "INSERT INTO call_usage VALUES ('silent', '5aba00dcafe9af1843c294b7', 'rest', 'create', $1::date, 1, $1)"
)
POST = "INSERT INTO outbox VALUES ('silent', 1, 'delivery', '5aba00dcafe9af1843c294b7', 'created', $1)"
TABLES = ("call_usage", "idempotency", "outbox")
LEFT = f"SELECT {' + '.join(f'(SELECT count(*) FROM {table})' for table in TABLES)}"  # noqa: S608


async def test_a_gateway_forgets_what_has_expired_of_accounts_that_say_nothing(database: str) -> None:
    observer = await asyncpg.connect(database)
    for statement in (USE, KEEP, POST):
        await observer.execute(statement, datetime(2018, 4, 1, tzinfo=UTC))
    app = gateway_app(GatewayConfig(database, PUBLIC_URL), AccessLog(StringIO(), json_line))
    async with asyncio.timeout(30), serve_app(app, World().usecases):
        while await observer.fetchval(LEFT):
            pass
    await observer.close()


async def test_a_pruning_that_fails_is_logged(database: str, caplog: pytest.LogCaptureFixture) -> None:
    observer = await asyncpg.connect(database)
    await observer.execute("DROP TABLE idempotency")
    await observer.execute(POST, datetime(2018, 4, 1, tzinfo=UTC))
    async with (
        asyncio.timeout(30),
        open_adapters(database, pool_size=1) as store,
        pruning(store.database, SystemClock()),
    ):
        while await observer.fetchval("SELECT count(*) FROM outbox") or not caplog.records:
            pass
    await observer.close()
    assert [record.getMessage() for record in caplog.records] == [
        "Expired idempotency keys could not be pruned"
    ]
