"""The form of answers: statuses, errors, header fields, and no internal details."""

import logging

import pytest
import strawberry
from graphql import GraphQLFormattedError
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Scope
from strawberry.extensions import SchemaExtension

from api.graphql.transport.execution import Execution
from api.graphql.transport.http.endpoint import GraphQLOverHTTP
from api.graphql.transport.options import Options
from api.graphql.transport.refusals import HttpRefusal
from tests.api.graphql.transport.schema import SCHEMA, Query
from tests.api.graphql.transport.serving import GRAPHQL, JSON, Library, open_library
from tests.fakes import World
from tests.running import serve_app

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_an_operation_that_ran_is_200_whatever_its_fields_met(library: Library, accept: str) -> None:
    response = await library.post("{ secret book { title } }", accept)
    assert response.status_code == 200
    assert response.json()["data"] == {"secret": None, "book": {"title": "Babettes Gæstebud"}}
    assert response.json()["errors"] == [
        {
            "message": "Not yours.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["secret"],
            "extensions": {"code": "FORBIDDEN"},
        }
    ]


async def test_an_unexpected_error_is_masked_by_its_request_id_and_logged(
    library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = await library.post("{ fail }")
    assert "hunter2" not in response.text
    identity = response.headers["x-request-id"]
    assert response.json()["errors"][0]["extensions"] == {"code": "INTERNAL", "requestId": identity}
    assert identity in caplog.text
    assert "hunter2" in caplog.text


async def test_an_application_may_describe_its_own_errors() -> None:
    def describe(error: Exception) -> GraphQLFormattedError | None:
        known = isinstance(error, RuntimeError)
        return {"message": "Try again.", "extensions": {"code": "FAILED"}} if known else None

    async with open_library(Options(describe_error=describe)) as library:
        response = await library.post("{ fail secret }")
    failed, secret = response.json()["errors"]
    assert (failed["message"], failed["path"]) == ("Try again.", ["fail"])
    assert failed["extensions"] == {"code": "FAILED"}
    assert (secret["message"], secret["extensions"]) == ("Not yours.", {"code": "FORBIDDEN"})


async def test_answers_are_not_stored_and_vary_with_what_is_accepted(library: Library) -> None:
    response = await library.post("{ __typename }")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Accept, Accept-Encoding"


async def refused_context(_scope: Scope) -> None:
    raise HttpRefusal(401, "UNAUTHENTICATED", "No token.", {"WWW-Authenticate": "Bearer"})


async def broken_context(_scope: Scope) -> None:
    raise RuntimeError("password=hunter2")


async def test_a_context_may_refuse_a_request() -> None:
    app = Starlette(routes=[Route("/graphql", GraphQLOverHTTP(SCHEMA, refused_context))])
    async with serve_app(app, World().usecases) as running:
        response = await running.http.post("/graphql", json={"query": "{ fail }"})
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_failure_outside_of_any_field_leaks_nothing_either() -> None:
    app = Starlette(routes=[Route("/graphql", GraphQLOverHTTP(SCHEMA, broken_context))])
    async with serve_app(app, World().usecases) as running:
        response = await running.http.post("/graphql", json={"query": "{ fail }"})
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"] == "Internal error"
    assert "hunter2" not in response.text


async def test_no_other_origin_may_read_by_default(library: Library) -> None:
    response = await library.http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Origin": "https://shop.test"}
    )
    assert "access-control-allow-origin" not in response.headers


async def test_a_schema_with_extensions_is_refused_rather_than_half_obeyed() -> None:
    with pytest.raises(ValueError, match="no schema extensions"):
        Execution(strawberry.Schema(query=Query, extensions=[SchemaExtension]))


async def test_of_many_errors_the_first_five_are_sent(library: Library) -> None:
    response = await library.post("{ book { " + " ".join(f"titl{number}" for number in range(480)) + " } }")
    *flaws, last = response.json()["errors"]
    assert len(flaws) == 5
    assert "Did you mean 'title'?" in flaws[4]["message"]
    assert last["message"].startswith("Too many validation errors")
