"""The operator's policy on a running gateway: origins, limits and documents."""

import json
from hashlib import sha256

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from api.graphql.transport.persisted.trusted import TrustedDocuments
from api.operations.rate_limit import LeakyBuckets
from api.policy import Policy
from tests.running import Gateway, open_gateway

SHOP = "https://shop.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type,token"}
VIEWER = "{ viewer { account { name } } }"
SETTINGS = "/v1/settings/config"
FORBIDDEN = 4403
SOCKET = Subprotocol("graphql-transport-ws")


async def ask(gateway: Gateway, token: str | None, **body: object) -> httpx.Response:
    headers = {"Token": token} if token else {}
    return await gateway.http.post("/graphql", json=body, headers=headers)


def code(response: httpx.Response) -> str:
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


async def test_pages_of_an_allowed_origin_may_send_tokens_and_read_answers(database: str) -> None:
    async with open_gateway(database, Policy(allowed_origins=(SHOP,))) as gateway:
        preflight = await gateway.http.options("/graphql", headers={"Origin": SHOP, **PREFLIGHT})
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == SHOP
        assert preflight.headers["access-control-max-age"] == "7200"
        answer = await gateway.http.post(
            "/graphql", json={"query": VIEWER}, headers={"Origin": SHOP, "Token": "demo"}
        )
        assert answer.headers["access-control-allow-origin"] == SHOP
        assert "X-Request-Id" in answer.headers["access-control-expose-headers"]


async def test_pages_of_other_origins_may_not(database: str) -> None:
    async with open_gateway(database, Policy(allowed_origins=(SHOP,))) as gateway:
        for origin in ("https://evil.example", "https://shop.example.evil.example", "null"):
            preflight = await gateway.http.options("/graphql", headers={"Origin": origin, **PREFLIGHT})
            assert preflight.status_code == 400
            answer = await gateway.http.post("/graphql", json={"query": VIEWER}, headers={"Origin": origin})
            assert "access-control-allow-origin" not in answer.headers


async def test_no_other_origin_is_allowed_by_default(gateway: Gateway) -> None:
    for path in ("/graphql", SETTINGS):
        answer = await gateway.http.options(path, headers={"Origin": SHOP, **PREFLIGHT})
        assert answer.status_code == 405
        assert not [name for name in answer.headers if name.startswith("access-control")]


def socket(gateway: Gateway, origin: str | None) -> connect:
    url = gateway.url.replace("http", "ws") + "/graphql"
    return connect(url, subprotocols=[SOCKET], origin=Origin(origin) if origin else None, proxy=None)


async def test_a_socket_asks_with_the_token_of_its_first_message(gateway: Gateway) -> None:
    async with socket(gateway, None) as client:
        introduction = {"Authorization": "Bearer demo", "locale": 7, "nåme": "x", "Token": ""}
        await client.send(json.dumps({"type": "connection_init", "payload": introduction}))
        assert json.loads(await client.recv()) == {"type": "connection_ack"}
        await client.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": VIEWER}}))
        assert json.loads(await client.recv())["payload"]["data"] == {"viewer": {"account": {"name": "demo"}}}


async def test_a_token_that_is_no_text_is_none(gateway: Gateway) -> None:
    for introduction in ({"Token": "dæmo"}, {"Authorization": 7}, {}):
        async with socket(gateway, None) as client:
            await client.send(json.dumps({"type": "connection_init", "payload": introduction}))
            with pytest.raises(ConnectionClosed) as closed:
                await client.recv()
            assert closed.value.rcvd
            assert closed.value.rcvd.code == FORBIDDEN


@pytest.mark.parametrize("origins", [(SHOP,), ("*",)])
async def test_sockets_of_this_host_and_of_allowed_pages_are_opened(
    database: str, origins: tuple[str, ...]
) -> None:
    async with open_gateway(database, Policy(allowed_origins=origins)) as gateway:
        for origin in (None, gateway.url, SHOP):
            async with socket(gateway, origin) as client:
                assert client.subprotocol == SOCKET


LOOPBACK = ("http://localhost:3000", "http://127.0.0.1:5173", "https://[::1]", "http://localhost")


async def test_with_the_demo_pages_of_this_machine_may_ask_and_open_sockets(database: str) -> None:
    async with open_gateway(database, Policy(loopback_origins=True)) as gateway:
        for origin in LOOPBACK:
            preflight = await gateway.http.options("/graphql", headers={"Origin": origin, **PREFLIGHT})
            assert preflight.headers["access-control-allow-origin"] == origin
            async with socket(gateway, origin) as client:
                assert client.subprotocol == SOCKET
        for origin in ("null", "http://localhost.evil.example", "http://127.0.0.1.evil", SHOP):
            preflight = await gateway.http.options("/graphql", headers={"Origin": origin, **PREFLIGHT})
            assert preflight.status_code == 400
            assert "access-control-allow-origin" not in preflight.headers
            with pytest.raises(InvalidStatus):
                async with socket(gateway, origin):
                    pass


