"""Variables of an operation are decoded as graphql-core coerces them, or left to it."""

import asyncio
from typing import Any

import pytest
import strawberry
from graphql.execution import VariableValues, get_variable_values

from api.graphql.transport.documents.prepare import Documents, PreparedOperation
from api.graphql.transport.execution import Execution
from api.graphql.transport.options import Options
from api.graphql.transport.pace import ExecutionPace
from tests.api.graphql.transport.test_flawed_variables import ADD, GOOD, ORDER
from tests.api.graphql.transport.test_flawed_variables import SCHEMA as BINDER

Json = dict[str, Any]


@strawberry.input
class TreeInput:
    name: str
    parts: list["TreeInput"] | None = None


@strawberry.type
class Query:
    @strawberry.field
    def grow(self, tree: TreeInput, names: list[str | None] | None = None) -> str:
        return f"{tree.name} {names}"


FOREST = strawberry.Schema(query=Query)
GROW = "query($tree: TreeInput!) { grow(tree: $tree) }"
NAMES = 'query($names: [String] = ["a", null]) { grow(tree: {name: "t"}, names: $names) }'
NODE = {"name": "t"}


def prepare(schema: strawberry.Schema, document: str) -> PreparedOperation:
    return Documents(Execution(schema).schema, Options()).prepare(document, None)


async def decode(prepared: PreparedOperation, variables: Json) -> VariableValues | None:
    return await prepared.variables.decode(variables, ExecutionPace(asyncio.Lock()))


@pytest.mark.parametrize(
    ("schema", "document", "variables"),
    [
        (BINDER, ORDER, {"order": {"pages": [GOOD, {**GOOD, "number": 3}], "note": None}}),
        (BINDER, ORDER, {"order": {"pages": [], "mode": "LENIENT", "key": None}}),
        (BINDER, ADD, {"numbers": [1, 2]}),
        (BINDER, ADD, {"numbers": [], "by": 7, "unknown": {"is": "ignored"}}),
        (FOREST, NAMES, {}),
        (FOREST, NAMES, {"names": None}),
        (FOREST, NAMES, {"names": ["b", None]}),
        (FOREST, GROW, {"tree": NODE}),
        (FOREST, GROW, {"tree": {**NODE, "parts": None}}),
    ],
)
async def test_values_and_their_sources_are_those_of_graphql_core(
    schema: strawberry.Schema, document: str, variables: Json
) -> None:
    prepared = prepare(schema, document)
    nodes = prepared.operation.variable_definitions or ()
    expected = get_variable_values(prepared.variables.schema, nodes, variables)
    found = await decode(prepared, variables)
    assert found is not None
    assert isinstance(expected, VariableValues)
    assert found.coerced == expected.coerced
    assert {name: each.value for name, each in found.sources.items()} == {
        name: each.value for name, each in expected.sources.items()
    }


@pytest.mark.parametrize(
    ("schema", "document", "variables"),
    [
        (BINDER, ADD, {}),
        (BINDER, ADD, {"numbers": None}),
        (BINDER, ADD, {"numbers": 1}),
        (BINDER, ADD, {"numbers": [True]}),
        (BINDER, ADD, {"numbers": [2**31]}),
        (BINDER, ADD, {"numbers": [1], "by": None}),
        (BINDER, ORDER, {"order": {"pages": [], "unknown": 1}}),
        (BINDER, ORDER, {"order": {"pages": [], "mode": "NO_SUCH_MODE"}}),
        (BINDER, ORDER, {"order": {"pages": [], "key": {"text": "a", "number": 1}}}),
        (BINDER, ORDER, {"order": {"pages": [{**GOOD, "cover": {}}]}}),
        (FOREST, GROW, {"tree": {**NODE, "parts": [NODE]}}),
    ],
)
async def test_graphql_core_judges_what_is_not_decoded(
    schema: strawberry.Schema, document: str, variables: Json
) -> None:
    assert await decode(prepare(schema, document), variables) is None


async def test_each_request_has_a_default_of_its_own() -> None:
    prepared = prepare(FOREST, NAMES)
    first, second = await decode(prepared, {}), await decode(prepared, {})
    assert first is not None
    assert second is not None
    first.coerced["names"].append("changed")
    assert second.coerced["names"] == ["a", None]
