"""A client that offers another protocol than WebSocket is served over HTTP/1.1, with its body."""

from collections.abc import AsyncIterator

import pytest

from tests.api.operations.wire import echoing, open_connection

# As Java's HttpClient begins every request over plain HTTP.
OFFER = (
    b"Connection: Upgrade, HTTP2-Settings\r\nHost: gateway.test\r\n"
    b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\nUpgrade: h2c\r\n"
    b"User-Agent: Java-http-client/21.0.1\r\nContent-Type: application/json\r\n"
)
GET = b"GET /asked HTTP/1.1\r\n" + OFFER + b"\r\n"
POST = b"POST /sent HTTP/1.1\r\n" + OFFER + b"Content-Length: 14\r\n\r\n", b'{"query":"{}"}'
CHUNKED = (
    b"POST /chunks HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + OFFER + b"\r\n",
    b"2\r\n{}\r\n0\r\n\r\n",
)

pytestmark = pytest.mark.usefixtures("quiet_log")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with echoing() as port:
        yield port


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [(GET, b"", ""), (*POST, '{"query":"{}"}'), (*CHUNKED, "{}")],
    ids=["get", "post", "chunked"],
)
@pytest.mark.parametrize("cuts", ["whole", "head and body", "pieces"])
async def test_a_request_that_offers_http2_is_served(
    port: int, head: bytes, body: bytes, expected: str, cuts: str
) -> None:
    pieces = {
        "whole": [head + body],
        "head and body": [head, body],
        "pieces": [head[:30], head[30:-2], head[-2:] + body[:1], body[1:]],
    }
    async with open_connection(port) as wire:
        for _ in range(3):  # the connection is kept
            await wire.send_apart(*pieces[cuts])
            echoed = await wire.echo()
            assert echoed["method"].encode() == head.split(b" ")[0]
            assert echoed["path"].encode() == head.split(b" ")[1]
            assert echoed["body"] == expected
            assert "user-agent: Java-http-client/21.0.1" in echoed["fields"]


async def test_requests_that_offer_http2_may_follow_each_other_at_once(port: int) -> None:
    async with open_connection(port) as wire:
        wire.send(
            b"".join(POST)
            + GET
            + b"".join(CHUNKED)
            + b"GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"
            + b"".join(POST)
        )
        paths = [(await wire.echo())["path"] for _ in range(5)]
    assert paths == ["/sent", "/asked", "/chunks", "/plain", "/sent"]


@pytest.mark.parametrize("protocol", [b"TLS/1.0", b"h2c, websocket", b"WebSockets", b"IRC/6.9, RTA/x11"])
async def test_any_other_offer_is_ignored_too(port: int, protocol: bytes) -> None:
    head, body = POST
    async with open_connection(port) as wire:
        wire.send(head.replace(b"h2c", protocol) + body)
        assert (await wire.echo())["body"] == body.decode()


@pytest.mark.parametrize(("old", "new"), [(b"Upgrade, ", b"close, Upgrade, "), (b"HTTP/1.1", b"HTTP/1.0")])
async def test_a_connection_that_shall_not_be_kept_ends_after_the_answer(
    port: int, old: bytes, new: bytes
) -> None:
    head, body = POST
    async with open_connection(port) as wire:
        wire.send(head.replace(old, new) + body)
        assert (await wire.echo())["body"] == body.decode()
        assert await wire.rest() == b""


@pytest.mark.parametrize("offer", [b"", OFFER])
async def test_the_gateway_is_no_proxy(port: int, offer: bytes) -> None:
    async with open_connection(port) as wire:
        wire.send(b"CONNECT shop.example:443 HTTP/1.1\r\n" + offer + b"\r\n")
        assert (await wire.rest()).startswith(b"HTTP/1.1 400 ")
