"""Request bodies in gzip, at every reader of bodies, within the reader's own limits."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from api.graphql.body_refusals import ENCODING_REFUSALS
from api.operations.gzip_reader import PIECE
from api.operations.inflated_body import InflatedBody
from api.operations.rate_limit import LeakyBuckets
from api.operations.request_body import BodyTooLarge, read_body
from api.policy import Policy
from legacy_rest.bodies import LARGEST_BODY, LARGEST_VALUE
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    SETTINGS,
    UPDATE,
    create_one,
    golden_bytes,
    item,
    load_booking,
)
from tests.legacy_rest.turns import count_turns
from tests.running import Gateway, open_gateway

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
QUERY = b'{"query": "{ viewer { account { id } } }"}'
GRANT = urlencode({"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo"}).encode()
# Path, content type, a good body and the status of its answer.
READERS: Final = {
    "graphql": ("/graphql", JSON, QUERY, 200),
    "create": (CREATE, JSON, golden_bytes("create_request"), 201),
    "form": (CREATE, FORM, urlencode({"deliveries": golden_bytes("create_request")}).encode(), 201),
    "oauth": ("/oauth/token", FORM, GRANT, 200),
}
LIMITS: Final = {"graphql": 2_000_000, "create": LARGEST_BODY, "oauth": 16 * 1024}


async def send(
    gateway: Gateway, reader: str, body: bytes, *encodings: str, chunked: bool = False
) -> httpx.Response:
    path, content_type, _, _ = READERS[reader]
    headers = [("Content-Type", content_type), *(("Content-Encoding", each) for each in encodings)]
    if reader != "oauth":
        headers.append(("Token", "demo"))

    async def stream() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    return await gateway.http.post(path, headers=headers, content=stream() if chunked else body)


def message(reader: str, answer: httpx.Response) -> str:
    """The message of a refusal, which must have the channel's own form."""
    body = answer.json()
    text: str
    if reader == "graphql":
        assert "data" not in body
        text = body["errors"][0]["message"]
    elif reader == "oauth":
        assert body["error"] == "invalid_request"
        text = body["error_description"]
    else:
        assert body["error"] == {"status": answer.status_code}
        text = body["message"]
    return text


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZip"])
async def test_a_body_in_gzip_is_read(gateway: Gateway, reader: str, encoding: str) -> None:
    _, _, body, status = READERS[reader]
    for chunked in (False, True):
        answer = await send(gateway, reader, gzip.compress(body), encoding, chunked=chunked)
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize("reader", READERS)
async def test_identity_and_an_empty_encoding_are_none(gateway: Gateway, reader: str) -> None:
    _, _, body, status = READERS[reader]
    for encodings in ((), ("identity",), ("",)):
        assert (await send(gateway, reader, body, *encodings)).status_code == status


@pytest.mark.parametrize("reader", ["graphql", "create"])
async def test_a_body_in_gzip_may_begin_with_a_byte_order_mark(gateway: Gateway, reader: str) -> None:
    _, _, body, status = READERS[reader]
    answer = await send(gateway, reader, gzip.compress(b"\xef\xbb\xbf" + body), "gzip")
    assert answer.status_code == status


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "encodings",
    [
        ("br",),
        ("zstd",),
        ("deflate",),
        ("gzip, gzip",),
        ("gzip", "identity"),
        ("gzip;q=1",),
        ("utf-8",),
        ("*",),
    ],
)
async def test_another_encoding_is_415_and_the_answer_names_gzip(
    gateway: Gateway, reader: str, encodings: tuple[str, ...]
) -> None:
    _, _, body, _ = READERS[reader]
    answer = await send(gateway, reader, gzip.compress(body), *encodings)
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "gzip"
    assert "Content-Encoding" in message(reader, answer)


