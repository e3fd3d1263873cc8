"""A request leaves nothing that only a garbage collection frees, so that collections are rare and short.

What remains is of graphql-core, whose visitors and tokens refer to themselves: up to a thousand objects for a
document that is not prepared yet, some fifty for variables that do not fit.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.api.operations.wire import Wire, open_connection
from tests.legacy_rest.examples import CREATE, SETTINGS, UPDATE, create_one, item
from tests.running import Gateway

TIMES: Final = 5
SOME: Final = 2  # for the event loop's own, in all requests together
OF_VALUES: Final = 60  # of graphql-core's visitors of a document's arguments, for each request
OF_DOCUMENTS: Final = 1_200  # of graphql-core's visitors of a document, for each request
NUMBERS: Final = count()
DEMO: Final = "demo"

HISTORY = """{ deliveries(first: 20) { totalCount nodes {
  id history(first: 5) { nodes { at } } editability { canUpdate } sweep { id } } } }"""
PLAN = 'mutation { planSweep(input: {day: "2018-04-05", deliveryIds: ["%s"]}) { violations { code } } }'
QUERIES: Final = {
    "a name of a type": "{ __typename }",
    "the settings": "{ settings { country } }",
    "a page": "{ deliveries(first: 20) { nodes { id reference } } }",
    "a page with histories": HISTORY,
    "the viewer": "{ viewer { account { id } scopes } }",
    "two bad cursors": '{ a: deliveries(after: "x") { nodes { id } } b: node(id: "y") { id } }',
    "a refused mutation": PLAN % "unknown",
    "a refusal of the document": "{ nothing }",
    "a page that is too large": "{ deliveries(first: 1000) { nodes { id } } }",
    "a batch of bad items": 'mutation { deleteDeliveries(input: {ids: ["a", "b"], errorPolicy: PER_ITEM})'
    " { violations { code message } results { index } } }",
}


def request(method: str, path: str, body: object = None, token: str = DEMO, **fields: str) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    head = {"Host": "x", "Token": token, "Content-Type": "application/json", **named}
    if method != "GET":
        head["Content-Length"] = str(len(content))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


def ask(query: str, token: str = DEMO, **parameters: object) -> bytes:
    return request("POST", "/graphql", {"query": query, **parameters}, token)


@contextmanager
def suspended_collections() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def count_left(wire: Wire, *requests: bytes) -> int:
    """How many objects the last requests leave; the first ones fill caches."""
    for each in (*requests, *requests):
        await exchange(wire, each)
    with suspended_collections():
        for _ in range(TIMES):
            for each in requests:
                await exchange(wire, each)
        return gc.collect()


async def exchange(wire: Wire, sent: bytes) -> None:
    wire.send(sent)
    await wire.answer()


@pytest.fixture
async def port(gateway: Gateway) -> int:
    for number in range(20):
        await create_one(gateway, delivery_id=str(number))
    return urlsplit(gateway.url).port or 0


@pytest.mark.parametrize("name", QUERIES)
async def test_a_graphql_operation_leaves_no_cycles(port: int, name: str) -> None:
    async with open_connection(port) as wire:
        for token in ("demo", "unknown"):
            assert await count_left(wire, ask(QUERIES[name], token)) <= SOME


@pytest.mark.parametrize(
    "sent",
    [
        request("GET", SETTINGS),
        request("GET", SETTINGS, token="unknown"),
        request("POST", CREATE, [item()]),
        request("POST", CREATE, [item()] * 300),
        request("POST", CREATE, [item(delivery_date="2018-04-06")] * 2),
        request("POST", CREATE, [item()], idempotency_key="the same"),
        request("POST", CREATE, {"no": "array"}),
        request("POST", UPDATE, [{"scheduled_id": "unknown"}]),
        request("GET", "/nowhere"),
        request("GET", "/healthz"),
    ],
)
async def test_a_rest_call_leaves_no_cycles(port: int, sent: bytes) -> None:
    async with open_connection(port) as wire:
        assert await count_left(wire, sent) <= SOME


async def test_variables_that_do_not_fit_leave_graphql_cores_visitors_alone(port: int) -> None:
    query = "query ($first: Int!) { deliveries(first: $first) { nodes { id } } }"
    async with open_connection(port) as wire:
        assert await count_left(wire, ask(query, variables={"first": 1})) <= SOME
        assert await count_left(wire, ask(query, variables={"first": "x"})) <= TIMES * OF_VALUES


@pytest.mark.parametrize("query", ["{ __typename }", HISTORY, "{ nothing }", "{ __typename "])
async def test_a_new_document_leaves_graphql_cores_visitors_alone(port: int, query: str) -> None:
    async with open_connection(port) as wire:
        await exchange(wire, ask(query))
        with suspended_collections():
            for _ in range(TIMES):
                await exchange(wire, ask(f"{query}\n# {next(NUMBERS)}"))
            assert gc.collect() <= TIMES * OF_DOCUMENTS


async def test_an_object_in_a_cycle_is_counted(port: int) -> None:
    class Cycle:
        def __init__(self) -> None:
            self.itself = self

    async with open_connection(port) as wire:
        with suspended_collections():
            await exchange(wire, request("GET", SETTINGS))
            Cycle()
            assert gc.collect() > 0
