"""What a request is charged: its operation, its document, its input; an account or an address pays."""

import json
from typing import Any

import httpx
import pytest

from api.graphql.field_metadata import metadata_of
from api.graphql.transport.charges import NEW_DOCUMENT
from api.graphql.transport.options import Limits, Options, RateLimiter
from api.graphql.transport.refusals import Code
from api.operations.rate_limit import LeakyBuckets
from tests.api.graphql.transport.serving import (
    GRAPHQL,
    JSON,
    Library,
    codes,
    open_library,
    payer_of,
    scopes_of,
)
from tests.api.graphql.transport.test_cost import ADD, batch

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOOKS = "{ books { nodes { title } } }"
WIDE = "query ($ids: [ID!]!) { byIds(ids: $ids) { title } }"
UNUSED = "{ fail }"  # it declares no variables, so what is sent is not coerced


class ManualClock:
    def __init__(self) -> None:
        self.instant = 0.0

    def __call__(self) -> float:
        return self.instant


def limit_rate(
    accounts: int = 100, addresses: int = 100, clock: ManualClock | None = None, limits: Limits | None = None
) -> Options:
    """Options with a rate limit of which a tenth is restored each second."""
    of_accounts, of_addresses = (LeakyBuckets(size, size / 10) for size in (accounts, addresses))
    rate = RateLimiter(of_accounts, of_addresses, clock or ManualClock())
    return Options(
        limits or Limits(),
        payer_of=payer_of,
        metadata_of=metadata_of,
        scopes_of=scopes_of,
        rate_limit=rate,
    )


def remaining(response: httpx.Response) -> int:
    """What is left, by the body; the header must agree if there is one."""
    throttle = response.json()["extensions"]["cost"]["throttle"]
    assert response.headers.get("ratelimit-remaining", str(throttle["currentlyAvailable"])) == str(
        throttle["currentlyAvailable"]
    )
    return int(throttle["currentlyAvailable"])


async def send(library: Library, token: str | None, accept: str = GRAPHQL, **body: object) -> httpx.Response:
    headers = {"Accept": accept, **({"Token": token} if token else {})}
    return await library.http.post("/graphql", json=body, headers=headers)


async def test_an_account_pays_the_actual_cost_and_sees_its_rate_limit() -> None:
    async with open_library(limit_rate()) as library:
        assert remaining(await send(library, "reader", query=BOOKS)) == 100 - NEW_DOCUMENT - 5
        response = await send(library, "reader", query=BOOKS)
        left = 100 - NEW_DOCUMENT - 5 - 5
        assert response.json()["extensions"]["cost"] == {
            "requested": 51,
            "actual": 5,
            "throttle": {"maximumAvailable": 100, "currentlyAvailable": left, "restoreRate": 10},
        }


async def test_a_payer_beyond_its_limit_is_429_until_time_has_passed() -> None:
    clock = ManualClock()
    async with open_library(limit_rate(20, 20, clock)) as library:
        for token in ("writer", None):
            done = len(library.shelf.added)
            order: dict[str, Any] = {"query": ADD, "variables": batch(1)}
            assert (await send(library, token, **order)).status_code == 200
            refused = await send(library, token, JSON, **order)
            assert (refused.status_code, codes(refused)) == (429, [Code.RATE_LIMITED])
            assert refused.headers["ratelimit-limit"] == "20"
            assert len(library.shelf.added) == done + 1
            clock.instant += int(refused.headers["retry-after"])
            assert (await send(library, token, **order)).status_code == 200


async def test_what_one_pays_is_not_taken_from_another() -> None:
    async with open_library(limit_rate()) as library:
        for token in ("a", "b", None):
            assert remaining(await send(library, token, query="{ fail }")) == 100 - 1 - (
                NEW_DOCUMENT if token == "a" else 0
            )


REFUSED: list[tuple[str, dict[str, object]]] = [
    ("{", {}),
    ("{ nothing }", {}),
    ("query a { book { title } } query b { book { title } }", {}),
    ("{ " + "__typename " * 501 + "}", {}),
    ("{ " + " ".join(f"a{number}: __schema {{ description }}" for number in range(10)) + " }", {}),
    ("{ __typename " + "@skip(if: true) " * 51 + "}", {}),
    ("{" + "#\n" * 1_001 + "book { title } }", {}),
]


