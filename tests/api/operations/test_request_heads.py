"""Request heads have limits, beyond which nothing is read, and trailers are not header fields."""

import json
from collections.abc import AsyncIterator

import pytest

from api.operations.bounded_http import HEAD_BYTES, HEAD_FIELDS
from tests.api.operations.wire import Echo, echoing, open_connection

TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
INVALID = {
    "message": "Invalid HTTP request received.",
    "code": "malformed_request",
    "error": {"status": 400},
}
CHUNKED = b"POST /chunked HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
WITH_LENGTH = b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\na\r\n\r\nb\r\n\r\nc"

pytestmark = pytest.mark.usefixtures("quiet_log")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with echoing() as port:
        yield port


def head_of(size: int, line: bytes = b"GET /last HTTP/1.1\r\nHost: x") -> bytes:
    """A head of so many bytes."""
    start, end = line + b"\r\nFiller: ", b"\r\n\r\n"
    return start + b"x" * (size - len(start) - len(end)) + end


def head_with(fields: int) -> bytes:
    return (
        b"GET /last HTTP/1.1\r\nHost: x\r\n"
        + b"".join(b"F%d: v\r\n" % each for each in range(fields - 1))
        + b"\r\n"
    )


def path_of(size: int) -> bytes:
    start, end = b"GET /", b" HTTP/1.1\r\nHost: x\r\n\r\n"
    return start + b"p" * (size - len(start) - len(end)) + end


