"""The connections of clients that send half of something and wait are closed; others are not affected."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest

from api.app import create_app
from api.demo.seed import seed_accounts, seed_tokens
from api.operations import Operations
from tests.fakes import World
from tests.running import PUBLIC_URL, serve_app

SECONDS = 1.0
HEAD = b"POST /v1.3/scheduled/create HTTP/1.1\r\nHost: x\r\n"
HALF_BODY = HEAD + b"Token: demo\r\nContent-Length: 100\r\n\r\n[{"
HALF_GZIP = HALF_BODY.replace(b"Token", b"Content-Encoding: gzip\r\nToken").removesuffix(b"[{") + b"\x1f\x8b"


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway that waits for a second only."""
    world = World()
    world.accounts.serves_demo = True
    usecases = world.usecases
    await seed_accounts(usecases)
    await seed_tokens(usecases)
    app = create_app(usecases, public_url=PUBLIC_URL, operations=Operations(client_seconds=SECONDS))
    async with serve_app(app, usecases, client_seconds=SECONDS) as running:
        yield running.http


async def open_connection(
    http: httpx.AsyncClient, sent: bytes
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = urlsplit(str(http.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(sent)
    return reader, writer


async def read_until_closed(http: httpx.AsyncClient, sent: bytes) -> bytes:
    """Return all bytes that the gateway sends to a client that stops after these."""
    reader, writer = await open_connection(http, sent)
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return answer


async def test_half_sent_heads_and_bodies_are_closed_while_good_clients_go_on(
    http: httpx.AsyncClient,
) -> None:
    assert (await http.get("/healthz")).status_code == 200  # connects before the loop has 250 others to serve
    sent = [HEAD] * 200 + [HALF_BODY] * 50
    slow = asyncio.gather(*(read_until_closed(http, each) for each in sent))
    good = 0
    while not slow.done():
        assert (await http.get("/healthz")).status_code == 200
        good += 1
    assert good > 1
    assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in await slow)


async def test_a_half_sent_body_gets_the_error_body_of_its_channel(http: httpx.AsyncClient) -> None:
    rest = await read_until_closed(http, HALF_BODY)
    graphql = await read_until_closed(
        http,
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    )
    compressed = await read_until_closed(http, HALF_GZIP)
    for answer, body in (
        (rest, b'"code":"request_timeout"'),
        (compressed, b'"code":"request_timeout"'),
        (graphql, b'"code":"REQUEST_TIMEOUT"'),
    ):
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"x-request-id: " in answer
        assert b"connection: close" in answer.lower()
        assert body in answer


async def test_a_body_that_comes_piece_by_piece_but_in_time_is_read(http: httpx.AsyncClient) -> None:
    reader, writer = await open_connection(http, HEAD + b"Token: demo\r\nContent-Length: 2\r\n\r\n")
    for piece in (b"[", b"]"):
        writer.write(piece)
        assert (await http.get("/healthz")).status_code == 200
    assert b"Body must hold at least one delivery." in await reader.readuntil(b"}}")
    writer.close()


async def test_the_rest_of_a_refused_body_is_not_waited_for_either(http: httpx.AsyncClient) -> None:
    reader, writer = await open_connection(http, HALF_BODY.replace(b"demo", b"nobody"))
    assert (await reader.readuntil(b"}}")).startswith(b"HTTP/1.1 401 ")
    writer.write(b" ")
    assert await asyncio.wait_for(reader.read(), 20) == b""
    writer.close()


@pytest.mark.parametrize("sent", [b"", b"\r\n", b"GET / HTTP/1.1", HEAD + b"X: "])
async def test_a_head_must_come_in_time(http: httpx.AsyncClient, sent: bytes) -> None:
    assert await read_until_closed(http, sent) in (
        b"",
        b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    )


async def test_a_second_head_must_come_in_time(http: httpx.AsyncClient) -> None:
    reader, writer = await open_connection(http, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    await reader.readuntil(b"alive\n")
    writer.write(b"GET /heal")
    assert (await asyncio.wait_for(reader.read(), 20)).startswith(b"HTTP/1.1 408 ")
    writer.close()


async def test_drops_between_requests_do_not_keep_a_connection(http: httpx.AsyncClient) -> None:
    reader, writer = await open_connection(http, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.readuntil(b"alive\n")).startswith(b"HTTP/1.1 200")
    writer.write(b"\r\n")
    assert await asyncio.wait_for(reader.read(), 20) == b""
    writer.close()


async def test_a_connection_that_was_upgraded_is_left_alone() -> None:
    """The protocol for it is the application's affair; here it is one that answers after the deadline."""
    usecases = World().usecases
    app = create_app(usecases, public_url=PUBLIC_URL)
    async with serve_app(app, usecases, client_seconds=SECONDS, ws=Late) as running:
        upgrade = b"GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        assert await read_until_closed(running.http, upgrade) == b"still here"


class Late(asyncio.Protocol):
    """Says something when the deadline for heads has been over for long, and closes the connection."""

    def __init__(self, **_given: object) -> None:
        self.heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        asyncio.get_running_loop().call_later(SECONDS * 2, self.speak)

    def speak(self) -> None:
        self.transport.write(b"still here")
        self.transport.close()
