"""Variables that do not fit their types: an error with a place for each, or tolerance in a batch."""

import asyncio
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import Undefined

from api.graphql.transport.documents.prepare import Documents
from api.graphql.transport.execution import Execution
from api.graphql.transport.options import Options
from api.graphql.transport.refusals import RequestErrors
from api.graphql.transport.variables.flawed_values import Tolerance, Unreadable

Json = dict[str, Any]


@strawberry.enum
class Mode(Enum):
    STRICT = "strict"
    LENIENT = "lenient"


@strawberry.input
class CoverInput:
    colour: str
    gram: int | None = None


@strawberry.input
class PageInput:
    text: str
    number: int = 1
    cover: CoverInput | None = None
    tags: list[str] | None = None


@strawberry.input(one_of=True)
class KeyInput:
    text: str | None = strawberry.UNSET
    number: int | None = strawberry.UNSET


@strawberry.input
class BindInput:
    pages: list[PageInput]
    mode: Mode = Mode.STRICT
    note: str | None = None
    key: KeyInput | None = None


@strawberry.type
class Query:
    @strawberry.field
    def bind(self, order: BindInput) -> int:
        return len(order.pages)

    @strawberry.field
    def add(self, numbers: list[int], by: int = 1) -> int:
        return sum(numbers) * by


SCHEMA = strawberry.Schema(query=Query)
TOLERANT = Options(tolerance=Tolerance("mode", "LENIENT"))
ORDER = "query($order: BindInput!) { bind(order: $order) }"
ADD = "query($numbers: [Int!]!, $by: Int! = 2) { add(numbers: $numbers, by: $by) }"
GOOD: Json = {"text": "a"}


def bind(document: str, variables: Json, options: Options = TOLERANT) -> Json:
    """Return the coerced variables; raises `RequestErrors`."""
    execution = Execution(SCHEMA, options)
    prepared = Documents(execution.schema, options).prepare(document, None)
    coerced: Json = asyncio.run(execution.read_variables(prepared, variables)).coerced
    return coerced


def refuse(document: str, variables: Json, options: Options = TOLERANT) -> list[Json]:
    """Return message and extensions of each error."""
    with pytest.raises(RequestErrors) as caught:
        bind(document, variables, options)
    for each in caught.value.errors:
        assert each["extensions"]["code"] == "BAD_USER_INPUT"
    return [{"message": each["message"], **each["extensions"]} for each in caught.value.errors]


PLACES: list[tuple[str, Json, list[object], str]] = [
    (ORDER, {}, ["order"], "A value of type 'BindInput!' is required."),
    (ORDER, {"order": None}, ["order"], "Expected a value of type 'BindInput!', found null."),
    (ORDER, {"order": [1]}, ["order"], "Expected a value of type 'BindInput!', found a list."),
    (ORDER, {"order": {}}, ["order", "pages"], "A value of type '[PageInput!]!' is required."),
    (
        ORDER,
        {"order": {"pages": [], "note": 5}},
        ["order", "note"],
        "Expected a value of type 'String', found 5.",
    ),
    (
        ORDER,
        {"order": {"pages": [], "mode": "STRICTT"}},
        ["order", "mode"],
        "Expected a value of type 'Mode!', found \"STRICTT\". Did you mean 'STRICT'?",
    ),
    (
        ORDER,
        {"order": {"pages": [], "notes": None}},
        ["order", "notes"],
        "Type 'BindInput' has no field \"notes\". Did you mean 'note', 'mode', or 'pages'?",
    ),
    (ADD, {"numbers": None}, ["numbers"], "Expected a value of type '[Int!]!', found null."),
    (ADD, {"numbers": [], "by": None}, ["by"], "Expected a value of type 'Int!', found null."),
    (ADD, {"numbers": [], "by": 2**70}, ["by"], "Expected a value of type 'Int!', found a large number."),
]


@pytest.mark.parametrize(("document", "variables", "place", "message"), PLACES)
def test_an_error_has_the_way_from_the_variable_down(
    document: str, variables: Json, place: list[object], message: str
) -> None:
    (error,) = refuse(document, variables)
    assert error["path"] == place
    assert error["message"].endswith(f": {message}")
    assert "index" not in error


def test_a_flaw_without_a_place_is_refused_as_well() -> None:
    (error,) = refuse(ORDER, {"order": {"pages": [], "key": {"text": "a", "number": 1}}})
    assert "must specify exactly one key" in error["message"]
    assert "path" not in error


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ({"text": 5}, "text"),
        ({"text": None}, "text"),
        ({}, "text"),
        ({"text": "a", "number": "1"}, "number"),
        ({"text": "a", "cover": {}}, "cover.colour"),
        ({"text": "a", "cover": {"colour": "red", "gram": True}}, "cover.gram"),
        ({"text": "a", "cover": {"colour": "red", "size": 1}}, "cover.size"),
        ({"text": "a", "tags": ["x", 1]}, "tags.1"),
        ("a", None),
        (None, None),
    ],
)
def test_within_a_list_an_error_names_the_item_and_the_field_in_it(page: object, field: str | None) -> None:
    (error,) = refuse(ORDER, {"order": {"pages": [GOOD, GOOD, page]}})
    assert (error["index"], error["field"]) == (2, field)
    below = [int(part) if part.isdigit() else part for part in (field or "").split(".") if part]
    assert error["path"] == ["order", "pages", 2, *below]


def test_a_list_of_values_has_places_too() -> None:
    errors = refuse(ADD, {"numbers": [1, "2", 3, None], "by": "x"})
    assert [(each["path"], each.get("index"), each.get("field")) for each in errors] == [
        (["numbers", 1], 1, None),
        (["numbers", 3], 3, None),
        (["by"], None, None),
    ]


