"""Long lists in variables are coerced in slices, and as graphql-core coerces short ones."""

import asyncio
from typing import Any

import pytest
from graphql.execution import VariableValues, get_variable_values

from api.graphql.transport.documents.prepare import Documents
from api.graphql.transport.execution import Execution
from api.graphql.transport.executor import OperationExecutor
from api.graphql.transport.options import Options
from api.graphql.transport.pace import SLICE
from api.graphql.transport.refusals import RequestErrors
from tests.api.graphql.transport.test_flawed_variables import ADD, GOOD, ORDER, SCHEMA, TOLERANT
from tests.legacy_rest.turns import count_turns

Json = dict[str, Any]
SIZES = [SLICE - 1, SLICE, SLICE + 1, 3 * SLICE]


async def bind(document: str, variables: Json, options: Options = TOLERANT) -> OperationExecutor:
    execution = Execution(SCHEMA, options)
    prepared = Documents(execution.schema, options).prepare(document, None)
    values = await execution.read_variables(prepared, variables)
    return execution.bind(prepared, values, None, {}, {})


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("item", [GOOD, {**GOOD, "number": 2, "cover": {"colour": "red"}, "tags": "x"}])
async def test_a_long_list_in_an_input_is_what_graphql_core_makes_of_it(size: int, item: Json) -> None:
    variables = {"order": {"pages": [item] * size, "note": "n", "key": {"number": 1}}}
    executor = await bind(ORDER, variables)
    nodes = executor.operation.variable_definitions or ()
    expected = get_variable_values(executor.schema, nodes, dict(variables))
    assert isinstance(expected, VariableValues)
    assert executor.variable_values.coerced == expected.coerced
    assert executor.variable_values.sources["order"].value == variables["order"]


@pytest.mark.parametrize("size", SIZES)
async def test_so_is_a_variable_that_is_a_long_list(size: int) -> None:
    executor = await bind(ADD, {"numbers": list(range(size))})
    assert executor.variable_values.coerced == {"numbers": list(range(size)), "by": 2}
    assert executor.variable_values.sources["numbers"].value == list(range(size))


async def test_others_are_served_while_a_long_list_is_coerced() -> None:
    assert await count_turns(bind(ADD, {"numbers": [1] * (20 * SLICE)})) >= 19
    assert await count_turns(bind(ORDER, {"order": {"pages": [GOOD] * (20 * SLICE)}})) >= 19


@pytest.mark.parametrize("at", [0, SLICE - 1, SLICE, 3 * SLICE - 1])
@pytest.mark.parametrize("bad", [None, "x", {"text": 7}, {**GOOD, "unknown": 1}])
async def test_an_item_that_does_not_fit_is_refused_at_its_place(at: int, bad: object) -> None:
    pages: list[object] = [GOOD] * (3 * SLICE)
    pages[at] = bad
    with pytest.raises(RequestErrors) as refused:
        await bind(ORDER, {"order": {"pages": pages}})
    assert {each["extensions"]["index"] for each in refused.value.errors} == {at}


async def test_another_flaw_beside_a_long_list_is_refused_with_the_items() -> None:
    pages: list[object] = [*[GOOD] * SLICE, {"text": 7}]
    with pytest.raises(RequestErrors) as refused:
        await bind(ORDER, {"order": {"pages": pages, "note": 5}})
    places = [each["extensions"]["path"] for each in refused.value.errors]
    assert places == [["order", "pages", SLICE, "text"], ["order", "note"]]


async def test_a_flawed_item_of_a_long_list_is_tolerated_where_it_is_asked_for() -> None:
    pages: list[object] = [*[GOOD] * SLICE, {"text": 7}]
    executor = await bind(ORDER, {"order": {"pages": pages, "mode": "LENIENT"}})
    coerced = executor.variable_values.coerced["order"]["pages"]
    assert (len(coerced), coerced[-1]["text"].value) == (SLICE + 1, 7)


async def test_of_several_operations_with_long_lists_one_goes_on_in_each_iteration() -> None:
    execution = Execution(SCHEMA, TOLERANT)
    prepared = Documents(execution.schema, TOLERANT).prepare(ADD, None)
    works = [execution.read_variables(prepared, {"numbers": [1] * (5 * SLICE)}) for _ in range(4)]
    assert await count_turns(asyncio.gather(*works)) >= 4 * 4
