"""The number of objects in an answer is limited by the operation's cost."""

import asyncio
import json
from typing import Any

import pytest

from api.graphql.transport.options import Limits, Options, RateLimiter
from api.graphql.transport.pace import SLICE, Pace
from api.graphql.transport.parameters import from_mapping
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.refusals import Code
from api.operations.rate_limit import LeakyBuckets
from tests.api.graphql.transport.schema import SCHEMA, VOLUMES, Shelf
from tests.api.graphql.transport.serving import GRAPHQL, JSON, open_library
from tests.api.graphql.transport.test_cost import account_of
from tests.api.graphql.transport.test_sse import EVENTS, results
from tests.api.graphql.transport.test_websocket import open_socket

NARROW = Options(Limits(objects=40))  # 10 times what an operation costs where that is more
ENDLESS = "{ book { series { volumes { series { volumes { title } } } } } }"
ADD = """mutation ($input: AddBooksInput!) { addBooks(input: $input) {
  books { id title sequel { series { series { title } } } }
} }"""


async def answer(
    query: str, options: Options, shelf: Shelf | None = None, **variables: object
) -> dict[str, Any]:
    pipeline, shelf = Pipeline(SCHEMA, options), shelf or Shelf()
    parameters = from_mapping({"query": query, "variables": variables})
    admitted = pipeline.admit(pipeline.prepare(parameters, shelf), parameters, shelf, "request-8")
    return (await pipeline.answer(admitted)).content


def is_cut(content: Any) -> bool:  # noqa: ANN401 - JSON
    """Whether there is one error, no data, and a cost that is charged in full."""
    (error,) = content["errors"]
    cost = content["extensions"]["cost"]
    assert error["extensions"] == {"code": Code.LIMIT_COST}
    return content["data"] is None and cost["actual"] == cost["requested"] and len(json.dumps(content)) < 300


@pytest.mark.parametrize(
    ("query", "objects"),
    [
        ("{ book { volumes { title } } }", 1 + VOLUMES),
        ("{ book { series { title } } }", 1 + VOLUMES),
        ("{ book { volumes { sequel { title } } } }", 1 + 2 * VOLUMES),
        ("{ books { edges { node { volumes { id } } } pageInfo { hasNextPage } } }", 4 + 4 * VOLUMES),
        ("{ book { volumes { binding { material } chapters { edges { cursor } } } } }", 1 + VOLUMES),
        ("{ book { volumes { volumes { title } } } }", 1 + VOLUMES + VOLUMES**2),
    ],
)
async def test_objects_count_as_they_do_in_the_cost(query: str, objects: int) -> None:
    just_enough = Options(Limits(objects=objects, objects_times=0))
    assert "errors" not in await answer(query, just_enough)
    one_too_few = Options(Limits(objects=objects - 1, objects_times=0))
    assert is_cut(await answer(query, one_too_few))


async def test_a_dear_operation_may_find_as_much_more() -> None:
    ten_times = Options(Limits(objects=0, objects_times=10))
    assert "errors" not in await answer("{ book { volumes { id } } }", ten_times)
    assert is_cut(await answer("{ book { volumes { volumes { id } } } }", ten_times))


async def test_beyond_the_bound_nothing_more_is_looked_up() -> None:
    shelf = Shelf()
    assert is_cut(await answer(ENDLESS, Options(Limits(objects=VOLUMES**2)), shelf))
    assert shelf.looked_up <= 1 + VOLUMES**2


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_it_is_the_same_by_post_and_by_get(accept: str) -> None:
    async with open_library(NARROW) as library:
        for response in (await library.post(ENDLESS, accept), await library.get(accept, query=ENDLESS)):
            assert response.status_code == 200
            assert is_cut(response.json())


async def test_it_is_the_same_as_an_event_of_a_stream() -> None:
    async with open_library(NARROW) as library:
        (result,) = results(await library.post(ENDLESS, EVENTS))
        assert is_cut(result)


async def test_each_event_of_a_subscription_has_the_bound_to_itself() -> None:
    some = "subscription { books(upto: 5) { volumes { title } } }"
    many = "subscription { books(upto: 3) { volumes { series { title } } } }"
    async with open_library(NARROW) as library:
        assert all("errors" not in each for each in results(await library.post(some, EVENTS)))
        assert [is_cut(each) for each in results(await library.post(many, EVENTS))] == [True] * 3