def short_fields(size: int) -> bytes:
    return (b"GET /last HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * size)[: size - 4] + b"\r\n\r\n"


@pytest.mark.parametrize("head", [head_of(HEAD_BYTES), path_of(HEAD_BYTES), head_with(HEAD_FIELDS)])
async def test_a_head_at_its_bound_is_served(port: int, head: bytes) -> None:
    async with open_connection(port) as wire:
        for _ in range(2):
            wire.send(head)
            assert (await wire.answer())[0] == 200


@pytest.mark.parametrize(
    "head",
    [
        head_of(HEAD_BYTES + 1),
        path_of(HEAD_BYTES + 1),
        head_with(HEAD_FIELDS + 1),
        head_of(3_000_000),
        short_fields(500_000),
        b"\r\n" * HEAD_BYTES,
        head_of(HEAD_BYTES)[:-4] + b"xxxx",
    ],
)
async def test_a_head_beyond_its_bound_is_refused_and_the_connection_ends(head: bytes) -> None:
    echo = Echo()
    async with echoing(echo) as port, open_connection(port) as wire:
        wire.send(head)
        assert await wire.rest() == TOO_LARGE
    assert echo.began == []


async def test_a_head_is_refused_before_its_end_has_come(port: int) -> None:
    for start in (b"GET /" + b"p" * HEAD_BYTES, head_with(HEAD_FIELDS + 2)[:-2]):
        async with open_connection(port) as wire:
            wire.send(start)
            assert await wire.rest() == TOO_LARGE


@pytest.mark.parametrize(
    "before", [b"GET /first HTTP/1.1\r\nHost: x\r\n\r\n", CHUNKED + b"0\r\n\r\n", WITH_LENGTH]
)
async def test_each_of_several_requests_in_a_row_has_a_head_of_its_own(port: int, before: bytes) -> None:
    for head in (head_of(HEAD_BYTES), head_with(HEAD_FIELDS)):
        async with open_connection(port) as wire:
            wire.send(before + head + before + head)
            paths = [(await wire.echo())["path"] for _ in range(4)]
            assert paths[1::2] == ["/last", "/last"]
    for head in (head_of(HEAD_BYTES + 1), head_with(HEAD_FIELDS + 1)):
        async with open_connection(port) as wire:
            wire.send(before + head)
            assert (await wire.answer())[0] == 200
            assert await wire.rest() == TOO_LARGE


@pytest.mark.parametrize("cut", range(1, 5))
async def test_a_head_that_comes_in_pieces_is_counted_as_a_whole(port: int, cut: int) -> None:
    """The pieces end within the blank lines between the requests, and at odd places."""
    first = CHUNKED + b"0\r\n\r\n"
    for size, status in ((HEAD_BYTES, 200), (HEAD_BYTES + 1, 431)):
        head = head_of(size)
        async with open_connection(port) as wire:
            await wire.send_apart(first[:-cut], first[-cut:], head[:5_000], head[5_000:-cut], head[-cut:])
            assert (await wire.answer())[0] == 200
            assert (await wire.answer())[0] == status


async def test_requests_that_come_byte_by_byte_are_served(port: int) -> None:
    async with open_connection(port) as wire:
        await wire.send_apart(*(bytes([byte]) for byte in CHUNKED + b"0\r\n\r\n" + WITH_LENGTH))
        assert (await wire.echo())["body"] == "abc"
        assert (await wire.echo())["body"] == "a\r\n\r\nb\r\n\r\nc"


async def test_an_earlier_request_is_answered_before_a_head_is_refused() -> None:
    echo = Echo()
    async with echoing(echo) as port, open_connection(port) as wire:
        wait, second = b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /second HTTP/1.1\r\nHost: x\r\n\r\n"
        await wire.send_apart(
            wait + second + head_of(HEAD_BYTES + 1), b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n"
        )
        echo.released.set()
        assert (await wire.echo())["path"] == "/wait"
        assert (await wire.echo())["path"] == "/second"
        assert await wire.rest() == TOO_LARGE
    assert "/never" not in echo.began


@pytest.mark.parametrize("pieces", [1, 2])
async def test_trailers_are_no_header_fields(port: int, pieces: int) -> None:
    sent = (
        CHUNKED
        + b"0\r\nToken: demo\r\nX-Request-Id: forged\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\nOwn: 1\r\n\r\n"
    )
    async with open_connection(port) as wire:
        await wire.send_apart(*((sent,) if pieces == 1 else (sent[:-60], sent[-60:])))
        first, second = await wire.echo(), await wire.echo()
    assert (first["fields"], first["body"]) == (["transfer-encoding: chunked"], "abc")
    assert (second["path"], second["fields"]) == ("/next", ["own: 1"])


def trailers_with(fields: int) -> bytes:
    return b"0\r\n" + b"".join(b"T%d: v\r\n" % each for each in range(fields)) + b"\r\n"


async def test_trailers_have_the_bounds_of_a_head(port: int) -> None:
    async with open_connection(port) as wire:
        wire.send(CHUNKED + trailers_with(HEAD_FIELDS) + CHUNKED + b"0\r\nT: %b\r\n\r\n" % (b"x" * 60_000))
        assert [(await wire.echo())["body"] for _ in range(2)] == ["abc", "abc"]
    for too_large in (
        trailers_with(HEAD_FIELDS + 1),
        b"0\r\nT: " + b"x" * 70_000,
        b"3;extension=" + b"x" * 70_000,
    ):
        async with open_connection(port) as wire:
            wire.send(CHUNKED + too_large)
            assert await wire.rest() == TOO_LARGE


async def test_trailers_are_refused_after_the_answers_to_earlier_requests() -> None:
    echo = Echo()
    async with echoing(echo) as port, open_connection(port) as wire:
        await wire.send_apart(
            b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n" + CHUNKED + trailers_with(HEAD_FIELDS + 1)
        )
        echo.released.set()
        assert (await wire.echo())["path"] == "/wait"
        assert await wire.rest() == TOO_LARGE
    assert "/chunked" not in echo.began


async def test_a_request_that_is_answered_already_gets_no_second_answer_for_its_trailers(port: int) -> None:
    async with open_connection(port) as wire:
        wire.send(CHUNKED.replace(b"/chunked", b"/unread"))
        assert (await wire.echo())["path"] == "/unread"
        wire.send(trailers_with(HEAD_FIELDS + 1))
        assert await wire.rest() == b""


@pytest.mark.parametrize("fields", [b"", b"Host: a\r\nHost: a\r\n", b"Hosts: a\r\n"])
async def test_a_head_of_http_1_1_names_one_host(fields: bytes) -> None:
    echo = Echo()
    async with echoing(echo) as port, open_connection(port) as wire:
        wire.send(b"POST /asked HTTP/1.1\r\nContent-Length: 2\r\n" + fields + b"\r\n{}")
        status, body = await wire.answer()
        assert (status, json.loads(body)) == (400, INVALID)
        assert await wire.rest() == b""
    assert echo.began == []


async def test_a_head_of_http_1_0_may_name_no_host(port: int) -> None:
    async with open_connection(port) as wire:
        wire.send(b"GET /asked HTTP/1.0\r\n\r\n")
        assert (await wire.echo())["path"] == "/asked"


@pytest.mark.parametrize("method", ["FOO", "get", "G-E-T", "GETS", "X" * 32])
async def test_a_method_that_nobody_knows_is_passed_on(port: int, method: str) -> None:
    async with open_connection(port) as wire:
        for sent in (
            b"%b /asked HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" % method.encode(),
            b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n",
        ):
            wire.send(sent)
        first, second = await wire.echo(), await wire.echo()
    assert (first["method"], first["path"], first["body"]) == (method, "/asked", "abc")
    assert (second["method"], second["path"]) == ("GET", "/next")


@pytest.mark.parametrize(
    "sent",
    [b"X" * 33 + b" / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01 / x", b"FOO", b"F(O / HTTP/1.1\r\n"],
)
async def test_what_is_not_a_method_is_refused_with_the_error_body(port: int, sent: bytes) -> None:
    async with open_connection(port) as wire:
        wire.send(sent)
        status, body = await wire.answer()
        assert (status, json.loads(body)) == (400, INVALID)
