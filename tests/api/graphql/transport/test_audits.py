"""Each audit of the npm package `graphql-http` 1.23, by its id, over real HTTP."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.api.graphql.transport.serving import GRAPHQL, JSON, Library

TYPENAME = "{ __typename }"
TYPE = "query Type($name: String!) { __type(name: $name) { name } }"
NAMED = {"name": "sometype"}
COERCION = {"query": "query Coerced($id: ID!) { __typename }", "variables": {"id": None}}
UNKNOWN_FIELD = {"query": "{ thereIsNoSuchField }"}
UNPARSABLE = {"query": "{"}
PLAIN = {"query": TYPENAME}


@dataclass(frozen=True)
class Audit:
    """One request and what its answer must be; a `body` that is `bytes` is sent as it is."""

    id: str
    body: Any = None
    accept: str | None = None
    content_type: str | None = JSON
    query: dict[str, str] | None = None
    statuses: range = field(default=range(200, 201))
    media: str | None = None
    clean: bool = False
    no_data: bool = False


BAD = range(400, 401)
CLIENT_ERROR = range(400, 500)
ERROR = range(400, 600)


def wrong_types(prefix: str, parameter: str, first: object) -> list[Audit]:
    """A parameter of four wrong types is a bad request."""
    wrong = [first, 0, False, ["array"]]
    return [
        Audit(f"{prefix}{index}", {**PLAIN, parameter: value}, statuses=BAD)
        for index, value in enumerate(wrong)
    ]


def nulls() -> list[Audit]:
    """A parameter that is null is one that was not given."""
    return [
        Audit(f"{prefix}{index}", {**PLAIN, parameter: None}, accept, clean=True)
        for index, parameter in enumerate(["variables", "operationName", "extensions"])
        for prefix, accept in (("94B", GRAPHQL), ("022", JSON))
    ]


AUDITS = [
    Audit("22EB", PLAIN, GRAPHQL, media=GRAPHQL),
    Audit("4655", PLAIN, JSON, media=JSON),
    Audit("47DE", PLAIN, "*/*", media=JSON),
    Audit("80D8", PLAIN, None, media=JSON),
    Audit("82A3", PLAIN),
    Audit(
        "BF61", {"query": '{ __type(name: "Run🏃Swim🏊") { name } }'}, content_type=f"{JSON}; charset=utf-8"
    ),
    Audit("78D5", PLAIN),
    Audit("2C94", PLAIN),
    Audit("5A70", query={"query": TYPENAME}),
    Audit("9C48", accept=GRAPHQL, query={"query": "mutation { __typename }"}, statuses=CLIENT_ERROR),
    Audit("9ABE", PLAIN, content_type=None, statuses=CLIENT_ERROR),
    Audit("03D4", PLAIN),
    Audit("A5BF", b"", statuses=BAD),
    Audit("423L", {"notquery": TYPENAME}, GRAPHQL, statuses=BAD),
    *wrong_types("LKJ", "query", {"obj": "ect"}),
    Audit("34A2", PLAIN, GRAPHQL),
    Audit("13EE", PLAIN, JSON, clean=True),
    *wrong_types("6C0", "operationName", {"obj": "ect"}),
    Audit("8161", {"operationName": "Query", "query": "query Query { __typename }"}, GRAPHQL),
    Audit("B8B3", {"operationName": "Query", "query": "query Query { __typename }"}, JSON, clean=True),
    *nulls(),
    *wrong_types("476", "variables", "string"),
    Audit("2EA1", {"query": TYPE, "variables": NAMED}, GRAPHQL),
    Audit("28B9", {"query": TYPE, "variables": NAMED}, JSON, clean=True),
    Audit("D6D5", accept=GRAPHQL, query={"query": TYPE, "variables": json.dumps(NAMED)}, clean=True),
    Audit("6A70", accept=JSON, query={"query": TYPE, "variables": json.dumps(NAMED)}, clean=True),
    *wrong_types("58B", "extensions", "string"),
    Audit("428F", {**PLAIN, "extensions": {"some": "value"}}, GRAPHQL),
    Audit("1B7A", {**PLAIN, "extensions": {"some": "value"}}, JSON, clean=True),
    Audit("B6DC", b'{ "not a JSON', JSON, statuses=CLIENT_ERROR),
    Audit("BCF8", b'{ "not a JSON', JSON, statuses=BAD),
    Audit("B7N8", b'{ "not a JSON', GRAPHQL, statuses=BAD),
    Audit("8764", {"qeury": TYPENAME}, statuses=ERROR),
    Audit("3E3A", {"qeury": TYPENAME}, statuses=BAD),
    Audit("572B", UNPARSABLE, JSON),
    Audit("FDE2", UNKNOWN_FIELD, JSON),
    Audit("7B9B", COERCION, JSON),
    Audit("865D", UNPARSABLE, GRAPHQL, statuses=ERROR),
    Audit("556A", UNPARSABLE, GRAPHQL, statuses=BAD),
    Audit("D586", UNPARSABLE, GRAPHQL, statuses=BAD, no_data=True),
    Audit("51FE", UNKNOWN_FIELD, GRAPHQL, statuses=ERROR),
    Audit("74FF", UNKNOWN_FIELD, GRAPHQL, statuses=BAD),
    Audit("5E5B", UNKNOWN_FIELD, GRAPHQL, statuses=BAD, no_data=True),
    Audit("86EE", COERCION, GRAPHQL, statuses=BAD),
]


@pytest.mark.parametrize("audit", AUDITS, ids=lambda audit: audit.id)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_audit_passes(library: Library, audit: Audit) -> None:
    response = await library.http.send(request_for(audit, library.http))
    assert response.status_code in audit.statuses
    content = json.loads(response.content.decode("utf-8"))
    if audit.media:
        assert response.headers["content-type"] == f"{audit.media}; charset=utf-8"
    if audit.clean:
        assert "errors" not in content
    if audit.no_data:
        assert "data" not in content


def request_for(audit: Audit, http: httpx.AsyncClient) -> httpx.Request:
    """The request with exactly the headers that the audit names."""
    if audit.query:
        request = http.build_request("GET", "/graphql", params=audit.query)
    else:
        body = audit.body if isinstance(audit.body, bytes) else json.dumps(audit.body).encode()
        request = http.build_request("POST", "/graphql", content=body)
        if audit.content_type:
            request.headers["Content-Type"] = audit.content_type
    del request.headers["Accept"]
    if audit.accept:
        request.headers["Accept"] = audit.accept
    return request


def test_all_audits_are_here() -> None:
    assert len({audit.id for audit in AUDITS}) == len(AUDITS) == 61