async def test_it_is_the_same_over_a_socket_which_goes_on() -> None:
    async with open_socket(NARROW) as client:
        await client.introduce()
        client.subscribe("a", ENDLESS)
        heard = [await client.hear() for _ in range(2)]
        assert [each["type"] for each in heard] == ["next", "complete"]
        assert is_cut(heard[0]["payload"])
        client.subscribe("b", "{ book { title } }")
        assert "errors" not in (await client.hear())["payload"]


async def test_the_account_pays_for_what_it_asked() -> None:
    rate = RateLimiter(LeakyBuckets(100, 10), lambda: 0.0)
    options = Options(Limits(objects=40), account_of=account_of, rate_limit=rate)
    async with open_library(options) as library:
        library.http.headers["Token"] = "reader"
        response = await library.post(ENDLESS)
        assert response.headers["ratelimit-remaining"] == str(100 - 6)


async def test_a_mutation_has_its_payload_whatever_hangs_on_it() -> None:
    shelf, titles = Shelf(), [f"Volume {index}" for index in range(30)]
    content = await answer(ADD, NARROW, shelf, input={"books": [{"title": each} for each in titles]})
    (error,) = content["errors"]
    books = content["data"]["addBooks"]["books"]
    assert shelf.added == titles == [each["title"] for each in books]
    assert None in [each["sequel"] for each in books]
    whole = [each["sequel"]["series"] for each in books if each["sequel"]]
    assert all(len(volume["series"]) == VOLUMES for series in whole for volume in series)
    assert error["extensions"] == {"code": Code.LIMIT_COST}
    assert error["path"][:2] == ["addBooks", "books"]
    assert error["path"][3:] == ["sequel"]


async def test_what_a_mutation_shows_within_the_bound_is_whole() -> None:
    content = await answer(ADD, Options(), input={"books": [{"title": "One"}]})
    assert "errors" not in content
    (book,) = content["data"]["addBooks"]["books"]
    assert [len(each["series"]) for each in book["sequel"]["series"]] == [VOLUMES] * VOLUMES


async def test_a_mutation_after_one_beyond_the_bound_is_done_and_answered() -> None:
    shelf = Shelf()
    two = """mutation {
      one: addBooks(input: {books: [{title: "A"}]}) { books { sequel { series { series { title } } } } }
      two: addBooks(input: {books: [{title: "B"}]}) { books { title } }
    }"""
    content = await answer(two, NARROW, shelf)
    assert shelf.added == ["A", "B"]
    assert content["data"]["two"] == {"books": [{"title": "B"}]}


@pytest.mark.parametrize("relation", ["volumes", "series"])
async def test_others_get_on_while_a_long_operation_runs(relation: str) -> None:
    query = f"{{ book {{ {relation} {{ {relation} {{ {relation} {{ title }} }} }} }} }}"
    running = asyncio.create_task(answer(query, Options()))
    rounds = 0
    while not running.done():
        await asyncio.sleep(0)
        rounds += 1
    assert "errors" not in running.result()
    assert rounds >= VOLUMES**3 / SLICE


async def test_of_several_long_operations_one_works_in_each_round() -> None:
    turns, done = asyncio.Lock(), 0

    async def work() -> None:
        nonlocal done
        pace = Pace(turns)
        for _ in range(10):
            for _ in range(SLICE):
                pace.count()
            await pace.wait()
            done += 1

    working = asyncio.gather(*(work() for _ in range(20)))
    most, before = 0, 0
    while not working.done():
        await asyncio.sleep(0)
        most, before = max(most, done - before), done
    assert (done, most) == (200, 1)


async def test_a_cancelled_wait_for_a_slice_does_not_block_others() -> None:
    pace = Pace(asyncio.Lock())
    for _ in range(SLICE):
        pace.count()
    waiting = [asyncio.create_task(pace.wait()) for _ in range(3 * SLICE)]
    await asyncio.sleep(0)
    for each in waiting[1::2]:
        each.cancel()
    await asyncio.wait_for(asyncio.gather(*waiting[::2]), 10)
