"""Whatever is sent in the place of whatever argument: nothing of Python's own is in the answer."""

import asyncio
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)

from api.graphql.schema import gateway_schema
from api.graphql.sdl import sdl
from api.graphql.transport.documents.prepare import Documents
from api.graphql.transport.execution import Execution
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import from_body
from api.graphql.transport.refusals import Refusal
from tests.api.graphql.client import Client

PYTHONISMS: Final = re.compile(
    r"sys\.|Traceback|object at 0x|<class|built-in|codec can't|Exceeds the limit|surrogates|__\w+__|NoneType|"
    r"[a-z]Error\b|\.py\b|recursion depth|graphql\.|strawberry|msgspec|asyncpg|Decimal\(|datetime\."
)
NUMBERS: Final = (
    "8" * 4_301,
    "-" + "7" * 20_000,
    "1e400",
    "-1e400",
    "1e-400",
    "1e99999",
    "2147483648",
    "0.1",
)
TEXTS: Final = (
    "",
    "\x00",
    "\uffff",
    "8" * 5_000,
    "NaN",
    "-Infinity",
    "2018-02-30",
    "9999-12-31T23:59:59-23:59",
    "\u0662\u0660\u0661\u0668-04-05",
    "x" * 9_000,
    "RGVsaXZlcnk6/w==",
)
QUOTED: Final = ('"\\ud83d"', *(json.dumps(each) for each in TEXTS))
LITERALS: Final = (*NUMBERS, *QUOTED, "[" * 90 + "]" * 90, "{a: 1}", "SOME", "true")
VALUES: Final = (*NUMBERS, *QUOTED, "[" * 400 + "]" * 400, "NaN", "-Infinity", '{"a": 1}', "true", "null")
GOOD: Final = {"Float": "1.5", "Boolean": "true", "Date": '"2018-04-05"', "LocalTime": '"16:30"', "Int": "1"}
Input = GraphQLArgument | GraphQLInputField
Place = tuple[str, str, str]


@cache
def schema() -> GraphQLSchema:
    return build_schema(sdl())


def literal(type_: GraphQLInputType) -> str:
    """A good value of the type, as short as can be."""
    if is_non_null_type(type_):
        return literal(type_.of_type)
    if is_list_type(type_):
        return f"[{literal(type_.of_type)}]"
    if is_input_object_type(type_):
        return f"{{{set_required(type_.fields)}}}"
    if is_enum_type(type_):
        return str(next(iter(type_.values)))
    return GOOD.get(str(type_), '"1"')


def set_required(inputs: dict[str, GraphQLInputField] | dict[str, GraphQLArgument], besides: str = "") -> str:
    """Good values of all that must be given `besides` one."""
    given = (each for each in inputs.items() if is_non_null_type(each[1].type) and each[0] != besides)
    return " ".join(f"{name}: {literal(each.type)}" for name, each in given)


def places_in(value: Input, place: str) -> Iterator[Place]:
    """Where scalars go below an argument: the type of each, and the value around it with `%` in its place."""
    type_, depth = value.type, 0
    while is_non_null_type(type_) or is_list_type(type_):
        depth += is_list_type(type_)
        type_ = type_.of_type
    around = f"{'[' * depth}%{']' * depth}"
    if not is_input_object_type(type_):
        yield place, str(type_), around
        return
    for name, field in type_.fields.items():
        for inside, scalar, inner in places_in(field, f"{type_.name}.{name}"):
            yield (
                inside,
                scalar,
                around.replace("%", f"{{{name}: {inner} {set_required(type_.fields, name)}}}"),
            )


def operations(kind: str, name: str, field: GraphQLField) -> Iterator[Place]:
    selection = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    for argument, value in field.args.items():
        for place, scalar, around in places_in(value, f"{name}.{argument}"):
            given = f"{argument}: {around} {set_required(field.args, argument)}"
            yield place, scalar, f"{kind} DEFINED {{ {name}({given}){selection} }}"


@cache
def documents() -> list[tuple[str, str]]:
    """An operation for each argument and each field of an input: the scalar's type, and `%` in its place."""
    roots = {"query": schema().query_type, "mutation": schema().mutation_type}
    found = {
        place: (scalar, operation)
        for kind, root in roots.items()
        for name, field in (root.fields if root else {}).items()
        for place, scalar, operation in operations(kind, name, field)
    }
    return list(found.values())


def with_literal(document: str, text: str) -> str:
    return document.replace("DEFINED", "").replace("%", text)


def with_variable(document: str, scalar: str, default: str = "") -> str:
    return document.replace("DEFINED", f"($v: {scalar}{default})").replace("%", "$v")


class Front:
    """As far as a request comes before anything is run."""

    def __init__(self) -> None:
        self.execution = Execution(gateway_schema())
        self.documents = Documents(self.execution.schema, Options())

    def answer(self, query: str, variables: str = "{}") -> str:
        """What is said of a request, nothing where it would run."""
        body = f'{{"query": {json.dumps(query)}, "variables": {variables}}}'
        try:
            parameters = from_body(body.encode())
            prepared = self.documents.prepare(parameters.query or "", None)
            asyncio.run(self.execution.read_variables(prepared, parameters.variables))
        except Refusal as refused:
            return json.dumps([{**each, "code": each["extensions"]["code"]} for each in refused.errors])
        return ""


def test_every_scalar_of_the_schema_is_somewhere_asked_for() -> None:
    asked = {scalar for scalar, _ in documents()}
    assert asked >= {"Int", "Float", "String", "ID", "Date", "DateTime", "LocalTime", "Decimal", "Scope"}


@pytest.mark.parametrize("text", LITERALS, ids=lambda text: text[:20])
def test_no_literal_brings_anything_of_python_to_light(text: str) -> None:
    front = Front()
    for _, document in documents():
        assert not PYTHONISMS.search(front.answer(with_literal(document, text))), document


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:20])
def test_no_variable_brings_anything_of_python_to_light(value: str) -> None:
    front = Front()
    for scalar, document in documents():
        said = front.answer(with_variable(document, scalar), f'{{"v": {value}}}')
        assert not PYTHONISMS.search(said), document


@pytest.mark.parametrize("value", NUMBERS, ids=lambda value: value[:20])
def test_no_default_brings_anything_of_python_to_light(value: str) -> None:
    front = Front()
    for scalar, document in documents():
        said = front.answer(with_variable(document, scalar, f" = {value}"))
        assert not PYTHONISMS.search(said), document


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:20])
async def test_no_text_brings_anything_of_python_to_light_once_it_runs(dispatcher: Client, text: str) -> None:
    for scalar, document in documents():
        if scalar in ("String", "ID"):
            response = await dispatcher.post(with_variable(document, scalar), {"v": text})
            codes = {each["extensions"]["code"] for each in response.json().get("errors", ())}
            assert response.status_code == 200
            assert "INTERNAL" not in codes, document
            assert not PYTHONISMS.search(response.text.replace(text, "") if text else response.text)


async def test_digits_without_end_are_refused_with_a_sentence_and_a_place(merchant: Client) -> None:
    (error,) = await merchant.errors(f"{{ sweeps(last: {'6' * 4_444}) {{ nodes {{ id }} }} }}")
    assert error["message"].startswith("The value cannot be read")
    assert error["locations"] == [{"line": 1, "column": 16}]
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


async def test_a_scalar_still_says_how_it_is_written(merchant: Client) -> None:
    (error,) = await merchant.errors('{ sweeps(filter: {day: "5/4"}) { nodes { id } } }')
    assert "of the form 2018-04-05" in error["message"]