def test_null_is_called_null_in_documents_too() -> None:
    document = "{ bind(order: {pages: [{text: null}]}) }"
    (error,) = refuse_document(document)
    assert error == "Expected value of non-null type 'String!' not to be null."


def refuse_document(document: str) -> list[str]:
    execution = Execution(SCHEMA)
    with pytest.raises(RequestErrors) as caught:
        Documents(execution.schema, Options()).prepare(document, None)
    return [each["message"] for each in caught.value.errors]


def test_fifty_errors_are_listed_and_one_says_that_there_are_more() -> None:
    errors = refuse(ADD, {"numbers": ["x"] * 51})
    assert [each.get("index") for each in errors] == [*range(50), None]
    assert errors[-1]["message"].startswith("More than 50 values")
    assert len(refuse(ADD, {"numbers": ["x"] * 50})) == 50
    assert len(refuse(ADD, {"numbers": ["x"] * 9_000, "by": "x"})) == 51


def test_a_message_quotes_a_long_value_only_in_part() -> None:
    (error,) = refuse(ADD, {"numbers": "x" * 100_000})
    assert len(error["message"]) < 200
    (error,) = refuse(ORDER, {"order": {"pages": [], "x" * 100_000: 1}})
    assert len(error["message"]) < 200


def test_where_the_schema_is_hidden_nothing_is_suggested() -> None:
    hidden = Options(introspection=False)
    for order in ({"pages": [], "notes": 1}, {"pages": [], "mode": "STRICTT"}):
        (error,) = refuse(ORDER, {"order": order}, hidden)
        assert "Did you mean" not in error["message"]
        assert error["message"].count("STRICT") == error["message"].count("STRICTT")


def test_an_item_that_may_be_flawed_keeps_what_fits_and_its_neighbours_are_as_ever() -> None:
    pages = [GOOD, {"number": "1", "cover": {"colour": "red", "gram": 1.5}}, None, {"text": "b", "number": 2}]
    found = bind(ORDER, {"order": {"mode": "LENIENT", "pages": pages}})["order"]
    alone = bind(ORDER, {"order": {"mode": "LENIENT", "pages": [pages[0], pages[3]]}})["order"]
    assert [found["pages"][0], found["pages"][3]] == alone["pages"]
    assert found["pages"][1] == {
        "text": Unreadable(Undefined),
        "number": Unreadable("1"),
        "cover": {"colour": "red", "gram": Unreadable(1.5)},
        "tags": None,
    }
    assert found["pages"][2] == Unreadable(None)
    assert {**found, "pages": []} == {**alone, "pages": []}


@pytest.mark.parametrize(
    "order",
    [
        {"mode": "STRICT", "pages": [{}]},
        {"pages": [{}]},
        {"mode": "LENIENT", "pages": None},
        {"mode": "LENIENT", "pages": [{**GOOD, "colour": "red"}]},
        {"mode": "LENIENT", "pages": [{**GOOD, "tags": None, "cover": {"colour": "a", "x": 1}}]},
        {"mode": "LENIENT", "pages": [{}], "note": 5},
        {"mode": "LENIENT", "pages": [{}], "key": {}},
        {"mode": "lenient", "pages": [{}]},
    ],
)
def test_nothing_else_is_tolerated(order: Json) -> None:
    assert refuse(ORDER, {"order": order})
    assert refuse(ORDER, {"order": order}, Options())


@pytest.mark.parametrize(
    ("literal", "tolerated"),
    [
        ("{mode: LENIENT, pages: $pages}", True),
        ("{mode: $mode, pages: $pages}", True),
        ("{mode: LENIENT, pages: $pages, note: $note}", True),
        ("{mode: STRICT, pages: $pages}", False),
        ("{pages: $pages}", False),
    ],
)
def test_a_variable_is_tolerated_by_where_it_is_used(literal: str, tolerated: bool) -> None:  # noqa: FBT001
    declared = ["$pages: [PageInput!]!", "$mode: Mode! = LENIENT", "$note: String"]
    used = [each for each in declared if each.split(":")[0] in literal]
    document = f"query({', '.join(used)}) {{ bind(order: {literal}) }}"
    variables = {"pages": [GOOD, {"text": 1}], "note": "x"}
    if tolerated:
        assert bind(document, variables)["pages"][1]["text"] == Unreadable(1)
        (error,) = refuse(document, {**variables, "pages": [GOOD, {"txt": 1, "text": 2}]})
        assert error["path"] == ["pages", 1, "txt"]
    else:
        assert refuse(document, variables)[0]["field"] == "text"


def test_a_variable_that_is_used_elsewhere_too_is_not_tolerated() -> None:
    document = """query($pages: [PageInput!]!, $note: String!) {
      one: bind(order: {mode: LENIENT, pages: [{text: $note}]})
      two: bind(order: {mode: LENIENT, pages: $pages, note: $note})
    }"""
    (error,) = refuse(document, {"pages": [{}], "note": 5})
    assert error["path"] == ["note"]
    assert bind(document, {"pages": [{}], "note": "x"})["note"] == "x"


def test_variables_that_fit_are_what_they_are_beside_those_that_do_not() -> None:
    document = """query($order: BindInput!, $numbers: [Int!]!, $by: Int! = 2) {
      bind(order: $order) add(numbers: $numbers, by: $by)
    }"""
    order = {"mode": "LENIENT", "pages": [{}]}
    found = bind(document, {"order": order, "numbers": 7})
    assert (found["numbers"], found["by"]) == ([7], 2)
