"""Work for a client that has left ends in Postgres too, and is not logged as an error; a mutation goes on."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asyncpg
import pytest

from api.app import create_app
from api.compose import compose
from api.demo.seed import seed_accounts, seed_tokens
from api.operations import Operations
from api.operations.observation import RequestRecord
from api.operations.shutdown import PRESENCE, ClientGone, Presence, run_while_present
from persistence.adapters import PostgresAdapters, open_adapters
from persistence.addresses.demo import load_demo_addresses
from persistence.engine.pool import Timeouts
from tests.api.graphql.client import delivery
from tests.api.live.followers import CHANGED, socket_to
from tests.running import PUBLIC_URL, Gateway, serve_app
from tests.table_locks import WAITING, lock_table

FOREVER = 60.0
CREATE = "mutation ($input: CreateDeliveriesInput!) { createDeliveries(input: $input) { deliveries { id } } }"
LOOK = "{ deliveries { nodes { id } } }"
SEARCH = '{ deliveries(filter: {text: "jens"}) { nodes { id } totalCount } }'
BOTH = '{ deliveries { nodes { id } } other: deliveries(filter: {text: "jens"}) { totalCount } }'
Leave = Callable[[asyncio.StreamWriter], None]


@dataclass
class Scene:
    """A gateway whose statements wait while its table is locked, and an observer of Postgres."""

    gateway: Gateway
    store: PostgresAdapters
    observer: "asyncpg.Connection[asyncpg.Record]"
    seen: list[RequestRecord] = field(default_factory=list)

    @asynccontextmanager
    async def lock_table(self, table: str = "delivery") -> AsyncIterator[None]:
        async with asyncio.timeout(20), lock_table(self.observer, table):
            yield

    async def wait_for_waiting(self, count: int) -> None:
        while await self.observer.fetchval(WAITING) != count:
            pass

    async def wait_for_records(self, count: int = 1) -> None:
        """Wait until so many requests are over."""
        while len(self.seen) < count:
            await self.observer.fetchval("SELECT 1")

    async def is_healthy(self) -> bool:
        """Whether every connection is returned and the next request is answered."""
        answer = await self.gateway.http.post("/graphql", headers={"Token": "demo"}, json={"query": LOOK})
        return answer.status_code == 200 and self.store.database.connections.state().busy == 0


@pytest.fixture
async def scene(database: str, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Scene]:
    """Yield a scene; nothing may be logged as an error."""
    timeouts, seen = Timeouts(read=FOREVER, lock=FOREVER), list[RequestRecord]()
    observer = await asyncpg.connect(database)
    async with open_adapters(database, pool_size=4, timeouts=timeouts, serves_demo=True) as store:
        usecases = compose(store)
        await load_demo_addresses(store.database)
        await seed_accounts(usecases)
        await seed_tokens(usecases)
        app = create_app(usecases, public_url=PUBLIC_URL, operations=Operations(others=(seen.append,)))
        async with store.feed, serve_app(app, usecases) as gateway:
            yield Scene(gateway, store, observer, seen)
    await observer.close()
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING] == []


def request(query: str, accept: str = "application/json", **variables: object) -> bytes:
    body = json.dumps({"query": query, "variables": variables}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: gateway.test\r\nToken: demo\r\nContent-Type: application/json\r\n"
        f"Accept: {accept}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send_request(gateway: Gateway, request: bytes) -> asyncio.StreamWriter:
    address = urlsplit(gateway.url)
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(request)
    return writer


def close(writer: asyncio.StreamWriter) -> None:
    writer.close()


def reset(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def close_half(writer: asyncio.StreamWriter) -> None:
    writer.write_eof()


@pytest.mark.parametrize("leave", [close, reset, close_half])
@pytest.mark.parametrize(("query", "statements"), [(LOOK, 1), (SEARCH, 1), (BOTH, 2)])
async def test_a_query_ends_when_its_client_leaves(
    scene: Scene, leave: Leave, query: str, statements: int
) -> None:
    async with scene.lock_table():
        client = await send_request(scene.gateway, request(query))
        await scene.wait_for_waiting(statements)
        leave(client)
        await scene.wait_for_waiting(0)
        await scene.wait_for_records()
    client.close()
    (record,) = scene.seen
    assert (record.status, record.outcome, record.codes) == (499, "abandoned", [])
    assert await scene.is_healthy()


async def test_a_query_by_get_ends_too(scene: Scene) -> None:
    head = (
        b"GET /graphql?query=%7Bdeliveries%7Bnodes%7Bid%7D%7D%7D HTTP/1.1\r\nHost: x\r\nToken: demo\r\n\r\n"
    )
    async with scene.lock_table():
        client = await send_request(scene.gateway, head)
        await scene.wait_for_waiting(1)
        client.close()
        await scene.wait_for_waiting(0)
    assert await scene.is_healthy()


async def test_whoever_waits_for_a_turn_to_search_may_leave(scene: Scene) -> None:
    async with scene.lock_table():
        clients = [await send_request(scene.gateway, request(SEARCH)) for _ in range(16)]
        await scene.wait_for_waiting(1)
        for client in clients:
            client.close()
        await scene.wait_for_records(16)
        await scene.wait_for_waiting(0)
    assert {each.outcome for each in scene.seen} == {"abandoned"}
    assert await scene.is_healthy()


async def test_a_mutation_goes_on_when_its_client_leaves(scene: Scene) -> None:
    async with scene.lock_table():
        client = await send_request(scene.gateway, request(CREATE, input={"deliveries": [delivery()]}))
        await scene.wait_for_waiting(1)
        client.close()
        await client.wait_closed()
        assert await scene.observer.fetchval(WAITING) == 1
    await scene.wait_for_records()
    assert await scene.observer.fetchval("SELECT count(*) FROM delivery") == 1
    assert await scene.is_healthy()


async def test_the_next_request_of_a_connection_is_not_the_one_before(scene: Scene) -> None:
    """A client that leaves ends what is being answered, whatever else it has sent or was answered."""
    async with scene.lock_table():
        client = await send_request(
            scene.gateway, request("{ __typename }") + request(LOOK) + request(SEARCH)
        )
        await scene.wait_for_waiting(1)
        client.close()
        await scene.wait_for_waiting(0)
        await scene.wait_for_records(2)
    assert [each.outcome for each in scene.seen] == ["ok", "abandoned"]
    assert await scene.is_healthy()


@pytest.mark.parametrize("leave", [close, reset])
@pytest.mark.parametrize(("query", "table"), [(SEARCH, "delivery"), (CHANGED, "event_counter")])
async def test_an_event_stream_ends_when_its_client_leaves(
    scene: Scene, leave: Leave, query: str, table: str
) -> None:
    async with scene.lock_table(table):
        client = await send_request(scene.gateway, request(query, "text/event-stream"))
        await scene.wait_for_waiting(1)
        leave(client)
        await scene.wait_for_waiting(0)
        await scene.wait_for_records()
    assert await scene.is_healthy()


@pytest.mark.parametrize("way", ["complete", "close", "reset"])
@pytest.mark.parametrize(("query", "table"), [(SEARCH, "delivery"), (CHANGED, "event_counter")])
async def test_an_operation_of_a_socket_ends_with_it_or_before(
    scene: Scene, way: str, query: str, table: str
) -> None:
    async with scene.lock_table(table), socket_to(scene.gateway.url) as socket:
        await socket.follow(query)
        await scene.wait_for_waiting(1)
        match way:
            case "complete":
                await socket.say(type="complete", id="0")
            case "close":
                await socket.connection.close()
            case "reset":
                socket.connection.transport.abort()
        await scene.wait_for_waiting(0)
    assert await scene.is_healthy()


async def test_nothing_is_begun_for_a_client_that_has_gone() -> None:
    presence, begun = Presence(), []
    presence.end()

    async def work() -> None:
        begun.append(True)

    with pytest.raises(ClientGone):
        await run_while_present({"state": {PRESENCE: presence}}, work)
    assert not begun


@pytest.mark.parametrize("client_leaves", ["before", "after", "never"])
async def test_whoever_else_ends_a_request_is_obeyed(client_leaves: str) -> None:
    presence, begun = Presence(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(run_while_present({"state": {PRESENCE: presence}}, work))
    await begun.wait()
    if client_leaves == "before":
        presence.end()
    task.cancel()
    if client_leaves == "after":
        presence.end()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_answer_that_is_ready_is_given_and_nothing_is_left_behind() -> None:
    async def work() -> int:
        return 7

    for state in ({PRESENCE: Presence()}, {}):
        assert await run_while_present({"state": state}, work) == 7
        assert all(each.upon_leaving is None for each in state.values())
