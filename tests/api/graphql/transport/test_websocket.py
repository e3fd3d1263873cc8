"""Operations over `graphql-transport-ws`, spoken by a client on the other end of the ASGI interface."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from api.graphql.transport.options import Options
from api.graphql.transport.persisted.trusted import TrustedDocuments
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.refusals import HttpRefusal
from api.graphql.transport.websocket.endpoint import PROTOCOL, GraphQLOverWebSocket
from tests.api.graphql.transport.schema import SCHEMA, Shelf

Json = dict[str, Any]


class SocketClient:
    """Sends and receives messages; the last one that it receives is the close."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[Message] = asyncio.Queue()
        self.heard: asyncio.Queue[Message] = asyncio.Queue()
        self.shelf = Shelf()

    async def context(self, _socket: WebSocket, payload: Mapping[str, Any]) -> Shelf:
        if payload.get("Authorization") == "Bearer forged":
            raise HttpRefusal(401, "UNAUTHENTICATED", "The token is unknown.")
        return self.shelf

    def say(self, **message: object) -> None:
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        self.said.put_nowait({"type": "websocket.receive", "text": text})

    def subscribe(self, name: str, query: str) -> None:
        self.say(type="subscribe", id=name, payload={"query": query})

    async def hear(self) -> Json:
        message = await asyncio.wait_for(self.heard.get(), 10)
        assert message["type"] == "websocket.send", message
        heard: Json = json.loads(message["text"])
        return heard

    async def close_code(self) -> int:
        message = await asyncio.wait_for(self.heard.get(), 10)
        assert message["type"] == "websocket.close", message
        code: int = message["code"]
        return code

    async def introduce(self, **payload: str) -> None:
        self.say(type="connection_init", payload=payload)
        assert await self.hear() == {"type": "connection_ack"}


@asynccontextmanager
async def open_socket(
    options: Options | None = None, protocol: str = PROTOCOL
) -> AsyncIterator[SocketClient]:
    client = SocketClient()
    client.said.put_nowait({"type": "websocket.connect"})
    endpoint = GraphQLOverWebSocket(Pipeline(SCHEMA, options or Options()), client.context)
    scope: Scope = {"type": "websocket", "subprotocols": [protocol], "headers": [], "path": "/graphql"}
    serving = asyncio.create_task(endpoint(scope, client.said.get, client.heard.put))
    accepted = await client.heard.get()
    assert accepted["type"] == "websocket.accept"
    yield client
    client.said.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait_for(serving, 10)


async def test_a_subscription_is_next_after_next_and_then_complete() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("a", "subscription { count(upto: 2) }")
        heard = [await client.hear() for _ in range(3)]
    assert [each["type"] for each in heard] == ["next", "next", "complete"]
    assert [each["payload"]["data"]["count"] for each in heard[:2]] == [1, 2]
    assert {each["id"] for each in heard} == {"a"}


async def test_queries_and_mutations_run_over_a_socket_too() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("q", "{ book { title } }")
        assert (await client.hear())["payload"]["data"] == {"book": {"title": "Babettes Gæstebud"}}
        assert await client.hear() == {"id": "q", "type": "complete"}
        client.subscribe("m", 'mutation { addBooks(input: {books: [{title: "b"}]}) { books { title } } }')
        assert (await client.hear())["payload"]["data"] == {"addBooks": {"books": [{"title": "b"}]}}


async def test_an_empty_operation_name_chooses_none() -> None:
    async with open_socket() as client:
        await client.introduce()
        payload = {"query": "query Q { double(number: 2) }", "operationName": ""}
        client.say(type="subscribe", id="q", payload=payload)
        assert (await client.hear())["payload"]["data"] == {"double": 4}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query ($n: Int!) { double(number: $n) }"}, "BAD_USER_INPUT"),
        ({"query": "{" + "fail " * 11 + "}"}, "LIMIT_ROOT_FIELDS"),
        ({"query": 7}, "BAD_REQUEST"),
        ({"query": "{ fail }", "variables": []}, "BAD_REQUEST"),
        ({}, "BAD_REQUEST"),
        ("{ fail }", "BAD_REQUEST"),
        (None, "BAD_REQUEST"),
    ],
)
async def test_a_bad_operation_ends_alone(payload: object, code: str) -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("silent", "subscription { silence }")
        client.say(type="subscribe", id="bad", payload=payload)
        heard = await client.hear()
        assert (heard["type"], heard["id"]) == ("error", "bad")
        assert heard["payload"][0]["extensions"]["code"] == code
        client.subscribe("bad", "{ __typename }")
        assert (await client.hear())["payload"]["data"] == {"__typename": "Query"}


