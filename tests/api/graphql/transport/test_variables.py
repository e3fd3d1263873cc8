"""Variables are counted before they are coerced."""

import pytest

from api.graphql.transport.refusals import Code, Refusal
from api.graphql.transport.variables.value_count import count_values
from tests.api.graphql.transport.serving import Library, codes

DEEP: object = "x"
for _ in range(60):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize(
    ("variables", "count"),
    [
        ({}, 0),
        ({"a": 1, "b": None}, 2),
        ({"a": []}, 1),
        ({"a": {}}, 1),
        ({"a": [1, 2, 3]}, 4),
        ({"a": [[], [], {}]}, 4),
        ({"a": {"b": [{"c": 1, "d": [1, 2]}] * 2}}, 1 + 1 + 2 * (1 + 1 + 1 + 2)),
        ({"a": {str(number): number for number in range(80)}}, 81),
    ],
)
def test_every_value_list_and_object_counts(variables: dict[str, object], count: int) -> None:
    assert count_values(variables, 50, count) == count
    if count:
        with pytest.raises(Refusal):
            count_values(variables, 50, count - 1)


@pytest.mark.parametrize(
    "item",
    [
        {str(number): number for number in range(50)},
        {"a": {str(number): number for number in range(49)}},
        {"a": [0] * 49},
        [0] * 50,
        [[[]] * 25] * 25,
        DEEP,
    ],
)
def test_an_item_of_a_list_has_its_own_bound(item: object) -> None:
    with pytest.raises(Refusal) as refused:
        count_values({"input": {"items": [1, item]}}, 50, 100_000)
    assert refused.value.errors[0]["extensions"] == {"code": Code.LIMIT_VARIABLES}
    assert "50 are allowed" in refused.value.errors[0]["message"]


def test_an_item_at_its_bound_is_good() -> None:
    assert count_values({"items": [{str(number): 0 for number in range(49)}] * 3}, 50, 100_000) == 151


@pytest.mark.parametrize("value", [[], None, {}, "NO_SUCH_MEMBER", 7])
@pytest.mark.asyncio(loop_scope="module")
async def test_more_values_than_allowed_are_refused_before_they_are_coerced(
    library: Library, value: object
) -> None:
    query = "query ($ids: [ID!]!) { byIds(ids: $ids) { title } }"
    response = await library.post(query, variables={"ids": [value] * 100_000})
    assert codes(response) == [Code.LIMIT_VARIABLES]
