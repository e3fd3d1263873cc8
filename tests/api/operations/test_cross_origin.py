"""Which pages may use the gateway, and what browsers are allowed to send for them."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from api.operations.cross_origin import CrossOrigin, allow_origins
from api.operations.origins import AllowedOrigins
from legacy_rest.fallbacks import answer_foreign_origin
from tests.api.graphql.transport.serving import open_library

SHOP = "https://shop.test"
OWN = AllowedOrigins(frozenset({SHOP}))
DEMO = AllowedOrigins(loopback=True)
HEADERS = [
    "authorization,content-type",
    "content-type,token,x-request-id",
    "content-type,token,traceparent,tracestate,baggage",
    "baggage,sentry-trace",
    "apollo-require-preflight,x-apollo-operation-name,apollographql-client-name",
    "idempotency-key,last-event-id",
    "x-" + "y" * 2_000,
]
LOOPBACK = [
    f"{scheme}://{host}{port}"
    for scheme in ("http", "https")
    for host in ("localhost", "127.0.0.1", "[::1]")
    for port in ("", ":3000", ":65535")
]
ELSEWHERE = [
    "null",
    "",
    "http://localhost.evil.example",
    "http://localhost.evil.example:3000",
    "http://127.0.0.1.evil",
    "http://127.0.0.1.evil:80",
    "http://evil.example:3000",
    "http://evil.example/http://localhost:3000",
    "http://localhost:3000@evil.example",
    "http://localhost@evil.example",
    "http://localhost:3000.evil.example",
    "http://localhost:",
    "http://localhost:٣",
    "http://localhost:3000/",
    "http://localhost:3000\n",
    "http://xlocalhost:3000",
    "http://127.0.0.2:3000",
    "http://128.0.0.1:3000",
    "http://127x0x0x1:3000",
    "http://[::1]x:3000",
    "http://[::2]:3000",
    "http://0.0.0.0:3000",
    "file://localhost",
    "ws://localhost:3000",
    "localhost:3000",
]


def pages_of(origins: AllowedOrigins) -> tuple[Middleware, ...]:
    return (Middleware(CrossOrigin, origins, answer_foreign_origin),)


@pytest.mark.parametrize("origin", LOOPBACK)
def test_any_port_of_this_machine_is_a_loopback_origin(origin: str) -> None:
    assert DEMO.allows(origin)
    assert not OWN.allows(origin)
    assert not AllowedOrigins().allows(origin)


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_what_only_looks_like_this_machine_is_not(origin: str) -> None:
    assert not DEMO.allows(origin)
    assert not OWN.allows(origin)


def test_an_origin_is_allowed_by_its_whole_name() -> None:
    assert OWN.allows(SHOP)
    for other in ("http://shop.test", f"{SHOP}:444", f"{SHOP}.evil", "https://SHOP.test/", "null"):
        assert not OWN.allows(other)
    assert AllowedOrigins(frozenset({"*"})).allows("https://any.test")


def test_without_origins_there_is_no_middleware() -> None:
    app = Starlette()
    assert allow_origins(app, AllowedOrigins(), answer_foreign_origin) is app
    assert allow_origins(app, OWN, answer_foreign_origin) is not app


@pytest.mark.parametrize("names", HEADERS)
async def test_a_page_of_an_allowed_origin_may_send_any_header_field(names: str) -> None:
    async with open_library(middleware=pages_of(OWN)) as library:
        asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": names}
        preflight = await library.http.options("/graphql", headers={"Origin": SHOP, **asked})
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == SHOP
        assert preflight.headers["access-control-allow-headers"] == names
        assert preflight.headers["access-control-max-age"] == "7200"
        assert "access-control-allow-credentials" not in preflight.headers
        assert "Origin" in preflight.headers["vary"]
        other = await library.http.options("/graphql", headers={"Origin": "https://evil.test", **asked})
        assert other.status_code == 400
        assert other.json()["code"] == "origin_not_allowed"
        assert not [name for name in other.headers if name.startswith("access-control")]


async def test_a_page_of_an_allowed_origin_may_read_the_answer() -> None:
    async with open_library(middleware=pages_of(OWN)) as library:
        asked = {"query": "{ __typename }"}
        answer = await library.http.post("/graphql", json=asked, headers={"Origin": SHOP})
        assert answer.headers["access-control-allow-origin"] == SHOP
        assert "Retry-After" in answer.headers["access-control-expose-headers"]
        for headers in ({"Origin": "https://evil.test"}, {}):
            other = await library.http.post("/graphql", json=asked, headers=headers)
            assert other.status_code == 200
            assert "access-control-allow-origin" not in other.headers
            assert "Origin" in other.headers["vary"]


@pytest.mark.parametrize("origin", LOOPBACK)
async def test_each_loopback_page_may_read_its_own_answer(origin: str) -> None:
    async with open_library(middleware=pages_of(DEMO)) as library:
        answer = await library.http.post(
            "/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin}
        )
        assert answer.headers["access-control-allow-origin"] == origin
        assert "Origin" in answer.headers["vary"]


async def test_a_page_may_ask_for_a_gateway_in_its_own_network() -> None:
    async with open_library(middleware=pages_of(OWN)) as library:
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Private-Network": "true"}
        preflight = await library.http.options("/graphql", headers={"Origin": SHOP, **asked})
        assert preflight.headers["access-control-allow-private-network"] == "true"


async def test_where_every_origin_is_allowed_all_get_one_answer() -> None:
    async with open_library(middleware=pages_of(AllowedOrigins(frozenset({"*", SHOP})))) as library:
        for headers in ({}, {"Origin": SHOP}, {"Origin": "https://any.test"}):
            asked = {"query": "{ __typename }"}
            answer = await library.http.post("/graphql", json=asked, headers=headers)
            assert answer.headers["access-control-allow-origin"] == "*"
            assert "Origin" not in answer.headers["vary"]
