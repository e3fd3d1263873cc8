"""Operations over server-sent events: one for each connection."""

import asyncio
import json
import socket
from contextlib import suppress
from urllib.parse import quote, urlsplit

import httpx
import pytest
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.graphql.transport.options import Options
from api.operations.shutdown import SHUTDOWN_EVENT
from tests.api.graphql.transport.serving import GRAPHQL, JSON, Library, codes, open_library

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVENTS = "text/event-stream"
URQL = f"{GRAPHQL}, application/graphql+json, {JSON}, {EVENTS}, multipart/mixed"


def results(response: httpx.Response) -> list[dict[str, object]]:
    """Return the payloads of a completed stream."""
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert "\r" not in response.text
    *events, last, rest = response.text.split("\n\n")
    assert (last, rest) == ("event: complete\ndata:", "")
    assert all(each.startswith("event: next\ndata: ") for each in events)
    return [json.loads(each.removeprefix("event: next\ndata: ")) for each in events]


async def test_each_event_of_a_subscription_comes_as_one_result(library: Library) -> None:
    response = await library.post("subscription { count(upto: 3) }", EVENTS)
    assert [each["data"] for each in results(response)] == [{"count": n} for n in (1, 2, 3)]


async def test_a_subscription_may_be_asked_for_by_get(library: Library) -> None:
    response = await library.get(EVENTS, query="subscription { count(upto: 1) }")
    assert [each["data"] for each in results(response)] == [{"count": 1}]


async def test_an_empty_operation_name_streams_the_one_subscription(library: Library) -> None:
    query = "subscription S { count(upto: 1) }"
    for response in (
        await library.post(query, EVENTS, operationName=""),
        await library.get(EVENTS, query=query, operationName=""),
    ):
        assert [each["data"] for each in results(response)] == [{"count": 1}]


async def test_a_client_that_takes_everything_gets_a_query_in_one_piece(library: Library) -> None:
    response = await library.post("{ book { title } }", URQL)
    assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    response = await library.post("subscription { count(upto: 1) }", URQL)
    assert len(results(response)) == 1


async def test_a_query_can_be_streamed_too(library: Library) -> None:
    response = await library.post("{ book { title } }", EVENTS)
    assert [each["data"] for each in results(response)] == [{"book": {"title": "Babettes Gæstebud"}}]


async def test_a_source_that_fails_ends_its_stream_and_leaks_nothing(library: Library) -> None:
    response = await library.post("subscription { breaking }", EVENTS)
    first, second = results(response)
    assert first["data"] == {"breaking": 1}
    assert "hunter2" not in response.text
    assert "Internal error" in json.dumps(second)


async def test_wrong_graphql_is_a_stream_of_one_result(library: Library) -> None:
    response = await library.post("subscription { nothing }", EVENTS)
    (only,) = results(response)
    assert only.keys() == {"errors", "extensions"}


async def test_a_broken_request_is_no_stream(library: Library) -> None:
    response = await library.send(b"7", EVENTS)
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


async def test_a_silent_stream_shows_that_it_lives_and_is_closed_with_its_client() -> None:
    async with open_library(Options(ping_every=0.01)) as library:
        body = {"query": "subscription { silence }"}
        headers = {"Accept": EVENTS}
        async with library.http.stream("POST", "/graphql", json=body, headers=headers) as response:
            lines = response.aiter_lines()
            assert [await anext(lines) for _ in range(4)] == [":", "", ":", ""]
        assert await asyncio.wait_for(library.shelf.closed.get(), 10) == "silence"


async def test_a_server_that_ends_ends_subscriptions_without_completing_them() -> None:
    """A client does not repeat a completed stream; it reconnects after any other end."""
    told = asyncio.Event()
    async with open_library(middleware=(Middleware(Ending, told),)) as library:
        body, headers = {"query": "subscription { silence }"}, {"Accept": EVENTS}
        async with library.http.stream("POST", "/graphql", json=body, headers=headers) as response:
            told.set()
            assert await asyncio.wait_for(response.aread(), 10) == b""
        assert (await library.post("subscription { silence }", EVENTS)).text == ""
        assert len(results(await library.post("{ book { title } }", EVENTS))) == 1


class Ending:
    """Provides the application with the shutdown event, as a server does."""

    def __init__(self, app: ASGIApp, told: asyncio.Event) -> None:
        self.app = app
        self.told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "state": {**scope["state"], SHUTDOWN_EVENT: self.told}}, receive, send)


async def test_a_client_that_does_not_read_is_left_and_his_connection_too() -> None:
    async with open_library(Options(read_within=0.1)) as library:
        address = urlsplit(str(library.http.base_url))
        with socket.create_connection((address.hostname, address.port)) as deaf:
            path = f"/graphql?query={quote('subscription { flood }')}"
            deaf.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nAccept: {EVENTS}\r\n\r\n".encode())
            assert await asyncio.wait_for(library.shelf.closed.get(), 20) == "flood"
            await asyncio.wait_for(asyncio.to_thread(wait_for_abort, deaf), 20)


def wait_for_abort(deaf: socket.socket) -> None:
    """Return once the server has aborted: a reset does not wait for unread bytes, unlike an orderly close."""
    with suppress(ConnectionError):
        while True:
            deaf.sendall(b"\r\n")


async def test_an_event_that_has_a_name_bears_it() -> None:
    async with open_library(Options(event_id=lambda number: f"n{number}")) as library:
        response = await library.post("subscription { count(upto: 2) }", EVENTS)
        names = [line for line in response.text.splitlines() if line.startswith("id: ")]
        assert names == ["id: n1", "id: n2"]
        assert '"eventId":"n2"' in response.text