WRONG: Final[dict[str, Callable[[bytes], bytes]]] = {
    "plain": lambda body: body,
    "cut off": lambda body: gzip.compress(body)[:-1],
    "without its trailer": lambda body: gzip.compress(body)[:-8],
    "with a wrong checksum": lambda body: gzip.compress(body)[:-8] + b"\0" * 8,
    "with a rest": lambda body: gzip.compress(body) + b"rest",
    "without content": lambda _: gzip.compress(b"") * 1_001,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("wrong", WRONG)
async def test_broken_gzip_is_a_bad_request(gateway: Gateway, reader: str, wrong: str) -> None:
    """Even if all of the content is there: it may have been changed on its way."""
    _, _, body, status = READERS[reader]
    for chunked in (False, True):
        answer = await send(gateway, reader, WRONG[wrong](body), "gzip", chunked=chunked)
        assert answer.status_code == 400
        assert "gzip" in message(reader, answer)
    assert (await send(gateway, reader, body)).status_code == status, "the connection goes on"


@pytest.mark.parametrize("reader", LIMITS)
async def test_a_limit_of_bytes_holds_for_inflated_bytes(gateway: Gateway, reader: str) -> None:
    _, _, body, status = READERS[reader]
    if reader == "oauth":
        body += b"&padding="
    fits = body.ljust(LIMITS[reader])
    assert (await send(gateway, reader, gzip.compress(fits), "gzip")).status_code == status
    beyond = await send(gateway, reader, gzip.compress(fits + b" "), "gzip")
    assert beyond.status_code == 413
    assert "large" in message(reader, beyond)


async def test_the_id_of_a_delete_may_come_in_gzip_within_its_limit(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    body = json.dumps({"scheduled_id": scheduled_id}).encode()
    headers = {"Token": "demo", "Content-Encoding": "gzip", "Content-Type": JSON}
    for content, status in (
        (gzip.compress(body.ljust(LARGEST_VALUE + 1)), 413),
        (gzip.compress(body.ljust(LARGEST_VALUE)), 200),
        (gzip.compress(body), 404),
        (gzip.compress(b""), 400),
    ):
        answer = await gateway.http.request("DELETE", DELETE, headers=headers, content=content)
        assert answer.status_code == status, answer.text


async def test_without_a_body_the_encoding_does_not_matter(gateway: Gateway) -> None:
    for encoding in ("gzip", "br"):
        headers = {"Token": "demo", "Content-Encoding": encoding}
        settings = await gateway.http.get(SETTINGS, headers=headers)
        query = await gateway.http.get("/graphql", params={"query": "{ __typename }"}, headers=headers)
        deleted = await gateway.http.delete(f"{DELETE}/nothing", headers=headers)
        assert (settings.status_code, query.status_code, deleted.status_code) == (200, 200, 404)


async def test_inflated_bytes_are_charged(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(10_000, 0.001))) as gateway:
        left = 10_000
        large = golden_bytes("create_request").ljust(400_000)
        for body, cost, status in (
            (gzip.compress(large), 200, 201),
            (gzip.compress(json.dumps([item()] * 60).encode()), 61, 201),
            (gzip.compress(large)[:-1], 200, 400),
            (gzip.compress(b" " * (LARGEST_BODY + PIECE)), LARGEST_BODY // 2_000, 413),
        ):
            answer = await send(gateway, "create", body, "gzip")
            left -= cost
            remaining = int(answer.headers["ratelimit-remaining"])
            assert answer.status_code == status
            assert left - PIECE // 2_000 - 1 <= remaining <= left
            left = remaining


async def test_an_account_that_cannot_pay_has_a_bomb_inflated_no_further(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(50, 0.001))) as gateway:
        await gateway.http.get(SETTINGS, headers={"Token": "demo"})
        answer = await send(gateway, "create", gzip.compress(b" " * 10_000_000), "gzip")
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


async def test_an_item_of_an_update_is_read_from_gzip(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    body = json.dumps([{"scheduled_id": scheduled_id, "delivery_notes": "Rød dør"}]).encode()
    headers = {"Token": "demo", "Content-Encoding": "gzip"}
    answer = await gateway.http.post(UPDATE, headers=headers, content=gzip.compress(body))
    assert answer.status_code == 200
    assert (await load_booking(gateway, scheduled_id)).notes == "Rød dør"


class BoundedReader:
    """An application that reads bodies up to a limit, and counts what it received."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.received = 0
        self.fields: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        async def count() -> Message:
            received = await receive()
            self.received += len(received.get("body", b""))
            return received

        self.fields = dict(Request(scope).headers)
        try:
            await read_body(scope, count, self.limit)
        except BodyTooLarge:
            return


async def give_body(app: BoundedReader, *parts: bytes) -> list[Message]:
    """Send a body in gzip to the application; returns what is sent back."""
    queue: asyncio.Queue[Message] = asyncio.Queue()
    for part in parts:
        queue.put_nowait({"type": "http.request", "body": part, "more_body": True})
    queue.put_nowait({"type": "http.request", "more_body": False})
    sent: list[Message] = []

    async def send_back(message: Message) -> None:
        sent.append(message)

    fields = [(b"content-encoding", b"gzip"), (b"content-length", b"10"), (b"token", b"demo")]
    scope: dict[str, Any] = {"type": "http", "headers": fields, "state": {}}
    await InflatedBody(app, ENCODING_REFUSALS)(scope, queue.get, send_back)
    return sent


async def test_no_more_of_a_bomb_is_inflated_than_its_reader_takes() -> None:
    app = BoundedReader(1_000_000)
    await give_body(app, gzip.compress(b"\0" * 200_000_000))
    assert 1_000_000 < app.received <= 1_000_000 + PIECE


async def test_a_reader_sees_neither_the_encoding_nor_the_compressed_size() -> None:
    app = BoundedReader(1_000_000)
    assert await give_body(app, gzip.compress(b"{}")) == []
    assert app.fields == {"token": "demo", "transfer-encoding": "chunked"}


async def test_others_are_served_between_the_pieces_of_a_body() -> None:
    app = BoundedReader(100 * PIECE)
    assert await count_turns(give_body(app, gzip.compress(b"\0" * 100 * PIECE))) >= 100
    assert await count_turns(give_body(app, gzip.compress(b"1") * 900)) >= 900
