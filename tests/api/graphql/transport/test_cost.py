"""The requested and the actual cost of operations, and the accounts that are charged."""

import pytest

from api.graphql.transport.options import Limits, Options, RateLimiter
from api.graphql.transport.refusals import Code
from api.operations.rate_limit import LeakyBuckets
from tests.api.graphql.transport.schema import Shelf
from tests.api.graphql.transport.serving import GRAPHQL, JSON, Library, codes, open_library

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOOKS = "query ($n: Int) { books(first: $n) { edges { node { title } } } }"
ADD = "mutation ($input: AddBooksInput!) { addBooks(input: $input) { books { title author { name } } } }"


def batch(count: int) -> dict[str, object]:
    return {"input": {"books": [{"title": str(index)} for index in range(count)]}}


@pytest.mark.parametrize(
    ("query", "variables", "requested", "actual"),
    [
        ("{ __typename }", {}, 1, 1),
        ("{ __schema { types { name fields { name } } } }", {}, 1, 1),
        ('{ echo(text: "a") }', {}, 1, 1),
        ("{ book { title } }", {}, 2, 2),
        ("{ book { author { name } sequel { author { name } } } }", {}, 5, 5),
        ("{ book { author { name } } book { title } }", {}, 3, 3),
        ("{ book { binding { material } } }", {}, 2, 2),
        ("{ books(first: 3) { nodes { binding { material } author { name } } } }", {}, 7, 7),
        ("{ a: book { title } b: book { title } }", {}, 3, 3),
        ("{ book { ...on Book { author { name } } } }", {}, 3, 3),
        ("{ books { edges { node { title } } pageInfo { hasNextPage } } }", {}, 51, 5),
        ("{ books(first: 4) { edges { node { title } } } }", {}, 5, 5),
        ("{ books(first: null) { nodes { title } } }", {}, 51, 5),
        ("{ books(last: 8) { nodes { author { name } } } }", {}, 17, 9),
        ("{ books(first: 2, last: 8) { nodes { title } } }", {}, 9, 3),
        (BOOKS, {}, 51, 5),
        (BOOKS, {"n": None}, 51, 5),
        (BOOKS, {"n": 3}, 4, 4),
        (BOOKS, {"n": 3.0}, 4, 4),
        (BOOKS, {"n": -3}, 1, 1),
        (BOOKS.replace("Int", "Int = 7"), {}, 8, 5),
        ("{ books(first: 2) { nodes { chapters(first: 9) { edges { node { title } } } } } }", {}, 21, 9),
        ("{ books(first: 2) { ...B } } fragment B on BookConnection { nodes { title } }", {}, 3, 3),
        ('{ byIds(ids: ["1", "2", "3"]) { title } }', {}, 4, 4),
        ("query ($ids: [ID!]!) { byIds(ids: $ids) { title } }", {"ids": ["1", "2"]}, 3, 3),
        (ADD, batch(1), 1 + 10 + 1 + 1, 1 + 10 + 1 + 1),
        (ADD, batch(20), 1 + 20 + 1 + 20, 1 + 20 + 1 + 20),
        ('mutation { addBooks(input: {books: [{title: "a"}]}) { books { title } } }', {}, 12, 12),
    ],
)
async def test_the_cost_follows_the_published_formula(
    library: Library, query: str, variables: dict[str, object], requested: int, actual: int
) -> None:
    response = await library.post(query, variables=variables)
    assert response.json()["extensions"]["cost"] == {"requested": requested, "actual": actual}


async def test_a_cost_at_the_limit_runs_and_one_beyond_does_not(library: Library) -> None:
    assert (await library.post(ADD, variables=batch(499))).json()["extensions"]["cost"]["requested"] == 1_000
    library.shelf.added.clear()
    response = await library.post(ADD, variables=batch(500))
    assert (response.status_code, codes(response)) == (400, [Code.LIMIT_COST])
    assert response.json()["extensions"]["cost"] == {"requested": 1_002, "actual": 0}
    assert library.shelf.added == []
    assert (await library.post(ADD, JSON, variables=batch(500))).status_code == 200


async def test_numbers_without_end_stay_a_refusal(library: Library) -> None:
    endless = (
        "{ books(first: 2147483647) { nodes { chapters(first: 2147483647) { edges { node { title } } } } } }"
    )
    assert codes(await library.post(endless)) == [Code.LIMIT_COST]


class ManualClock:
    def __init__(self) -> None:
        self.instant = 0.0

    def __call__(self) -> float:
        return self.instant


