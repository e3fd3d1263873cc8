"""Every limit at its edge and one past it."""

import re
from pathlib import Path

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, get_introspection_query, parse

from api.graphql.errors import ERROR_CODES, PAGE_SIZE
from api.graphql.transport.documents.prepare import Documents
from api.graphql.transport.documents.size import SATURATED, SizeVisitor
from api.graphql.transport.execution import Execution
from api.graphql.transport.options import Limits, Options
from api.graphql.transport.refusals import Code, Refusal
from domain.errors import HistoryTooLong, TooManySlots
from domain.model.page import LARGEST_PAGE
from domain.rules.replay import MOST_REPLAYED
from domain.rules.slots import MOST_SLOTS
from tests.api.graphql.transport.schema import SCHEMA


def documents(capacity: int = 1_000) -> Documents:
    return Documents(Execution(SCHEMA).schema, Options(documents=capacity))


def refusal_of(text: str, name: str | None = None) -> str | None:
    """The code of the refusal, `None` where the operation is good."""
    try:
        documents().prepare(text, name)
    except Refusal as refused:
        return str(refused.errors[0].get("extensions", {}).get("code"))
    return None


def sequels(depth: int) -> str:
    return "{ book " + "{ sequel " * (depth - 2) + "{ title }" + " }" * (depth - 1)


def repeat_field(field: str, count: int) -> str:
    return " ".join([field] * count)


def alias_fields(count: int, field: str = "title") -> str:
    return " ".join(f"a{index}: {field}" for index in range(count))


def fragments(count: int, leaf: str) -> str:
    """A chain of fragments that each spread the next one twice."""
    chain = [f"fragment F{n} on Book {{ ...F{n + 1} ...F{n + 1} }}" for n in range(count)]
    return " ".join(["{ book { ...F0 } }", *chain, f"fragment F{count} on Book {{ {leaf} }}"])


def types(depth: int) -> str:
    return '{ __type(name: "Book") ' + "{ ofType " * (depth - 2) + "{ name }" + " }" * (depth - 1)


@pytest.mark.parametrize(
    ("good", "beyond", "code"),
    [
        (sequels(10), sequels(11), Code.LIMIT_DEPTH),
        (f"{{ book {{ {alias_fields(15)} }} }}", f"{{ book {{ {alias_fields(16)} }} }}", Code.LIMIT_ALIASES),
        (f"{{ {repeat_field('fail', 10)} }}", f"{{ {repeat_field('fail', 11)} }}", Code.LIMIT_ROOT_FIELDS),
        (
            f"{{ book {{ {repeat_field('title', 499)} }} }}",
            f"{{ book {{ {repeat_field('title', 500)} }} }}",
            Code.LIMIT_FIELDS,
        ),
        (
            f"{{ book {{ {repeat_field('pages @skip(if: false)', 50)} }} }}",
            f"{{ book {{ {repeat_field('pages @skip(if: false)', 51)} }} }}",
            Code.LIMIT_DIRECTIVES,
        ),
        (
            f"{{ book {{ {repeat_field('sequel { title }', 45)} }} }}",
            f"{{ book {{ {repeat_field('sequel { title }', 46)} }} }}",
            Code.LIMIT_REPEATS,
        ),
        (
            f"{{ book {{ {repeat_field('__typename', 499)} }} }}",
            f"{{ book {{ {repeat_field('__typename', 500)} }} }}",
            Code.LIMIT_FIELDS,
        ),
        (
            "{ __schema { description } }",
            "{ __schema { description } ...Q } fragment Q on Query { a: __schema { description } }",
            Code.LIMIT_INTROSPECTION,
        ),
        (types(20), types(21), Code.LIMIT_INTROSPECTION),
        (
            "{ __schema { types { fields { type { name } } } } }",
            "{ __schema { types { fields { type { interfaces { name } } } } } }",
            Code.LIMIT_INTROSPECTION,
        ),
        (
            f"{{ __schema {{ types {{ {repeat_field('name', 498)} }} }} }}",
            f"{{ __schema {{ types {{ {repeat_field('name', 499)} }} }} }}",
            Code.LIMIT_INTROSPECTION,
        ),
        (
            "{ book { " + repeat_field("...{ title }", 248) + " title } }",
            "{ book { " + repeat_field("...{ title }", 248) + " title title title title } }",
            Code.LIMIT_TOKENS,
        ),
        ("#\n" * 1_000 + "{ fail }", "#\n" * 1_001 + "{ fail }", Code.LIMIT_TOKENS),
        ("{ fail }".ljust(100_000), "{ fail }".ljust(100_001), Code.LIMIT_DOCUMENT),
    ],
)
def test_a_limit_allows_its_edge_and_nothing_beyond(good: str, beyond: str, code: Code) -> None:
    assert refusal_of(good) is None
    assert refusal_of(beyond) == code


