"""The form of a request, and the refusals of malformed ones."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.graphql.transport.http.media import Accepted, is_json, negotiate
from tests.api.graphql.transport.schema import Shelf
from tests.api.graphql.transport.serving import GRAPHQL, JSON, Library, codes, library_app

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADD = 'mutation { addBooks(input: {books: [{title: "Vinter-Eventyr"}]}) { books { title } } }'
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "media"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{JSON}, {GRAPHQL};q=0.9", JSON),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{JSON}, text/plain, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"{GRAPHQL};q=0, */*;q=0.1", JSON),
        (f"{JSON};charset=UTF-8", JSON),
        (f"{JSON.upper()};q=1.0", JSON),
        (f"{JSON};charset=latin1", None),
        (f"{JSON};q=many", None),
        (f"{JSON};q=0", None),
        ("text/plain", None),
        ("text/event-stream", None),
        ("application/jsonp", None),
        (",;,=", None),
        (f"{GRAPHQL}, application/graphql+json, {JSON}, text/event-stream, multipart/mixed", GRAPHQL),
        ("x" * 5_000, None),
    ],
)
async def test_the_media_type_of_the_answer_is_what_accept_asks_for(header: str, media: str) -> None:
    assert negotiate(header).media == media


async def test_events_and_pages_are_only_for_clients_that_name_them() -> None:
    assert negotiate("text/event-stream, */*") == Accepted(JSON, events=True)
    assert negotiate("text/*, */*") == Accepted(JSON)
    assert negotiate(CHROME).page
    assert not negotiate(f"{JSON}, text/html").page


@pytest.mark.parametrize(
    ("header", "good"),
    [
        (JSON, True),
        ("Application/JSON; Charset=UTF-8", True),
        (f'{JSON};charset="utf-8"', True),
        ("", False),
        ("text/plain", False),
        (f"{JSON}; charset=latin1", False),
        (f"text/plain; {JSON}", False),
        ("application/json-patch+json", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=application/json", False),
    ],
)
async def test_only_json_in_utf8_is_a_body(header: str, good: bool) -> None:  # noqa: FBT001 - a table
    assert is_json(header) is good


async def test_another_content_type_is_415_and_runs_nothing(library: Library) -> None:
    response = await library.send(json.dumps({"query": ADD}).encode(), content_type="text/plain")
    assert (response.status_code, codes(response)) == (415, ["UNSUPPORTED_MEDIA_TYPE"])
    assert library.shelf.added == []


async def test_an_answer_that_cannot_be_negotiated_is_406_and_runs_nothing(library: Library) -> None:
    response = await library.post(ADD, accept="text/csv")
    assert (response.status_code, codes(response)) == (406, ["NOT_ACCEPTABLE"])
    assert library.shelf.added == []


async def test_a_mutation_runs_over_post_alone(library: Library) -> None:
    response = await library.get(query=ADD)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert library.shelf.added == []
    assert (await library.post(ADD)).status_code == 200
    assert library.shelf.added == ["Vinter-Eventyr"]


@pytest.mark.parametrize("operation", [None, "B"])
async def test_a_mutation_never_runs_when_it_is_not_named(library: Library, operation: str | None) -> None:
    response = await library.post(f"{ADD} query A {{ fail }}".replace("mutation", "mutation M"))
    assert (response.status_code, codes(response)) == (400, ["OPERATION_RESOLUTION_FAILURE"])
    response = await library.post(ADD + " query A { fail }", JSON, operationName=operation)
    assert (response.status_code, codes(response)) == (200, ["OPERATION_RESOLUTION_FAILURE"])
    assert library.shelf.added == []


@pytest.mark.parametrize("query", ["{ double(number: 2) }", "query Q { double(number: 2) }"])
async def test_an_empty_operation_name_chooses_none(library: Library, query: str) -> None:
    for response in (
        await library.post(query, operationName=""),
        await library.get(query=query, operationName=""),
    ):
        assert response.json()["data"] == {"double": 4}


async def test_of_several_operations_an_empty_name_chooses_none_either(library: Library) -> None:
    several = "query A { double(number: 2) } query B { fail }"
    for response in (
        await library.post(several, operationName=""),
        await library.get(query=several, operationName=""),
        await library.post("query A { fail }", operationName=" "),
    ):
        assert (response.status_code, codes(response)) == (400, ["OPERATION_RESOLUTION_FAILURE"])


async def test_a_body_may_begin_with_a_byte_order_mark(library: Library) -> None:
    body = json.dumps({"query": "{ double(number: 2) }"}).encode()
    assert (await library.send(b"\xef\xbb\xbf" + body)).json()["data"] == {"double": 4}
    twice = b'\xef\xbb\xbf{"query": "{ fail }", "query": "{ fail }"}'
    assert codes(await library.send(twice)) == ["BAD_REQUEST"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
async def test_other_methods_get_the_allowed_ones(library: Library, method: str) -> None:
    response = await library.http.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_subscription_is_not_answered_in_one_piece(library: Library) -> None:
    response = await library.post("subscription { count(upto: 2) }")
    assert (response.status_code, codes(response)) == (406, ["NOT_ACCEPTABLE"])


async def test_a_browser_gets_graphiql(library: Library) -> None:
    response = await library.get(accept=CHROME)
    assert response.headers["content-type"].startswith("text/html")


HOSTILE = [
    b"",
    b"7",
    b"null",
    b'"x"',
    b"[]",
    b'[{"query": "{ fail }"}]',
    b'{"query": "{ fail }"} {"query": "{ fail }"}',
    b'{"query": "{ fail }", "query": "{ fail }"}',
    b'{"query": "{ fail }", "variables": {}, "variables": {"a": 1}}',
    b'{"query": "\xff"}',
    b"\xff\xfe",
    b'\xef\xbb\xbf\xef\xbb\xbf{"query": "{ fail }"}',
    b'{\xef\xbb\xbf"query": "{ fail }"}',
    b"\xef\xbb\xbf",
    b"\xfe\xff\x00{\x00}",
    b'{"query": "\\ud800"}',
    b'{"query": "{ fail }", "variables": {"a": "\\udfff"}}',
    b'{"query": "{ fail }\0"}',
    b'{"query": "{ fail }", "variables": {"a": NaN}}',
    b'{"query": "{ fail }", "variables": {"a": -Infinity}}',
    b'{"query": "{ fail }", "variables": {"a": 1e999}}',
    b'{"query": "{ fail }", "variables": {"a": ' + b"9" * 5_000 + b"}}",
    b'{"query": "{ fail }", "variables": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    b"[" * 200_000,
    b'{"query": 7}',
    b'{"query": null}',
    b'{"query": "{ fail }", "variables": "{}"}',
    b'{"query": "{ fail }", "operationName": 1}',
    b'{"query": "{ fail }", "extensions": []}',
]


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body[:60]))
async def test_a_hostile_body_is_a_bad_request(library: Library, body: bytes) -> None:
    for accept in (JSON, GRAPHQL):
        response = await library.send(body, accept)
        assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


async def test_the_character_nul_is_text_like_any_other(library: Library) -> None:
    """What can be stored is for the domain to say."""
    response = await library.post("query ($t: String!) { echo(text: $t) }", variables={"t": "a\0b"})
    assert response.json()["data"] == {"echo": "a\0b"}


async def test_a_name_that_recurs_inside_of_variables_is_no_duplicate(library: Library) -> None:
    query = "query ($text: String!) { echo(text: $text) }"
    response = await library.post(query, variables={"text": "a", "query": {"variables": "b"}})
    assert response.json()["data"] == {"echo": "a"}


@pytest.mark.parametrize(
    "document",
    [
        "{ double(number: " + "9" * 5_000 + ") }",
        "{ double(number: 1e400) }",
        '{ echo(text: "\\ud800") }',
        "{ books(first: 99999999999999999999) { nodes { title } } }",
        "{",
        "",
        "\ufeff",
        "{ fail }\0",
        "{ nothing }",
        "query ($a: [[[[Int]]]]) { fail }",
    ],
)
async def test_a_wrong_document_is_a_request_error(library: Library, document: str) -> None:
    response = await library.post(document)
    assert response.status_code == 400
    assert all(code.startswith(("GRAPHQL_", "OPERATION_")) for code in codes(response))
    assert (await library.post(document, JSON)).status_code == 200


@pytest.mark.parametrize("number", [2**31, 1.5, "1", True, [1], {}, None])
async def test_a_variable_of_a_wrong_type_is_the_clients_fault(library: Library, number: object) -> None:
    query = "query ($n: Int!) { double(number: $n) }"
    response = await library.post(query, variables={"n": number})
    assert (response.status_code, codes(response)) == (400, ["BAD_USER_INPUT"])


async def test_a_whole_number_may_look_like_a_float(library: Library) -> None:
    response = await library.post("query ($n: Int!) { double(number: $n) }", variables={"n": 2.0})
    assert response.json()["data"] == {"double": 4}


async def test_the_body_may_have_two_megabytes_and_no_byte_more(library: Library) -> None:
    fits = b'{"query": "{ fail }"}'.ljust(2_000_000)
    assert (await library.send(fits)).status_code == 200
    response = await library.send(fits + b" ")
    assert (response.status_code, codes(response)) == (413, ["LIMIT_BODY"])


async def test_a_body_that_does_not_tell_its_length_has_the_same_limit(library: Library) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(21):
            yield b" " * 100_000

    headers = {"Accept": GRAPHQL, "Content-Type": JSON}
    response = await library.http.post("/graphql", content=chunks(), headers=headers)
    assert (response.status_code, codes(response)) == (413, ["LIMIT_BODY"])


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "query=%7Blost%7D&query=%7Blost%7D",
        "query=%FF",
        "query=%7Blost%7D&variables=%7B%22a%22:%22%00%22%7D",
        "query=%7Blost%7D&variables=7",
        "query=%7Blost%7D&variables=%7B",
        "query=%7Blost%7D&extensions=[]",
    ],
)
async def test_a_broken_query_string_is_a_bad_request(library: Library, query_string: str) -> None:
    response = await library.http.get(f"/graphql?{query_string}", headers={"Accept": GRAPHQL})
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


async def test_a_query_runs_over_get(library: Library) -> None:
    query = "query D($n: Int!) { double(number: $n) }"
    response = await library.get(query=query, operationName="D", variables='{"n": 4}')
    assert response.json()["data"] == {"double": 8}


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=80).map(lambda text: json.dumps({"query": text}).encode()),
        st.text("{}()[]a:!$@\"'\\#., 19lost\n", max_size=60).map(
            lambda text: json.dumps({"query": text}).encode()
        ),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
            max_leaves=8,
        ).map(
            lambda value: json.dumps(
                {"query": "query ($n: Int, $t: String) { double(number: $n) }", "variables": value}
            ).encode()
        ),
    )
)
async def test_no_body_whatever_leads_to_a_server_error(body: bytes) -> None:
    transport = httpx.ASGITransport(library_app(Shelf()), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://library") as http:
        headers = {"Content-Type": JSON, "Accept": GRAPHQL}
        response = await http.post("/graphql", content=body, headers=headers)
    assert response.status_code < 500
    assert response.json().keys() <= {"data", "errors", "extensions"}
