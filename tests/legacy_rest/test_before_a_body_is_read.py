"""What is judged and charged before a body is read, seen by clients that never send theirs."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.operations.rate_limit import LeakyBuckets
from api.policy import Policy
from domain.model.auth import Scope
from domain.usecases.assessment import LARGEST_BATCH
from legacy_rest.bodies import LARGEST_BODY, LARGEST_VALUE
from legacy_rest.forms import LARGEST_FORM, MOST_KEYS
from legacy_rest.json_text import LARGEST_ITEM
from legacy_rest.metering import BYTES_FOR_ONE, write_cost
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    SETTINGS,
    TOKEN,
    UPDATE,
    golden_bytes,
    is_problem,
    item,
    newest_ids,
)
from tests.running import Gateway, open_gateway

WRITES = [("POST", CREATE), ("POST", UPDATE), ("DELETE", DELETE)]


async def status_without_body(gateway: Gateway, method: str, path: str, **headers: str) -> int:
    """What is answered to a head whose body does not come."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    address = urlsplit(gateway.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"{method} {path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    body = json.loads(await reader.readuntil(b"}}"))
    writer.transport.abort()
    assert body["error"]["status"] == int(head.split()[1])
    return int(head.split()[1])


@pytest.mark.parametrize(("method", "path"), WRITES)
async def test_token_scope_type_and_size_are_judged_first(gateway: Gateway, method: str, path: str) -> None:
    reader = frozenset({Scope.DELIVERIES_READ})
    _, narrow = await gateway.usecases.administration.add_token("demo", "reader", reader)
    for status, headers in (
        (401, {}),
        (401, {"Token": "forged"}),
        (403, {"Token": narrow, "Content_Type": "text/plain"}),
        (415, {"Token": "demo", "Content_Type": "text/csv"}),
    ):
        sent = {"Content_Length": "3000000", **headers}
        assert await status_without_body(gateway, method, path, **sent) == status
    for size in (str(3 * LARGEST_BODY * 2), "1" * 18):
        for content_type in ("application/json", "application/x-www-form-urlencoded"):
            sent = {"Token": "demo", "Content_Length": size, "Content_Type": content_type}
            assert await status_without_body(gateway, method, path, **sent) == 413


@pytest.mark.parametrize(("method", "path"), WRITES)
async def test_a_client_that_cannot_pay_is_not_read(database: str, method: str, path: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(50, 0.001))) as gateway:
        await gateway.http.request(method, path, headers=TOKEN, content=b" " * 80_000)
        sent = {"Token": "demo", "Content_Length": "80000"}
        assert await status_without_body(gateway, method, path, **sent) == 429


async def test_a_large_body_is_paid_by_its_bytes_and_a_documented_one_by_its_items(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(1_000, 0.001))) as gateway:
        left = 1_000
        for body, cost in (
            (golden_bytes("create_request"), 11),
            (json.dumps([item()] * 60, indent=4).encode(), 61),
            (golden_bytes("create_request").ljust(400_000), 200),
            (b"[" + b" " * 60_000, 30),
            (b"[]", 11),
        ):
            answer = await gateway.http.post(CREATE, headers=TOKEN, content=body)
            left -= cost
            assert answer.headers["ratelimit-remaining"] == str(left)


async def test_a_body_of_unknown_size_is_paid_while_it_arrives(database: str) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 1_000

    async with open_gateway(database, Policy(buckets=LeakyBuckets(30, 0.001))) as gateway:
        await gateway.http.get(SETTINGS, headers=TOKEN)
        answer = await gateway.http.post(CREATE, headers=TOKEN, content=stream())
        assert is_problem(answer)
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert answer.headers["ratelimit-remaining"] == "0"


async def test_a_delete_reads_no_more_than_its_limit(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    for content, status in ((b"{}".ljust(LARGEST_VALUE), 400), (b"{}".ljust(LARGEST_VALUE + 1), 413)):
        for chunked in (False, True):

            async def stream(whole: bytes = content) -> AsyncIterator[bytes]:
                yield whole

            answer = await gateway.http.request(
                "DELETE", DELETE, headers=TOKEN, content=stream() if chunked else content
            )
            assert is_problem(answer)
            assert answer.status_code == status
    assert await newest_ids(gateway) == before


async def test_a_delete_without_a_body_needs_no_content_type(gateway: Gateway) -> None:
    answer = await gateway.http.request("DELETE", DELETE, headers=TOKEN | {"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["fields"][0]["path"]) == (400, "scheduled_id")


def test_the_documented_limits_of_bodies_are_the_limits() -> None:
    text = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
    section = text.partition("## The body of a REST call\n")[2].partition("\n## ")[0]
    limits = [int(each.replace(",", "")) for each in re.findall(r"(?m)^\| .+ \| ([\d,]+) \|$", section)]
    assert limits == [LARGEST_BODY, LARGEST_ITEM, LARGEST_BATCH, LARGEST_FORM, MOST_KEYS, LARGEST_VALUE]
    assert f"more than {BYTES_FOR_ONE:,} bytes" in section
    assert [write_cost(1), write_cost(10), write_cost(11), write_cost(1, 22_000), write_cost(11, 26_000)] == [
        11,
        11,
        12,
        11,
        13,
    ]
