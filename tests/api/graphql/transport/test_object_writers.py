"""Objects whose fields only show what is there are written as graphql-core completes them."""

import asyncio
from typing import Any, cast

import pytest
import strawberry

from api.graphql.domain_type import read_field
from api.graphql.transport.executor import WRITTEN_AT_ONCE
from api.graphql.transport.options import Limits, Options
from api.graphql.transport.pipeline import Pipeline
from tests.api.graphql.transport.serving import admit

WIDE = Limits(cost=1_000_000)
MANY = f"{{ tables(count: {3 * WRITTEN_AT_ONCE} %s) {{ name legs {{ length }} }} }}"
FRAGMENTS = """{ tables(count: 0) { name } a: table { ...f } }
fragment f on Table { name legs { ...g } }
fragment g on Leg { length }"""


@strawberry.type
class Leg:
    length: int


@strawberry.type
class Table:
    name: str | None
    legs: list[Leg]
    spare: Leg | None = None

    @strawberry.field
    def price(self) -> int:
        return 7


def table(number: int, *, broken: bool = False) -> Table:
    name = None if number % 2 else f"t{number}"
    return Table(name=name, legs=[cast("Any", None) if broken else Leg(length=number)])


@strawberry.type
class Query:
    @strawberry.field
    def tables(self, count: int, broken: int = -1) -> list[Table] | None:
        return [table(number, broken=number == broken) for number in range(count)]

    @strawberry.field
    def table(self, broken: int = -1) -> Table | None:
        return table(2, broken=broken == 1)


SCHEMA = strawberry.Schema(query=Query)
PLAIN = Pipeline(SCHEMA, Options(WIDE))
WRITING = Pipeline(SCHEMA, Options(WIDE, read_field=read_field))


async def answer(pipeline: Pipeline, query: str, **variables: object) -> dict[str, Any]:
    return (await pipeline.answer(await admit(pipeline, query, None, **variables))).content


@pytest.mark.parametrize(
    "query",
    [
        "{ table { __typename name n: name legs { length l: length __typename } spare { length } } }",
        "{ tables(count: 5) { name legs { length } } }",
        "{ tables(count: 5) { price legs { length } } }",
        FRAGMENTS,
        "{ table(broken: 1) { name legs { length } } }",
        "{ tables(count: 5, broken: 3) { name legs { length } } }",
        MANY % "",
        MANY % f", broken: {2 * WRITTEN_AT_ONCE}",
    ],
)
async def test_a_writer_answers_as_graphql_core_does(query: str) -> None:
    assert await answer(WRITING, query) == await answer(PLAIN, query)


async def test_directives_choose_the_writer() -> None:
    query = "query($on: Boolean!) { table { name @include(if: $on) legs @skip(if: $on) { length } } }"
    for on in (True, False, True):
        assert await answer(WRITING, query, on=on) == await answer(PLAIN, query, on=on)


async def test_a_writer_asks_no_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    leg, asked = SCHEMA._schema.type_map["Leg"], []  # noqa: SLF001 - it has no public name
    length = leg.fields["length"]  # type: ignore[attr-defined]  # an object type
    resolve = length.resolve

    def note(*given: object, **more: object) -> object:
        asked.append(given)
        return resolve(*given, **more)

    monkeypatch.setattr(length, "resolve", note)
    query = "{ tables(count: 5) { name legs { length } } }"
    await answer(WRITING, query)
    assert len(asked) == 0
    await answer(PLAIN, query)
    assert len(asked) == 5


async def test_others_are_served_while_a_long_list_is_written() -> None:
    query = f"{{ tables(count: {10 * WRITTEN_AT_ONCE}) {{ name }} }}"
    running = asyncio.create_task(answer(WRITING, query))
    rounds = 0
    while not running.done():
        await asyncio.sleep(0)
        rounds += 1
    assert rounds >= 10