@pytest.mark.parametrize("token", ["reader", None])
@pytest.mark.parametrize("accept", [JSON, GRAPHQL, "text/event-stream"])
async def test_a_refused_document_is_paid_for_and_remembered(accept: str, token: str | None) -> None:
    async with open_library(limit_rate()) as library:
        left = 100
        for query, variables in REFUSED:
            for price in (1 + NEW_DOCUMENT, 1):
                response = await send(library, token, accept, query=query, variables=variables)
                left -= price
                assert '"data":{' not in response.text
                assert f'"currentlyAvailable":{left},' in response.text


async def test_a_refused_document_is_answered_alike_each_time(library: Library) -> None:
    first, again = [(await library.post("{ book { titel } }")).json() for _ in range(2)]
    assert first == again
    assert first["errors"][0]["message"].startswith("Cannot query field 'titel'")


async def test_bytes_and_values_have_a_price_even_if_nothing_uses_them() -> None:
    async with open_library(limit_rate(1_000, 1_000)) as library:
        await send(library, "reader", query=UNUSED)
        left = 1_000 - 1 - NEW_DOCUMENT
        for ids, price in (
            (["1"] * 499, 1),
            (["1"] * 1_999, 4),
            (["x" * 50_000] * 3, 3),
            ([None] * 600, 1),
            ([{}] * 3_000, 6),
        ):
            response = await send(library, "reader", query=UNUSED, variables={"ids": ids})
            left -= price
            assert f'"currentlyAvailable":{left},' in response.text, price


async def test_a_dear_operation_pays_for_its_objects_instead() -> None:
    async with open_library(limit_rate(1_000)) as library:
        response = await send(library, "reader", query=WIDE, variables={"ids": ["x" * 3_000] * 50})
        assert response.json()["extensions"]["cost"]["requested"] == 51


async def test_a_client_without_a_token_may_send_less() -> None:
    body = json.dumps({"query": UNUSED, "variables": {"ids": ["x" * 128_000]}})
    async with open_library(limit_rate()) as opened:
        headers = {"Content-Type": JSON, "Accept": GRAPHQL}
        refused = await opened.http.post("/graphql", content=body, headers=headers)
        assert (refused.status_code, codes(refused)) == (413, [Code.LIMIT_BODY])
        known = await opened.http.post("/graphql", content=body, headers={**headers, "Token": "reader"})
        assert known.status_code == 200
        many: dict[str, Any] = {"query": UNUSED, "variables": {"ids": ["1"] * 1_000}}
        assert codes(await send(opened, None, **many)) == [Code.LIMIT_VARIABLES]
        assert (await send(opened, "reader", **many)).status_code == 200


async def test_who_has_nothing_left_is_refused_before_the_body_is_read() -> None:
    async with open_library(limit_rate(4, 4)) as library:
        for token in ("reader", None):
            await send(library, token, query="{ fail }")
            while (await send(library, token, query="{ fail }")).status_code == 200:
                pass
            headers = {"Content-Type": JSON, **({"Token": token} if token else {})}
            refused = await library.http.post("/graphql", content=b"x" * 2_500_000, headers=headers)
            assert (refused.status_code, codes(refused)) == (429, [Code.RATE_LIMITED])


async def test_asking_for_a_cost_costs_one() -> None:
    async with open_library(limit_rate()) as library:
        for left in (100 - 1 - NEW_DOCUMENT, 100 - 2 - NEW_DOCUMENT):
            response = await send(
                library, "writer", query=ADD, variables=batch(99), extensions={"costOnly": True}
            )
            assert response.headers["ratelimit-remaining"] == str(left)
        assert library.shelf.added == []


async def test_a_request_that_is_none_costs_nothing_where_there_is_no_limit(library: Library) -> None:
    for response in (await library.post("{ book { title } }", "image/png"), await library.send(b"7")):
        assert response.json()["extensions"] == {"cost": {"requested": 0, "actual": 0}}