def account_of(context: object) -> str | None:
    assert isinstance(context, Shelf)
    return context.account


async def test_an_account_pays_the_actual_cost_and_sees_its_rate_limit() -> None:
    clock = ManualClock()
    rate = RateLimiter(LeakyBuckets(100, 10), clock)
    async with open_library(Options(account_of=account_of, rate_limit=rate)) as library:
        library.http.headers["Token"] = "reader"
        response = await library.post("{ books { nodes { title } } }")
        assert response.headers["ratelimit-remaining"] == "95"
        assert response.json()["extensions"]["cost"] == {
            "requested": 51,
            "actual": 5,
            "throttle": {"maximumAvailable": 100, "currentlyAvailable": 95, "restoreRate": 10},
        }


async def test_an_account_beyond_its_limit_is_429_until_time_has_passed() -> None:
    clock = ManualClock()
    rate = RateLimiter(LeakyBuckets(20, 2), clock)
    async with open_library(Options(account_of=account_of, rate_limit=rate)) as library:
        library.http.headers["Token"] = "writer"
        assert (await library.post(ADD, variables=batch(1))).status_code == 200
        refused = await library.post(ADD, JSON, variables=batch(1))
        assert (refused.status_code, codes(refused)) == (429, [Code.RATE_LIMITED])
        assert refused.headers["retry-after"] == "3"
        assert refused.headers["ratelimit-limit"] == "20"
        assert library.shelf.added == ["0"]
        library.http.headers["Token"] = "another"
        assert (await library.post(ADD, variables=batch(1))).status_code == 200
        library.http.headers["Token"] = "writer"
        clock.instant += 3
        assert (await library.post(ADD, variables=batch(1))).status_code == 200


async def test_a_request_without_an_account_is_not_charged() -> None:
    rate = RateLimiter(LeakyBuckets(1, 1), ManualClock())
    async with open_library(Options(Limits(cost=5), account_of=account_of, rate_limit=rate)) as library:
        for _ in range(3):
            response = await library.post("{ __typename }", GRAPHQL)
            assert "throttle" not in response.json()["extensions"]["cost"]


async def test_the_cost_can_be_asked_for_without_running_anything(library: Library) -> None:
    response = await library.post(ADD, variables=batch(20), extensions={"costOnly": True})
    assert response.status_code == 200
    told = {"cost": {"requested": 42, "actual": 1}, "scopes": []}
    assert response.json() == {"data": {}, "extensions": told}
    assert library.shelf.added == []


async def test_a_cost_beyond_the_limit_is_reported_too(library: Library) -> None:
    response = await library.post(ADD, variables=batch(500), extensions={"costOnly": True})
    assert codes(response) == [Code.LIMIT_COST]
    assert response.json()["extensions"]["cost"]["requested"] == 1_002


async def test_asking_for_a_cost_costs_one() -> None:
    rate = RateLimiter(LeakyBuckets(100, 10), ManualClock())
    async with open_library(Options(account_of=account_of, rate_limit=rate)) as library:
        library.http.headers["Token"] = "writer"
        response = await library.post(ADD, variables=batch(99), extensions={"costOnly": True})
        assert response.headers["ratelimit-remaining"] == "99"
        assert library.shelf.added == []


NO_OPERATION: list[dict[str, object]] = [
    {"query": "{"},
    {"query": "{ nothing }"},
    {"query": "query a { book { title } } query b { book { title } }"},
    {"query": BOOKS, "variables": {"n": "many"}},
    {"query": "{ __typename " + "@skip(if: true) " * 51 + "}"},
]


@pytest.mark.parametrize("accept", [JSON, GRAPHQL, "text/event-stream"])
async def test_what_never_came_to_an_operation_cost_nothing_and_tells_where_the_account_stands(
    accept: str,
) -> None:
    rate = RateLimiter(LeakyBuckets(100, 10), ManualClock())
    async with open_library(Options(account_of=account_of, rate_limit=rate)) as library:
        library.http.headers["Token"] = "reader"
        for body in NO_OPERATION:
            response = await library.post(body.get("query"), accept, variables=body.get("variables"))
            assert '"data":{' not in response.text
            assert (
                '"cost":{"requested":0,"actual":0,"throttle":'
                '{"maximumAvailable":100,"currentlyAvailable":100,"restoreRate":10}}' in response.text
            )


async def test_a_request_that_is_none_cost_nothing_either(library: Library) -> None:
    for response in (await library.post("{ book { title } }", "image/png"), await library.send(b"7")):
        assert response.json()["extensions"] == {"cost": {"requested": 0, "actual": 0}}
