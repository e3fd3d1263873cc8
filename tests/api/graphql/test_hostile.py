"""Broken and hostile requests: never a 5xx, never an internal error."""

import httpx
import pytest

from tests.api.graphql.client import Client

BODIES = {
    "nothing": b"",
    "a number": b"7",
    "null": b"null",
    "a string": b'"x"',
    "a list": b"[]",
    "a list of requests": b'[{"query":"{__typename}"}]',
    "an empty object": b"{}",
    "half an object": b'{"query":',
    "no UTF-8": b'{"query":"\xff"}',
    "UTF-16 without a mark": '{"query":"{__typename}"}'.encode("utf-16-le")[1:],
    "a NUL": b'{"query":"{ a\\u0000 }"}',
    "a lone surrogate": b'{"query":"{ \\ud800 }"}',
    "deep JSON": b"[" * 100_000,
    "deep variables": b'{"query":"{__typename}","variables":{"a":' + b"[" * 100_000,
    "a huge number": b"1" * 5_000,
    "a huge number inside": b'{"query":"{__typename}","variables":{"a":' + b"1" * 5_000 + b"}}",
    "a query that is a number": b'{"query":7}',
    "a query that is null": b'{"query":null}',
    "an empty query": b'{"query":""}',
    "variables that are a list": b'{"query":"{__typename}","variables":[]}',
    "extensions that are a string": b'{"query":"{__typename}","extensions":"x"}',
    "an operation name that is a list": b'{"query":"{__typename}","operationName":[]}',
    "an unknown operation name": b'{"query":"{__typename}","operationName":"x"}',
    "no operation": b'{"query":"fragment f on Query { __typename }"}',
    "a subscription": b'{"query":"subscription { x }"}',
    "a deep document": b'{"query":"' + b"{a" * 5_000 + b'"}',
    "a deep list in the document": b'{"query":"{ deliveries(first: ' + b"[" * 5_000 + b'"}',
    "a fragment that spreads itself": b'{"query":"{ ...f } fragment f on Query { ...f }"}',
    "an unknown directive": b'{"query":"{ __typename @x }"}',
    "NaN": b'{"query":"query($f: Int) { deliveries(first: $f) { nodes { id } } }","variables":{"f":NaN}}',
}
CONTENT_TYPES = ("", ";;", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "æ")


def is_refused(response: httpx.Response) -> bool:
    """A 4xx, or GraphQL errors that are the client's own."""
    if 400 <= response.status_code < 500:
        return True
    errors = response.json()["errors"]
    codes = {each["extensions"]["code"] for each in errors}
    return response.status_code == 200 and bool(codes) and "INTERNAL" not in codes


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_broken_body_is_refused(merchant: Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Token": "demo"}
    response = await merchant.gateway.http.post("/graphql", content=body, headers=headers)
    assert is_refused(response), response.text


@pytest.mark.parametrize("content_type", CONTENT_TYPES)
async def test_a_body_of_another_type_is_refused(merchant: Client, content_type: str) -> None:
    headers = {b"Content-Type": content_type.encode("latin-1")}
    body = b'{"query":"{__typename}"}'
    response = await merchant.gateway.http.post("/graphql", content=body, headers=headers)
    assert 400 <= response.status_code < 500


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD"])
async def test_another_method_is_refused(merchant: Client, method: str) -> None:
    response = await merchant.gateway.http.request(method, "/graphql")
    assert response.status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "?query=mutation{deleteDeliveries(input:{ids:[]}){violations{code}}}",
        "?query={__typename}&variables=[[[",
        "?query={__typename}&variables=7",
        "?query={__typename}&extensions=%FF",
        "?query=%00",
    ],
)
async def test_a_broken_get_is_refused(merchant: Client, query: str) -> None:
    response = await merchant.gateway.http.get(f"/graphql{query}", headers={"Token": "demo"})
    assert is_refused(response), response.text


async def test_a_browser_gets_graphiql(nobody: Client) -> None:
    response = await nobody.gateway.http.get("/graphql", headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert "graphiql" in response.text.lower()


async def test_text_that_cannot_be_stored_is_a_violation(merchant: Client) -> None:
    for text in ("a\x00b", "x" * 501):
        document = """mutation($text: String) { createDeliveries(input: {deliveries: [{
            recipient: {name: "R"}, deliveryDate: "2018-04-05", reference: $text
            pickup: {zip: "2100", city: "K", address1: "A"}, dropOff: {zip: "2100", city: "K", address1: "A"}
        }]}) { violations { path code } } }"""
        payload = (await merchant.ask(document, text=text))["createDeliveries"]
        assert payload["violations"] == [{"path": ["reference"], "code": "MALFORMED_REQUEST"}]
