"""If Postgres is unavailable, the answer at both channels is to retry, and comes soon."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.app import create_app
from api.compose import compose
from api.demo.seed import seed_accounts, seed_tokens
from api.graphql.global_ids import DELIVERY, encode_id
from api.operations import Operations
from api.operations.shutdown import SHUTDOWN_EVENT
from persistence.adapters import open_adapters
from persistence.addresses.demo import load_demo_addresses
from persistence.engine.pool import Timeouts
from tests.fakes import World
from tests.running import PUBLIC_URL, Gateway, serve_app

DEMO = {"Token": "demo"}
ITEM = {
    "recipient_name": "Test user",
    "delivery_date": "2018-04-04T21:00:00.000Z",
    "pickup_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"},
    "delivery_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 57"},
}
LOOK = "{ deliveries { nodes { id } } }"
EMPTY: dict[str, object] = {"deliveries": {"nodes": []}}


@pytest.fixture
async def gateway(database: str) -> AsyncIterator[Gateway]:
    """A gateway with four connections and short time-outs."""
    timeouts = Timeouts(connection=0.5, search=0.5, lock=1.0, read=0.5)
    async with open_adapters(database, pool_size=4, timeouts=timeouts, serves_demo=True) as store:
        usecases = compose(store)
        await load_demo_addresses(store.database)
        await seed_accounts(usecases)
        await seed_tokens(usecases)
        app = create_app(usecases, public_url=PUBLIC_URL, operations=Operations(database=store.database))
        async with serve_app(app, usecases) as running:
            yield running


@pytest.fixture
async def lock(database: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """Holds the table of deliveries until COMMIT."""
    connection = await asyncpg.connect(database)
    await connection.execute("BEGIN")
    await connection.execute("LOCK TABLE delivery")
    yield connection
    await connection.close()


async def book(gateway: Gateway) -> httpx.Response:
    return await gateway.http.post("/v1.3/scheduled/create", headers=DEMO, json=[ITEM])


async def look(gateway: Gateway, query: str = LOOK) -> httpx.Response:
    return await gateway.http.post("/graphql", headers=DEMO, json={"query": query})


async def test_an_exhausted_pool_says_503_within_its_patience_and_recovers(
    gateway: Gateway, lock: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    async with asyncio.timeout(10):
        answers = await asyncio.gather(
            *(book(gateway) for _ in range(30)), *(look(gateway) for _ in range(30))
        )
    assert Counter(answer.status_code for answer in answers) == {503: 60}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert {answer.json()["code"] for answer in answers[:30]} == {"unavailable"}
    codes = {error["extensions"]["code"] for answer in answers[30:] for error in answer.json()["errors"]}
    assert codes == {"UNAVAILABLE"}
    await lock.execute("COMMIT")
    assert (await look(gateway)).json()["data"] == EMPTY
    booked = await asyncio.gather(*(book(gateway) for _ in range(4)))
    assert {answer.status_code for answer in booked} == {201}


async def test_a_read_that_takes_too_long_says_503_at_both_channels(database: str, gateway: Gateway) -> None:
    await gateway.http.get("/v1/settings/config", headers=DEMO)  # so that the token is cached
    outside = await asyncpg.connect(database)
    try:
        async with outside.transaction():
            await outside.execute("LOCK TABLE account_settings")
            answers = [
                await gateway.http.get("/v1/settings/config", headers=DEMO),
                await look(gateway, "{ settings { country } }"),
            ]
    finally:
        await outside.close()
    assert [(each.status_code, each.headers["retry-after"]) for each in answers] == [(503, "1")] * 2
    assert answers[0].json()["code"] == "unavailable"
    assert [error["extensions"]["code"] for error in answers[1].json()["errors"]] == ["UNAVAILABLE"]
    assert (await look(gateway, "{ settings { country } }")).status_code == 200


async def test_a_search_that_finds_no_turn_says_503(
    gateway: Gateway, lock: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    search = '{ deliveries(filter: {text: "jens"}) { nodes { id } totalCount } }'
    answers = await asyncio.gather(
        *(look(gateway, search) for _ in range(16)), look(gateway, "{ rules { code } }")
    )
    assert [(each.status_code, each.headers.get("retry-after")) for each in answers] == [
        *([(503, "1")] * 16),
        (200, None),
    ]
    await lock.execute("COMMIT")
    assert (await look(gateway, search)).json()["data"] == {"deliveries": {"nodes": [], "totalCount": 0}}


async def test_an_answer_that_holds_something_is_no_503(
    gateway: Gateway, lock: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    one = encode_id(DELIVERY, "5ab3b4cb038cbe9805c957b1")
    answer = await look(gateway, f'{{ rules {{ code }} delivery(id: "{one}") {{ id }} }}')
    assert lock.is_in_transaction()
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAVAILABLE"]
    assert answer.json()["data"]["rules"]
    assert answer.status_code == 200


async def test_readiness_follows_the_database_and_health_does_not(gateway: Gateway, database: str) -> None:
    assert (await gateway.http.get("/readyz")).text == "ready\n"
    name = database.partition("?")[0].rpartition("/")[2]
    outside = await asyncpg.connect(database.replace(f"/{name}?", "/postgres?"))
    try:
        await outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await outside.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name
        )
        away = [await gateway.http.get("/readyz") for _ in range(6)][-1]
        assert (away.status_code, away.text) == (503, "no database\n")
        assert (await gateway.http.get("/healthz")).text == "alive\n"
        assert (await look(gateway)).status_code == 503
        await outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    finally:
        await outside.close()
    assert (await gateway.http.get("/readyz")).text == "ready\n"


async def test_a_gateway_that_ends_is_not_ready() -> None:
    async with httpx.AsyncClient(transport=leaving(), base_url=PUBLIC_URL) as http:
        answer = await http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "leaving\n")


def leaving() -> httpx.ASGITransport:
    """An application as it is called by a server that shuts down."""
    app, told = create_app(World().usecases, public_url=PUBLIC_URL), asyncio.Event()
    told.set()

    async def ending(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {SHUTDOWN_EVENT: told}}, receive, send)

    return httpx.ASGITransport(ending)
