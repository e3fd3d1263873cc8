"""A mutation or subscription that lacks a scope does not run; a query answers what it may."""

import pytest

from api.graphql.field_metadata import metadata_of
from api.graphql.transport.options import Options
from tests.api.graphql.transport.schema import NOTES
from tests.api.graphql.transport.serving import GRAPHQL, JSON, open_library, scopes_of
from tests.api.graphql.transport.test_cost import batch
from tests.api.graphql.transport.test_sse import EVENTS, results

GUARDED = Options(metadata_of=metadata_of, scopes_of=scopes_of)
WRITE = frozenset({"books:write"})
ADD_NOTED = """mutation ($input: AddBooksInput!) {
  first: addBooks(input: $input) { books { ...shown } }
} fragment shown on Book { title old: sequel { notes } }"""


def missing(scope: str, field: str, *path: str) -> dict[str, object]:
    facts = {"code": "FORBIDDEN", "scope": scope, "field": field, "path": list(path)}
    return {"message": f"The token lacks the scope {scope}, which {field} needs.", "extensions": facts}


@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 400), (JSON, 200)])
async def test_a_mutation_does_not_run_if_its_answer_needs_a_scope_that_is_missing(
    accept: str, status: int
) -> None:
    async with open_library(GUARDED) as library:
        library.shelf.scopes = WRITE
        refused = await library.post(ADD_NOTED, accept, variables=batch(2))
        assert refused.status_code == status
        assert refused.json()["errors"] == [missing(NOTES, "Book.notes", "first", "books", "old", "notes")]
        assert "data" not in refused.json()
        assert library.shelf.added == []
        library.shelf.scopes = WRITE | {NOTES}
        assert "errors" not in (await library.post(ADD_NOTED, accept, variables=batch(2))).json()
        assert len(library.shelf.added) == 2


async def test_of_two_mutations_none_runs_if_one_lacks_a_scope() -> None:
    two = """mutation ($input: AddBooksInput!) {
      first: addBooks(input: $input) { books { title } }
      second: addBooks(input: $input) { books { notes } }
    }"""
    async with open_library(GUARDED) as library:
        library.shelf.scopes = WRITE
        refused = (await library.post(two, variables=batch(1))).json()
        assert refused["errors"] == [missing(NOTES, "Book.notes", "second", "books", "notes")]
        library.shelf.scopes = frozenset()
        refused = (await library.post(two, variables=batch(1))).json()
        paths = sorted(each["extensions"]["path"] for each in refused["errors"])
        assert paths == [["first"], ["second"], ["second", "books", "notes"]]
        assert library.shelf.added == []


async def test_a_subscription_does_not_begin_without_all_its_scopes() -> None:
    async with open_library(GUARDED) as library:
        library.shelf.scopes = frozenset()
        (refused,) = results(await library.post("subscription { books(upto: 1) { notes } }", EVENTS))
        assert refused["errors"] == [missing(NOTES, "Book.notes", "books", "notes")]
        assert len(results(await library.post("subscription { books(upto: 2) { title } }", EVENTS))) == 2


async def test_in_a_query_only_the_root_field_that_lacks_a_scope_is_null() -> None:
    query = """{ one: book { title } two: book { title author { name } sequel { deep: notes notes } }
      three: book { notes } }"""
    async with open_library(GUARDED) as library:
        library.shelf.scopes = frozenset()
        answer = (await library.post(query)).json()
        assert answer["data"] == {"one": {"title": "Babettes Gæstebud"}, "two": None, "three": None}
        two = missing(NOTES, "Book.notes", "two", "sequel", "deep")
        three = missing(NOTES, "Book.notes", "three", "notes")
        assert [{key: each[key] for key in ("message", "extensions")} for each in answer["errors"]] == [
            two,
            three,
        ]
        assert [each["path"] for each in answer["errors"]] == [["two"], ["three"]]
        library.shelf.scopes = frozenset({NOTES})
        assert "errors" not in (await library.post(query)).json()


async def test_a_caller_that_is_not_known_is_left_to_the_resolvers() -> None:
    async with open_library(GUARDED) as library:
        assert (await library.post("{ book { notes } }")).json()["data"]


async def test_the_cost_of_an_operation_that_must_not_run_can_be_asked_for() -> None:
    async with open_library(GUARDED) as library:
        library.shelf.scopes = WRITE
        answer = await library.post(ADD_NOTED, variables=batch(1), extensions={"costOnly": True})
        assert answer.json()["extensions"]["scopes"] == ["books:write", NOTES]
