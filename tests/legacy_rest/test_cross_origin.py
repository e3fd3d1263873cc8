"""Pages of allowed origins at the legacy paths: every path may be asked for, and every answer read."""

from collections.abc import AsyncIterator

import httpx
import pytest

from api.policy import Policy
from tests.legacy_rest.examples import CREATE, DELETE, SETTINGS, TOKEN, UNKNOWN_ID, UPDATE, is_problem, item
from tests.running import Gateway, open_gateway

SHOP = {"Origin": "https://shop.example"}
EVIL = {"Origin": "https://shop.example.evil"}
PATHS = [
    SETTINGS,
    CREATE,
    f"{CREATE}/",
    UPDATE,
    DELETE,
    f"{DELETE}/{UNKNOWN_ID}",
    f"/labels/{UNKNOWN_ID}",
    "/nowhere",
    "/",
    "/v1.3/scheduled/create/%0A",
    "/.well-known/jwks.json",
]
NAMES = "Token, Content-Type, Authorization, Idempotency-Key, traceparent, X-Requested-With"
EXPOSED = {
    "Idempotent-Replayed",
    "Link",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Request-Id",
}


@pytest.fixture
async def shop(database: str) -> AsyncIterator[Gateway]:
    """A gateway that one origin may use."""
    async with open_gateway(database, Policy(allowed_origins=(SHOP["Origin"],))) as running:
        yield running


async def ask(gateway: Gateway, path: str, method: str, origin: dict[str, str]) -> httpx.Response:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": NAMES}
    return await gateway.http.options(path, headers={**origin, **asked})


def may_read(answer: httpx.Response) -> bool:
    exposed = set(answer.headers["access-control-expose-headers"].split(", "))
    return answer.headers["access-control-allow-origin"] == SHOP["Origin"] and exposed == EXPOSED


async def test_every_path_answers_preflights_of_allowed_origins(shop: Gateway) -> None:
    for path in PATHS:
        for method in ("GET", "POST", "DELETE", "PUT"):
            answer = await ask(shop, path, method, SHOP)
            assert (answer.status_code, answer.content) == (200, b""), path
            assert may_read(answer)
            assert method in answer.headers["access-control-allow-methods"].split(", ")
            assert answer.headers["access-control-allow-headers"] == NAMES
            assert "access-control-allow-credentials" not in answer.headers


async def test_the_preflight_of_another_origin_is_refused_in_words(shop: Gateway) -> None:
    for path in PATHS:
        answer = await ask(shop, path, "POST", EVIL)
        assert is_problem(answer)
        assert answer.json()["message"] == "Pages of this origin may not use the gateway."
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_no_page_may_ask_for_access_tokens_or_metrics(shop: Gateway) -> None:
    for path in ("/oauth/token", "/metrics", "/readyz"):
        answers = [await ask(shop, path, "POST", SHOP), await shop.http.get(path, headers=SHOP)]
        assert not [name for each in answers for name in each.headers if name.startswith("access-control")]


async def test_a_page_may_read_what_it_did_and_why_it_is_refused(shop: Gateway) -> None:
    key = {**TOKEN, **SHOP, "Idempotency-Key": "one"}
    for replayed in (None, "true"):
        made = await shop.http.post(CREATE, headers=key, json=[item()])
        assert made.status_code == 201
        assert may_read(made)
        assert made.headers.get("idempotent-replayed") == replayed
    refused = [
        await shop.http.post(CREATE, headers={**TOKEN, **SHOP}, json=[item(delivery_date="2018-04-06")]),
        await shop.http.post(CREATE, headers={**TOKEN, **SHOP}, content=b"{"),
        await shop.http.post(CREATE, headers={**TOKEN, **SHOP, "Content-Encoding": "br"}, content=b"x"),
        await shop.http.get(SETTINGS, headers=SHOP),
        await shop.http.delete(f"{DELETE}/{UNKNOWN_ID}", headers={**TOKEN, **SHOP}),
        await shop.http.get("/nowhere", headers=SHOP),
        await shop.http.put(CREATE, headers=SHOP),
        await shop.http.get("/nowhere/%0A", headers=SHOP),
    ]
    assert [each.status_code for each in refused] == [400, 400, 415, 401, 404, 404, 405, 404]
    assert all(is_problem(each) and may_read(each) for each in refused)


async def test_pages_of_other_origins_may_not_read_it(shop: Gateway) -> None:
    for origin in (EVIL, {}, {"Origin": "null"}):
        answer = await shop.http.get(SETTINGS, headers={**TOKEN, **origin})
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers
        assert "Origin" in answer.headers["vary"]


async def test_a_gateway_without_allowed_origins_adds_nothing(gateway: Gateway) -> None:
    answer = await gateway.http.get(SETTINGS, headers={**TOKEN, **SHOP})
    assert answer.status_code == 200
    assert "vary" not in answer.headers
