"""The requested and the actual cost of operations."""

import pytest

from api.graphql.transport.refusals import Code
from tests.api.graphql.transport.serving import JSON, Library, codes

pytestmark = pytest.mark.asyncio(loop_scope="module")
SEARCH = 'query ($filter: BookFilter = {text: "a"}) { books(first: 1, filter: $filter) { nodes { title } } }'
BOOKS = "query ($n: Int) { books(first: $n) { edges { node { title } } } }"
ADD = "mutation ($input: AddBooksInput!) { addBooks(input: $input) { books { title author { name } } } }"


def batch(count: int) -> dict[str, object]:
    return {"input": {"books": [{"title": str(index)} for index in range(count)]}}


@pytest.mark.parametrize(
    ("query", "variables", "requested", "actual"),
    [
        ("{ __typename }", {}, 1, 1),
        ("{ __typename a: __typename }", {}, 1, 1),
        ("{ __schema { types { name fields { name } } } }", {}, 21, 21),
        ('{ __type(name: "Book") { name } book { title } }', {}, 4, 4),
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
        ('{ byIds(ids: "1") { title } }', {}, 2, 2),
        ("{ byIds(ids: []) { title } }", {}, 1, 1),
        ("query ($i: ID!) { byIds(ids: [$i, $i]) { title author { name } } }", {"i": "1"}, 5, 5),
        ("query ($ids: [ID!]! = [1, 2, 3]) { byIds(ids: $ids) { title } }", {}, 4, 4),
        ("query ($ids: [ID!]! = [1, 2, 3]) { byIds(ids: $ids) { title } }", {"ids": ["1"]}, 2, 2),
        ('query ($ids: [ID!]! = "1") { byIds(ids: $ids) { title } }', {}, 2, 2),
        ("{ shelf { title } }", {}, 31, 3),
        ("{ shelf(limit: 2) { author { name } } }", {}, 5, 5),
        ("query ($n: Int = 4) { shelf(limit: $n) { title } }", {}, 5, 3),
        ("{ books(first: 1) { totalCount } }", {}, 12, 12),
        ("{ books(first: 1) { nodes { title } totalCount count: totalCount } }", {}, 22, 22),
        ('{ books(first: 1, filter: {text: "a"}) { totalCount } }', {}, 19, 19),
        ('{ books(first: 1, filter: {author: "a", text: null}) { nodes { title } } }', {}, 2, 2),
        (SEARCH, {}, 1 + 7 + 1, 1 + 7 + 1),
        (SEARCH, {"filter": None}, 2, 2),
        (SEARCH, {"filter": {"author": "Blixen"}}, 2, 2),
        (SEARCH, {"filter": {"author": "Blixen", "text": ""}}, 9, 9),
        ("query ($t: String) { books(first: 1, filter: {text: $t}) { nodes { title } } }", {}, 2, 2),
        ("query ($t: String) { books(first: 1, filter: {text: $t}) { nodes { title } } }", {"t": "a"}, 9, 9),
        ("{ book { reviews { stars } } }", {}, 4, 3),
        ("{ book { reviews { answers { answers { stars } } } } }", {}, 4, 3),
        ("{ book { editions { name } } }", {}, 2, 2),
        ("{ book { volumes { title } } }", {}, 52, 14),
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
    assert "errors" not in response.json()
    assert response.json()["extensions"]["cost"] == {"requested": requested, "actual": actual}


async def test_a_cost_at_the_limit_runs_and_one_beyond_does_not(library: Library) -> None:
    assert (await library.post(ADD, variables=batch(499))).json()["extensions"]["cost"]["requested"] == 1_000
    library.shelf.added.clear()
    response = await library.post(ADD, variables=batch(500))
    assert (response.status_code, codes(response)) == (400, [Code.LIMIT_COST])
    assert response.json()["extensions"]["cost"] == {"requested": 1_002, "actual": 2}
    assert library.shelf.added == []
    assert (await library.post(ADD, JSON, variables=batch(500))).status_code == 200


async def test_numbers_without_end_stay_a_refusal(library: Library) -> None:
    endless = (
        "{ books(first: 2147483647) { nodes { chapters(first: 2147483647) { edges { node { title } } } } } }"
    )
    assert codes(await library.post(endless)) == [Code.LIMIT_COST]


async def test_the_cost_can_be_asked_for_without_running_anything(library: Library) -> None:
    response = await library.post(ADD, variables=batch(20), extensions={"costOnly": True})
    assert response.status_code == 200
    told = {"cost": {"requested": 42, "actual": 1}, "scopes": ["books:write"]}
    assert response.json() == {"data": {}, "extensions": told}
    assert library.shelf.added == []


async def test_a_cost_beyond_the_limit_is_reported_too(library: Library) -> None:
    response = await library.post(ADD, variables=batch(500), extensions={"costOnly": True})
    assert codes(response) == [Code.LIMIT_COST]
    assert response.json()["extensions"]["cost"]["requested"] == 1_002
