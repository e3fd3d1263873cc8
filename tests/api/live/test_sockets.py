"""What a real client meets at the other end of a real socket."""

import asyncio
import json
import select
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from domain.model.auth import Channel, Scope
from domain.usecases import UseCases
from tests.api.graphql.client import Client
from tests.api.live.conftest import Merchant, gateway_over
from tests.api.live.followers import BEGINNING, CHANGED, TIMEOUT, connection_to, socket_to, stream_from
from tests.running import PUBLIC_URL, Gateway


async def close_code(connection: ClientConnection) -> int | None:
    """The code with which the server closed, after whatever it still said."""
    async with asyncio.timeout(TIMEOUT):
        with suppress(ConnectionClosed):
            while True:
                await connection.recv()
    return connection.close_code


async def test_a_malformed_message_ends_its_own_operation_alone(gateway: Gateway, merchant: Merchant) -> None:
    async with socket_to(gateway.url) as socket:
        good = await socket.follow(after=BEGINNING)
        bad = [await socket.follow(document) for document in ("{", "subscription { nothing }", "")]
        wrong = await socket.follow(after=7)
        assert [await each.error() for each in bad] == [
            "GRAPHQL_PARSE_FAILED",
            "GRAPHQL_VALIDATION_FAILED",
            "GRAPHQL_PARSE_FAILED",
        ]
        assert await wrong.error() == "BAD_USER_INPUT"
        await socket.say(type="subscribe", id="x", payload=["no object"])
        await socket.say(type="nonsense", id="y")
        await merchant.books("A")
        assert (await good.change())["eventId"] == "1"


async def test_what_is_no_message_at_all_ends_only_its_own_connection(
    gateway: Gateway, merchant: Merchant
) -> None:
    async with socket_to(gateway.url) as other, connection_to(gateway.url) as connection:
        follower = await other.follow(after=BEGINNING)
        await connection.send("no json")
        assert await close_code(connection) == 4400
        await merchant.books("A")
        assert (await follower.change())["eventId"] == "1"


@pytest.mark.parametrize(
    "payload", [{}, {"Authorization": "Bearer forged"}, {"Token": "é"}, {"Token": 7}, None]
)
async def test_a_socket_needs_a_good_token(gateway: Gateway, payload: object) -> None:
    async with connection_to(gateway.url) as connection:
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert await close_code(connection) == 4403


@pytest.mark.parametrize("name", ["Token", "token", "Authorization", "authorization"])
async def test_the_token_comes_in_the_first_message_or_with_the_upgrade(gateway: Gateway, name: str) -> None:
    token = "demo" if name.lower() == "token" else "Bearer demo"
    for headers, payload in (({}, {name: token}), ({name: token}, None)):
        async with connection_to(gateway.url, additional_headers=headers) as connection:
            await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
            assert json.loads(await connection.recv()) == {"type": "connection_ack"}


@pytest.mark.parametrize("origin", ["http://elsewhere.test", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_origin_opens_no_socket(gateway: Gateway, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connection_to(gateway.url, origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_the_gateways_own_pages_do(gateway: Gateway) -> None:
    for origin in (gateway.url, PUBLIC_URL):
        async with socket_to(gateway.url, origin=origin) as socket:
            assert socket.connection.subprotocol == "graphql-transport-ws"


async def test_there_is_no_socket_at_other_paths(gateway: Gateway) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with connection_to(f"{gateway.url}/v1"):
            pass
    assert refused.value.response.status_code == 403


async def test_at_the_end_sockets_are_closed_as_going_away(database: str, usecases: UseCases) -> None:
    async with AsyncExitStack() as clients:
        async with gateway_over(database, usecases) as gateway:
            socket = await clients.enter_async_context(socket_to(gateway.url))
            await socket.follow()
        await asyncio.wait_for(socket.connection.wait_closed(), TIMEOUT)
        assert socket.connection.close_code == 1001


@pytest.mark.parametrize("how", ["revoked", "its maker revoked", "expired"])
async def test_subscriptions_end_with_their_token(gateway: Gateway, usecases: UseCases, how: str) -> None:
    expires = datetime.now(UTC) + timedelta(seconds=1) if how == "expired" else None
    record, token = await usecases.administration.add_token("demo", "short", frozenset(Scope), expires)
    if how == "its maker revoked":
        maker = await usecases.access.authenticate(token, Channel.CLI, "r")
        made = await usecases.tokens.create(maker, "child", frozenset({Scope.DELIVERIES_READ}), None)
        token = made.answer[1] or ""
    merchant = Merchant(Client(gateway, "demo"))
    async with (
        socket_to(gateway.url, token) as socket,
        stream_from(gateway.url, token, after=BEGINNING) as stream,
    ):
        own = await socket.follow(after=BEGINNING)
        await merchant.books("A")
        assert await own.change() == await stream.change()
        if how != "expired":
            await usecases.administration.revoke_token("demo", record.id)
        async with asyncio.timeout(8):
            assert await own.error() == "UNAUTHENTICATED"
            assert await stream.error() == "UNAUTHENTICATED"
        assert await (await socket.follow()).error() == "UNAUTHENTICATED"


@asynccontextmanager
async def deaf_socket(gateway: Gateway) -> AsyncIterator[sockets.socket]:
    """A client that subscribes and then reads nothing any more."""
    port = int(gateway.url.rpartition(":")[2])
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", port))
    raw.setblocking(False)  # noqa: FBT003 - the library's own
    # A client that sends nothing never notices that the server has closed, so this one pings.
    habits: dict[str, Any] = {"max_queue": 1, "close_timeout": 0.1, "ping_interval": 1, "ping_timeout": None}
    async with socket_to(gateway.url, sock=raw, **habits) as socket:
        socket.connection.transport.pause_reading()
        await socket.follow(after=BEGINNING)
        yield raw


async def test_a_client_that_stops_reading_is_cut_off_while_others_go_on(
    database: str, usecases: UseCases
) -> None:
    async with gateway_over(database, usecases, ws_ping_interval=0.5, ws_ping_timeout=0.5) as gateway:
        merchant = Merchant(Client(gateway, "demo"))
        async with socket_to(gateway.url) as other, deaf_socket(gateway) as deaf:
            follower = await other.follow(CHANGED, after=BEGINNING)
            (booked,) = await merchant.books("A")
            for number in range(20):
                await merchant.notes(booked, f"{number}".ljust(2_000, "."))
            assert [each["eventId"] for each in await follower.changes(21)] == [str(n) for n in range(1, 22)]
            assert await asyncio.to_thread(hung_up, deaf)
            await merchant.notes(booked, "still here")
            assert (await follower.change())["delivery"]["notes"] == "still here"


def hung_up(raw: sockets.socket) -> bool:
    """Whether the other end is gone, without reading."""
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLRDHUP)
    return bool(poll.poll(TIMEOUT * 1000))