async def test_a_message_of_an_unknown_type_is_an_error_for_its_own_id() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.say(type="start", id="old", payload={"query": "{ fail }"})
        assert (await client.hear())["type"] == "error"
        client.say(type="ping")
        assert await client.hear() == {"type": "pong"}


async def test_complete_stops_an_operation_and_closes_its_source() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("a", "subscription { silence }")
        client.subscribe("b", "{ __typename }")
        assert (await client.hear())["id"] == "b"
        client.say(type="complete", id="a")
        assert await asyncio.wait_for(client.shelf.closed.get(), 10) == "silence"


async def test_a_client_that_goes_leaves_nothing_running() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("a", "subscription { silence }")
        client.subscribe("b", "{ __typename }")
        assert (await client.hear())["id"] == "b"
    assert await asyncio.wait_for(client.shelf.closed.get(), 10) == "silence"


async def test_a_failing_source_leaks_nothing() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("a", "subscription { breaking }")
        assert (await client.hear())["payload"]["data"] == {"breaking": 1}
        failed = await client.hear()
        assert failed["payload"]["errors"][0]["message"] == "Internal error"
        assert await client.hear() == {"id": "a", "type": "complete"}


@pytest.mark.parametrize(
    "text", ["", "{", "7", "[]", "{}", '{"type": "nothing"}', '{"type": 1}', "[" * 9_999]
)
async def test_what_is_no_message_ends_the_connection(text: str) -> None:
    async with open_socket() as client:
        client.say_text(text)
        assert await client.close_code() == 4400


async def test_a_binary_frame_is_no_message() -> None:
    async with open_socket() as client:
        client.said.put_nowait({"type": "websocket.receive", "bytes": b"{}"})
        assert await client.close_code() == 4400


async def test_a_client_must_introduce_itself_in_time_and_once() -> None:
    async with open_socket(Options(init_within=0.01)) as client:
        assert await client.close_code() == 4408
    async with open_socket() as client:
        client.subscribe("a", "{ fail }")
        assert await client.close_code() == 4401
    async with open_socket() as client:
        await client.introduce()
        client.say(type="connection_init")
        assert await client.close_code() == 4429


async def test_pings_gain_a_client_no_time_to_introduce_itself() -> None:
    async with open_socket(Options(init_within=0.01)) as client:
        client.say(type="ping")
        client.say(type="pong")
        assert await client.hear() == {"type": "pong"}
        assert await client.close_code() == 4408


async def test_a_forged_token_is_forbidden() -> None:
    async with open_socket() as client:
        client.say(type="connection_init", payload={"Authorization": "Bearer forged"})
        assert await client.close_code() == 4403


async def test_an_id_stands_for_one_operation_at_a_time() -> None:
    async with open_socket() as client:
        await client.introduce()
        client.subscribe("a", "subscription { silence }")
        client.subscribe("a", "{ __typename }")
        assert await client.close_code() == 4409


async def test_a_connection_runs_only_so_many_operations() -> None:
    async with open_socket(Options(operations_per_socket=1)) as client:
        await client.introduce()
        client.subscribe("a", "subscription { silence }")
        client.subscribe("b", "{ __typename }")
        heard = await client.hear()
        assert (heard["type"], heard["id"]) == ("error", "b")


async def test_another_protocol_is_not_spoken() -> None:
    async with open_socket(protocol="graphql-ws") as client:
        assert await client.close_code() == 4406


async def test_a_trusted_document_runs_by_its_id() -> None:
    trusted = TrustedDocuments.of({"count": "subscription { count(upto: 2) }"}, only=True)
    async with open_socket(Options(trusted=trusted)) as client:
        await client.introduce()
        client.say(type="subscribe", id="1", payload={"documentId": "count"})
        assert [(await client.hear())["type"] for _ in range(3)] == ["next", "next", "complete"]
        client.say(type="subscribe", id="2", payload={"query": "subscription { count(upto: 3) }"})
        refused = await client.hear()
        assert refused["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


async def test_the_cost_of_a_subscription_can_be_asked_for() -> None:
    async with open_socket() as client:
        await client.introduce()
        payload = {"query": "subscription { silence }", "extensions": {"costOnly": True}}
        client.say(type="subscribe", id="1", payload=payload)
        assert (await client.hear())["payload"]["extensions"]["cost"] == {"requested": 1, "actual": 1}
        assert (await client.hear())["type"] == "complete"
