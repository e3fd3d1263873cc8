"""Whatever the schema permits is answered: no 5xx, no masked error, nothing but what the schema promises."""

from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLSchema,
    Source,
    StringValueNode,
    ValueNode,
    build_schema,
    parse,
    print_ast,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema

from api.graphql.sdl import sdl
from tests.running import Gateway

few = settings(
    max_examples=50,
    deadline=None,
    # One gateway serves every example alike: what one of them stores does the next no harm.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FORESEEN = {"BAD_USER_INPUT", "EMPTY_BATCH", "FORBIDDEN", "GRAPHQL_VALIDATION_FAILED", "INVALID_CURSOR"} | {
    "PAGE_SIZE_OUT_OF_RANGE"
}


@cache
def schema() -> GraphQLSchema:
    return build_schema(sdl())


def string_values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[ValueNode]:
    return texts.map(lambda text: StringValueNode(value=text))


SCALARS: dict[str, st.SearchStrategy[ValueNode]] = {
    "Date": string_values(st.dates().map(date.isoformat) | st.text(max_size=12)),
    "DateTime": string_values(st.datetimes().map(lambda each: f"{each.isoformat()}Z") | st.text(max_size=12)),
    "LocalTime": string_values(st.times().map(time.isoformat) | st.text(max_size=12)),
    "Decimal": string_values(st.decimals(allow_nan=False).map(str) | st.just(Decimal("1e9")).map(str)),
}


def as_sent(document: DocumentNode) -> str:
    return print_ast(document)


operations = from_schema(sdl(), custom_scalars=SCALARS, print_ast=as_sent)


def codes(answer: dict[str, Any]) -> set[str]:
    found: set[str] = {each["extensions"]["code"] for each in answer.get("errors", [])}
    return {each for each in found if not each.startswith("LIMIT_")}


@few
@given(operation=operations)
async def test_every_operation_the_schema_permits_is_answered(gateway: Gateway, operation: str) -> None:
    parse(Source(operation))
    for token in ("demo", "demo-dispatcher"):
        response = await gateway.http.post("/graphql", json={"query": operation}, headers={"Token": token})
        assert response.status_code == 200, response.text
        answer = response.json()
        assert answer.keys() <= {"data", "errors", "extensions"}
        assert codes(answer) <= FORESEEN, answer
        assert "errors" in answer or answer["data"].keys()