@pytest.mark.parametrize("origins", [(), (SHOP,)])
async def test_without_the_demo_pages_of_this_machine_are_like_others(
    database: str, origins: tuple[str, ...]
) -> None:
    async with open_gateway(database, Policy(allowed_origins=origins)) as gateway:
        for origin in LOOPBACK:
            preflight = await gateway.http.options("/graphql", headers={"Origin": origin, **PREFLIGHT})
            assert preflight.status_code in (400, 405)
            assert "access-control-allow-origin" not in preflight.headers
            with pytest.raises(InvalidStatus):
                async with socket(gateway, origin):
                    pass


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://[", "http://"])
async def test_sockets_of_other_pages_are_refused(gateway: Gateway, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with socket(gateway, origin):
            pass
    assert refused.value.response.status_code == 403


async def test_both_channels_charge_one_bucket_and_report_the_rate_limit(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(33, 0.001))) as gateway:
        read = await gateway.http.get(SETTINGS, headers={"Token": "demo"})
        assert (read.status_code, read.headers["ratelimit-remaining"]) == (200, "31")
        for left in ("25", "22"):  # the document is new the first time
            asked = await ask(gateway, "demo", query=VIEWER)
            assert asked.headers["ratelimit-remaining"] == left
        write = await gateway.http.delete("/v1/scheduled/x", headers={"Token": "demo"})
        assert (write.status_code, write.headers["ratelimit-remaining"]) == (404, "11")
        book = await gateway.http.post("/v1.3/scheduled/create", json=[{}], headers={"Token": "demo"})
        assert (book.status_code, book.headers["ratelimit-remaining"]) == (400, "0")


async def test_the_viewer_shows_where_the_account_stands(database: str, gateway: Gateway) -> None:
    query = "{ viewer { rateLimit { limit remaining restoreRate } } }"
    async with open_gateway(database, Policy(buckets=LeakyBuckets(27, 0.001))) as limited:
        shown = (await ask(limited, "demo", query=query)).json()
        assert shown["data"]["viewer"]["rateLimit"] == {"limit": 27, "remaining": 22, "restoreRate": 0.001}
        assert shown["extensions"]["cost"]["throttle"]["currentlyAvailable"] == 22
    unlimited = (await ask(gateway, "demo", query=query)).json()
    assert unlimited["data"]["viewer"] == {"rateLimit": None}


async def test_an_account_beyond_its_limit_gets_429_at_both_channels_and_others_do_not(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(2, 0.1))) as gateway:
        await gateway.http.get(SETTINGS, headers={"Token": "demo"})
        rest = await gateway.http.get(SETTINGS, headers={"Token": "demo"})
        assert rest.status_code == 429
        assert rest.json()["code"] == "rate_limited"
        assert rest.json()["error"] == {"status": 429}
        assert 0 < int(rest.headers["retry-after"]) <= 20
        asked = await ask(gateway, "demo", query=VIEWER)
        assert (asked.status_code, code(asked)) == (429, "RATE_LIMITED")
        assert 0 < int(asked.headers["retry-after"]) <= 20
        assert (await gateway.http.get(SETTINGS, headers={"Token": "demo-2"})).status_code == 200


async def test_an_address_without_a_valid_token_has_a_small_bucket_of_its_own(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(200, 0.001))) as gateway:
        for token in (None, "forged"):
            while (
                asked := await ask(gateway, token, query="{ __schema { description } }")
            ).status_code == 200:
                assert asked.headers["ratelimit-limit"] == "50"
            assert (asked.status_code, code(asked)) == (429, "RATE_LIMITED")
            assert "address" in asked.json()["errors"][0]["message"]
        assert (await ask(gateway, "demo", query=VIEWER)).headers["ratelimit-remaining"] == "194"


async def test_a_batch_pays_for_each_item(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(100, 0.001))) as gateway:
        for path in ("create", "update"):
            answer = await gateway.http.post(
                f"/v1.3/scheduled/{path}", json=[{}] * 49, headers={"Token": "demo"}
            )
            assert answer.status_code == 400
        assert answer.headers["ratelimit-remaining"] == "0"


async def test_a_batch_beyond_the_whole_limit_waits_for_an_empty_bucket(database: str) -> None:
    async with open_gateway(database, Policy(buckets=LeakyBuckets(20, 0.001))) as gateway:
        answer = await gateway.http.post("/v1.3/scheduled/update", json=[{}] * 99, headers={"Token": "demo"})
        assert (answer.status_code, answer.headers["ratelimit-remaining"]) == (400, "0")


async def test_without_a_limit_no_answer_has_rate_limit_headers(gateway: Gateway) -> None:
    answer = await gateway.http.get(SETTINGS, headers={"Token": "demo"})
    assert "ratelimit-limit" not in answer.headers


async def test_documents_of_one_account_do_not_exist_for_another(gateway: Gateway) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256(VIEWER.encode()).hexdigest()}}
    await ask(gateway, "demo", query=VIEWER, extensions=extensions)
    known = await ask(gateway, "demo-dispatcher", extensions=extensions)
    assert known.json()["data"] == {"viewer": {"account": {"name": "demo"}}}
    for token in ("demo-2", "forged", None):
        assert code(await ask(gateway, token, extensions=extensions)) == "PERSISTED_QUERY_NOT_FOUND"


async def test_where_only_trusted_documents_run_there_is_no_playground(database: str) -> None:
    trusted = TrustedDocuments.of({"viewer": VIEWER}, only=True)
    async with open_gateway(database, Policy(trusted=trusted)) as gateway:
        assert (await ask(gateway, "demo", documentId="viewer")).json()["data"]
        assert code(await ask(gateway, "demo", query="{ rules { code } }")) == "DOCUMENT_NOT_TRUSTED"
        page = await gateway.http.get("/graphql", headers={"Accept": "text/html"})
        assert page.status_code == 406


async def test_introspection_can_be_switched_off(database: str) -> None:
    async with open_gateway(database, Policy(introspection=False)) as gateway:
        refused = await ask(gateway, "demo", query="{ __schema { types { name } } }")
        assert code(refused) == "GRAPHQL_VALIDATION_FAILED"
        assert (await ask(gateway, "demo", query=VIEWER)).json()["data"]