def test_a_skipped_field_counts() -> None:
    assert refusal_of(sequels(11).replace("title", "title @skip(if: true)")) == Code.LIMIT_DEPTH
    assert refusal_of(f"{{ {repeat_field('fail @include(if: false)', 11)} }}") == Code.LIMIT_ROOT_FIELDS


def test_the_fields_of_a_fragment_count_wherever_it_is_spread() -> None:
    titles = f"fragment Titles on Book {{ {repeat_field('title', 250)} }}"
    assert refusal_of("{ book { ...Titles } book { ...Titles } }" + titles) == Code.LIMIT_FIELDS
    assert refusal_of("{ book { ...Titles } }" + titles) is None


def test_a_chain_of_doubling_fragments_is_refused_without_being_walked_twice() -> None:
    document = parse(fragments(28, "title"))
    found = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    survey = SizeVisitor(found)
    assert survey.of_operation(operation).fields == SATURATED
    assert survey.visits == 2 + 28 * 2 + 1
    assert refusal_of(fragments(28, "title")) == Code.LIMIT_FIELDS


@pytest.mark.parametrize(
    "text",
    [
        "{ book { ...A } } fragment A on Book { ...A }",
        "{ book { ...A } } fragment A on Book { sequel { ...B } } fragment B on Book { ...A }",
    ],
)
def test_a_cycle_of_fragments_is_refused(text: str) -> None:
    assert refusal_of(text) == Code.VALIDATION_FAILED


@pytest.mark.parametrize("text", ["{ a " * 400, sequels(150), "{ double(number: " + "[" * 400])
def test_what_is_nested_without_end_is_refused(text: str) -> None:
    assert refusal_of(text) == Code.LIMIT_DEPTH


def test_the_introspection_query_of_the_tools_passes() -> None:
    everything = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    assert refusal_of(everything) is None


def test_introspection_can_be_switched_off() -> None:
    closed = Documents(Execution(SCHEMA).schema, Options(introspection=False))
    with pytest.raises(Refusal) as refused:
        closed.prepare("{ __schema { types { name } } }", None)
    assert "introspection" in str(refused.value)
    with pytest.raises(Refusal) as hidden:
        closed.prepare("{ bok { title } }", None)
    assert "Did you mean" not in str(hidden.value)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("query A { fail } query B { fail }", None),
        ("query A { fail } query B { fail }", "C"),
        ("query A { fail } query A { fail }", "A"),
        ("query A { fail }", ""),
        ("fragment A on Book { title }", None),
    ],
)
def test_which_operation_runs_is_never_guessed(text: str, name: str | None) -> None:
    assert refusal_of(text, name) == Code.OPERATION_UNKNOWN


def test_the_documented_limits_are_the_limits() -> None:
    limits, known = Limits(), {}
    for line in (Path(__file__).parents[4] / "docs" / "limits.md").read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\| `(\w+)` \| .+ \| ([\d,]+) \|", line):
            known[found[1]] = int(found[2].replace(",", ""))
    assert known == {
        Code.LIMIT_BODY: limits.body,
        Code.LIMIT_DOCUMENT: limits.document,
        Code.LIMIT_TOKENS: limits.tokens,
        Code.LIMIT_DEPTH: limits.depth,
        Code.LIMIT_ROOT_FIELDS: limits.root_fields,
        Code.LIMIT_FIELDS: limits.fields,
        Code.LIMIT_ALIASES: limits.aliases,
        Code.LIMIT_DIRECTIVES: limits.directives,
        Code.LIMIT_REPEATS: limits.comparisons,
        Code.LIMIT_INTROSPECTION: limits.introspection_depth,
        Code.LIMIT_VARIABLES: limits.values,
        Code.LIMIT_COST: limits.cost,
        PAGE_SIZE: LARGEST_PAGE,
        ERROR_CODES[TooManySlots]: MOST_SLOTS,
        ERROR_CODES[HistoryTooLong]: MOST_REPLAYED,
    }
