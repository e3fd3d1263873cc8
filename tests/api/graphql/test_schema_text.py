"""The schema as text under a path of its own."""

import httpx
import pytest
from graphql import build_schema

from api.graphql.schema import gateway_schema
from api.graphql.transport.persisted.trusted import TrustedDocuments
from api.policy import Policy
from tests.running import Gateway, open_gateway

PATH = "/graphql/schema.graphql"
SHOP = "https://shop.example"


async def ask(gateway: Gateway, method: str = "GET", **headers: str) -> httpx.Response:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return await gateway.http.request(method, PATH, headers={"Accept-Encoding": "identity", **fields})


async def test_the_schema_is_text_that_tools_can_build(gateway: Gateway) -> None:
    answer = await ask(gateway)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.text == gateway_schema().as_str() + "\n"
    assert build_schema(answer.text).mutation_type


async def test_it_is_compressed_for_clients_that_ask_for_gzip(gateway: Gateway) -> None:
    answer = await ask(gateway, Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == (await ask(gateway)).text


async def test_a_client_that_has_the_text_gets_304(gateway: Gateway) -> None:
    etag = (await ask(gateway)).headers["etag"]
    assert (await ask(gateway, Accept_Encoding="gzip")).headers["etag"] == etag
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', f'W/"other",{etag}', "*"):
        for method in ("GET", "HEAD"):
            answer = await ask(gateway, method, If_None_Match=known)
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == etag
            assert answer.headers["vary"] == "Accept-Encoding"
    for other in ('"other"', "", etag.strip('W/"'), etag[:-2] + '"', f"{etag}x"):
        assert (await ask(gateway, If_None_Match=other)).status_code == 200


async def test_head_has_the_fields_of_get(gateway: Gateway) -> None:
    for encoding in ("identity", "gzip"):
        head = await ask(gateway, "HEAD", Accept_Encoding=encoding)
        get = await ask(gateway, Accept_Encoding=encoding)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-length", "content-type", "etag", "vary"):
            assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_it_can_only_be_read(gateway: Gateway, method: str) -> None:
    answer = await ask(gateway, method)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "policy",
    [Policy(introspection=False), Policy(trusted=TrustedDocuments.of({"a": "{ __typename }"}, only=True))],
)
async def test_where_the_schema_cannot_be_asked_for_there_is_none(database: str, policy: Policy) -> None:
    async with open_gateway(database, policy) as gateway:
        for method in ("GET", "HEAD", "POST"):
            assert (await ask(gateway, method)).status_code == 404
        assert (await ask(gateway)).json() == {
            "message": "Path not found.",
            "code": "not_found",
            "error": {"status": 404},
        }


async def test_pages_of_allowed_origins_may_read_it(database: str) -> None:
    async with open_gateway(database, Policy(allowed_origins=(SHOP,))) as gateway:
        asked = {"Access_Control_Request_Method": "GET", "Access_Control_Request_Headers": "traceparent"}
        assert (await ask(gateway, "OPTIONS", Origin=SHOP, **asked)).status_code == 200
        assert (await ask(gateway, Origin=SHOP)).headers["access-control-allow-origin"] == SHOP
        other = await ask(gateway, Origin="https://evil.example")
        assert "access-control-allow-origin" not in other.headers
