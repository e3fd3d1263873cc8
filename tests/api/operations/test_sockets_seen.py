"""Every WebSocket is counted and leaves one line, at its end or when it is refused, without a secret."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from api.app import create_app
from api.operations import Operations
from api.operations.entry_point import EntryPoint
from api.operations.logs import json_line, plain_line
from api.operations.metrics import Metrics
from api.operations.observation import RequestRecord, describe_close
from tests.fakes import World
from tests.running import PUBLIC_URL, Gateway, serve_app

SOCKET = "graphql-transport-ws"


class Sockets:
    """A gateway without a database, and the records of what it answered."""

    def __init__(self, gateway: Gateway, records: "asyncio.Queue[RequestRecord]", metrics: Metrics) -> None:
        self.url = gateway.url.replace("http", "ws")
        self.records = records
        self.metrics = metrics

    async def record(self) -> RequestRecord:
        """Return the next record, which is made when the server is done with the socket."""
        return await asyncio.wait_for(self.records.get(), 10)

    def open(
        self, path: str = "/graphql", origin: str | None = None, protocol: str = SOCKET, **fields: str
    ) -> connect:
        return connect(
            self.url + path,
            origin=Origin(origin) if origin else None,
            subprotocols=[Subprotocol(protocol)],
            additional_headers=fields,
            proxy=None,
        )

    def count(self, outcome: str) -> float:
        """Return how many sockets had the outcome."""
        return sum(
            sample.value
            for family in text_string_to_metric_families(self.metrics.text().decode())
            for sample in family.samples
            if sample.name == "delivery_gateway_requests_total"
            and (sample.labels["operation"], sample.labels["outcome"]) == ("websocket", outcome)
        )


@pytest.fixture
async def sockets() -> AsyncIterator[Sockets]:
    records: asyncio.Queue[RequestRecord] = asyncio.Queue()
    usecases, metrics = World().usecases, Metrics()
    app = create_app(usecases, public_url=PUBLIC_URL, operations=Operations(metrics, (records.put_nowait,)))
    async with serve_app(app, usecases) as gateway:
        yield Sockets(gateway, records, metrics)


@pytest.mark.parametrize(
    ("path", "origin", "channel"),
    [
        ("/graphql", "https://evil.example", "graphql"),
        ("/graphql", "null", "graphql"),
        ("/graphql/", None, "rest"),
        ("/v1/settings/config", None, "rest"),
        ("/healthz", None, "operations"),
    ],
)
async def test_a_refused_upgrade_leaves_a_line_and_is_counted(
    sockets: Sockets, path: str, origin: str | None, channel: str
) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with sockets.open(f"{path}?secret=kept-out", origin, Token="kept-out"):
            pass
    record = await sockets.record()
    assert record.status == refused.value.response.status_code == 403
    assert (record.path, record.channel, record.operation) == (path, channel, "websocket")
    assert (record.method, record.outcome, record.close_code) == ("GET", "refused", 0)
    assert "kept-out" not in json_line(record) + plain_line(record)
    assert sockets.count("refused") == 1


async def test_a_wrong_subprotocol_leaves_its_close_code(sockets: Sockets) -> None:
    async with sockets.open(protocol="graphql-ws") as client:
        with pytest.raises(ConnectionClosed):
            await client.recv()
    record = await sockets.record()
    assert (record.status, record.outcome, record.close_code) == (101, "refused", 4406)
    assert sockets.count("refused") == 1


async def test_a_socket_without_a_good_token_leaves_no_token(sockets: Sockets) -> None:
    async with sockets.open() as client:
        payload = {"Authorization": "Bearer kept-out"}
        await client.send(json.dumps({"type": "connection_init", "payload": payload}))
        with pytest.raises(ConnectionClosed):
            await client.recv()
    record = await sockets.record()
    assert (record.status, record.outcome, record.close_code) == (101, "refused", 4403)
    assert "kept-out" not in json_line(record) + plain_line(record)


@pytest.mark.parametrize("code", [1000, 1001])
async def test_a_socket_that_its_client_closes_leaves_one_line_at_its_end(
    sockets: Sockets, code: int
) -> None:
    async with sockets.open(**{"X-Request-Id": "mine"}) as client:
        await client.send(json.dumps({"type": "ping"}))
        await client.recv()
        assert sockets.records.empty()
        await client.close(code)
    record = await sockets.record()
    assert (record.status, record.outcome, record.close_code) == (101, "ok", code)
    assert record.request_id == "mine"
    assert f"closed {code} [mine]" in plain_line(record)
    assert json.loads(json_line(record))["close_code"] == code
    assert sockets.records.empty()
    assert sockets.count("ok") == 1


async def test_the_time_of_open_sockets_is_not_among_the_times_of_answers(sockets: Sockets) -> None:
    async with sockets.open():
        pass
    await sockets.record()
    text = sockets.metrics.text().decode()
    assert 'request_seconds_count{channel="graphql",operation="websocket",worker="1"} 0.0' in text


async def test_a_client_that_vanishes_is_no_failure(sockets: Sockets) -> None:
    async with sockets.open() as client:
        client.transport.abort()
    record = await sockets.record()
    assert (record.status, record.outcome) == (101, "ok")


async def record_of(messages: Sequence[Message], error: Exception | None = None) -> RequestRecord:
    """Return the record of an application that sends the messages to a socket, and may fail then."""
    records: list[RequestRecord] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)
        if error:
            raise error

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(_message: Message) -> None:
        await asyncio.sleep(0)

    scope = {"type": "websocket", "path": "/graphql", "headers": []}
    entry_point = EntryPoint(app, lambda _: "graphql", [records.append])
    if error:
        with pytest.raises(type(error)):
            await entry_point(scope, receive, send)
    else:
        await entry_point(scope, receive, send)
    [record] = records
    return record


async def test_an_answer_instead_of_an_upgrade_is_recorded_with_its_status() -> None:
    record = await record_of([{"type": "websocket.http.response.start", "status": 503}])
    assert (record.status, record.outcome) == (503, "unavailable")


async def test_a_socket_that_fails_is_recorded_as_failed() -> None:
    for messages, status in (([], 0), ([{"type": "websocket.accept"}], 101)):
        record = await record_of(messages, RuntimeError())
        assert (record.status, record.outcome, record.close_code) == (status, "failed", 0)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (1000, "ok"),
        (1001, "ok"),
        (1005, "ok"),
        (1006, "ok"),
        (1008, "refused"),
        (1009, "refused"),
        (4400, "refused"),
        (4408, "refused"),
        (4429, "refused"),
        (1013, "unavailable"),
        (1011, "failed"),
        (0, "failed"),
    ],
)
def test_the_outcome_of_a_socket_is_one_word(code: int, word: str) -> None:
    assert describe_close(code) == word
