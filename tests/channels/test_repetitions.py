"""A request that comes again under its idempotency key, through either channel."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.api.graphql.client import Client, delivery, list_violations
from tests.legacy_rest.examples import CREATE, DELETE, UPDATE, is_problem, item, newest_ids
from tests.running import Gateway

KEY = "order-4711"
PLAIN = {
    "recipient_name": "Test user",
    "delivery_date": "2018-04-05",
    "pickup_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"},
    "delivery_location": {"zip": "2100", "city": "København", "address_1": "Kattegatvej 57"},
}
MERCHANT, NEIGHBOUR = b"demo", b"demo-2"
REPLAYED = "Idempotent-Replayed"


async def send(
    gateway: Gateway,
    method: str,
    path: str,
    body: object = None,
    *,
    key: str | bytes = KEY,
    who: bytes = MERCHANT,
) -> httpx.Response:
    text = key.encode() if isinstance(key, str) else key
    headers = {b"Token": who, b"Idempotency-Key": text, b"Content-Type": b"application/json"}
    content = "" if body is None else json.dumps(body)
    return await gateway.http.request(method, path, headers=headers, content=content)


@pytest.fixture
def merchant(gateway: Gateway) -> Client:
    return Client(gateway, "demo")


@pytest.fixture
def dispatcher(gateway: Gateway) -> Client:
    return Client(gateway, "demo-dispatcher")


async def test_a_create_is_answered_again_with_what_it_made(gateway: Gateway) -> None:
    first = await send(gateway, "POST", CREATE, [item()])
    again = await send(gateway, "POST", CREATE, [item()])
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert REPLAYED not in first.headers
    assert again.headers[REPLAYED] == "true"
    assert await newest_ids(gateway) == [first.json()["scheduled_id"]]


async def test_updates_and_deletes_are_answered_again_too(gateway: Gateway) -> None:
    made = (await send(gateway, "POST", CREATE, [item()])).json()["scheduled_id"]
    change = [{"scheduled_id": made, "delivery_notes": "hej"}]
    updates = [await send(gateway, "POST", UPDATE, change, key="u") for _ in range(2)]
    deletes = [await send(gateway, "DELETE", f"{DELETE}/{made}", key="d") for _ in range(2)]
    for first, again in (updates, deletes):
        assert (first.status_code, again.status_code) == (200, 200)
        assert first.content == again.content
        assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
    assert (await send(gateway, "DELETE", f"{DELETE}/{made}", key="other")).status_code == 404


async def test_what_was_deleted_meanwhile_is_shown_as_it_was_last(gateway: Gateway) -> None:
    first = (await send(gateway, "POST", CREATE, [item()])).json()
    await send(gateway, "DELETE", f"{DELETE}/{first['scheduled_id']}", key="d")
    again = await send(gateway, "POST", CREATE, [item()])
    assert (again.status_code, again.json()) == (201, first)
    assert await newest_ids(gateway) == []


async def test_how_a_request_is_written_makes_no_difference(gateway: Gateway) -> None:
    await send(gateway, "POST", CREATE, [PLAIN])
    turned = dict(reversed(PLAIN.items()))
    spaced = await gateway.http.post(
        f"{CREATE}/",
        headers={"token": "demo", "idempotency-key": KEY},
        data={"deliveries": json.dumps([turned], indent=3)},
    )
    assert (spaced.status_code, spaced.headers[REPLAYED]) == (201, "true")
    assert len(await newest_ids(gateway)) == 1


async def test_another_request_under_the_key_is_refused(gateway: Gateway) -> None:
    made = (await send(gateway, "POST", CREATE, [PLAIN])).json()["scheduled_id"]
    for method, path, body in (
        ("POST", CREATE, [{**PLAIN, "recipient_name": "Roma"}]),
        ("POST", CREATE, [PLAIN, PLAIN]),
        ("POST", CREATE, [{}]),
        ("POST", UPDATE, [{"scheduled_id": made}]),
        ("DELETE", f"{DELETE}/{made}", None),
    ):
        answer = await send(gateway, method, path, body)
        assert answer.status_code == 422
        assert is_problem(answer)
        assert answer.json() == {
            "message": "Idempotency key was used for another request. Key: order-4711.",
            "code": "idempotency_key_reused",
            "error": {"status": 422},
            "fields": [
                {
                    "index": 0,
                    "path": "Idempotency-Key",
                    "code": "idempotency_key_reused",
                    "message": "Idempotency key was used for another request. Key: order-4711.",
                }
            ],
        }
    assert await newest_ids(gateway) == [made]


async def test_a_refusal_is_judged_anew(gateway: Gateway) -> None:
    refused = await send(gateway, "POST", CREATE, [{**PLAIN, "delivery_date": "2018-04-06"}])
    assert (refused.status_code, refused.json()["code"]) == (400, "weekday_not_available")
    accepted = await send(gateway, "POST", CREATE, [PLAIN])
    assert (accepted.status_code, accepted.headers.get(REPLAYED)) == (201, None)


@pytest.mark.parametrize("key", [b"", b"\xe6", b"x" * 256], ids=ascii)
async def test_a_malformed_key_is_refused(gateway: Gateway, key: bytes) -> None:
    for method, path, body in (
        ("POST", CREATE, [PLAIN]),
        ("POST", UPDATE, [PLAIN]),
        ("DELETE", f"{DELETE}/{'0' * 24}", None),
    ):
        answer = await send(gateway, method, path, body, key=key)
        assert answer.status_code == 400
        assert [(each["code"], each["path"]) for each in answer.json()["fields"]] == [
            ("malformed_request", "Idempotency-Key")
        ]
    assert await newest_ids(gateway) == []


async def test_fifty_at_once_have_one_effect(gateway: Gateway) -> None:
    answers = await asyncio.gather(*(send(gateway, "POST", CREATE, [PLAIN]) for _ in range(50)))
    assert {each.status_code for each in answers} <= {201, 409}
    made = [each for each in answers if each.status_code == 201]
    assert len({each.content for each in made}) == 1
    assert sum(REPLAYED not in each.headers for each in made) == 1
    assert await newest_ids(gateway) == [made[0].json()["scheduled_id"]]


async def test_a_neighbour_s_key_is_another_key(gateway: Gateway) -> None:
    some_day = [{**PLAIN, "delivery_date": "2099-01-01"}]
    mine = await send(gateway, "POST", CREATE, some_day)
    theirs = await send(gateway, "POST", CREATE, some_day, who=NEIGHBOUR)
    assert (theirs.status_code, theirs.headers.get(REPLAYED)) == (201, None)
    assert theirs.json()["scheduled_id"] != mine.json()["scheduled_id"]


async def test_both_doors_share_an_account_s_keys(gateway: Gateway, merchant: Client) -> None:
    first = await send(gateway, "POST", CREATE, [PLAIN])
    order = {"idempotencyKey": KEY, "deliveries": [delivery()]}
    again = await merchant.do("createDeliveries", order)
    assert again["replayed"] is True
    assert [each["scheduledId"] for each in again["deliveries"]] == [first.json()["scheduled_id"]]
    deleted = await merchant.do(
        "deleteDeliveries", {"idempotencyKey": "d", "ids": [again["deliveries"][0]["id"]]}
    )
    assert (deleted["replayed"], deleted["deliveries"][0]["state"]) == (False, "DELETED")
    gone = await send(gateway, "DELETE", f"{DELETE}/{first.json()['scheduled_id']}", key="d")
    assert (gone.status_code, gone.headers[REPLAYED]) == (200, "true")


async def test_every_mutation_is_done_once_under_its_key(merchant: Client, dispatcher: Client) -> None:
    async def twice(client: Client, mutation: str, **order: object) -> Mapping[str, Any]:
        keyed = {"idempotencyKey": mutation, **order}
        first, again = [await client.do(mutation, keyed) for _ in range(2)]
        assert (first.pop("replayed"), again.pop("replayed"), first["violations"]) == (False, True, [])
        assert first == again
        return again

    made = await twice(merchant, "createDeliveries", deliveries=[delivery()] * 3)
    one, two, three = [each["id"] for each in made["deliveries"]]
    await twice(merchant, "updateDeliveries", deliveries=[{"id": one, "notes": "hej"}])
    await twice(merchant, "deleteDeliveries", ids=[three])
    planned = await twice(dispatcher, "planSweep", day="2018-04-05", deliveryIds=[one, two])
    await twice(dispatcher, "startSweep", id=planned["sweep"]["id"])
    await twice(dispatcher, "failDeliveries", ids=[one, two])
    await twice(dispatcher, "keepDeliveriesForRedelivery", ids=[one])
    await twice(dispatcher, "returnDeliveries", ids=[two])
    again = await dispatcher.do("planSweep", {"day": "2018-04-12", "deliveryIds": [one]})
    await twice(dispatcher, "unplanSweep", id=again["sweep"]["id"])
    ids = await merchant.book(delivery())
    again = await dispatcher.do("planSweep", {"day": "2018-04-05", "deliveryIds": ids})
    await dispatcher.do("startSweep", {"id": again["sweep"]["id"]})
    await twice(dispatcher, "finishDeliveries", ids=ids)


async def test_graphql_tells_of_keys_in_its_payload(merchant: Client) -> None:
    await merchant.do("createDeliveries", {"idempotencyKey": KEY, "deliveries": [delivery()]})
    order = {"deliveries": [delivery(notes="other")]}
    reused = await merchant.do("createDeliveries", {"idempotencyKey": KEY, **order})
    assert list_violations(reused) == [(0, "idempotencyKey", "IDEMPOTENCY_KEY_REUSED")]
    for key in ("", " ", "æ", "\0", "x" * 256):
        refused = await merchant.do("createDeliveries", {"idempotencyKey": key, **order})
        assert list_violations(refused) == [(0, "idempotencyKey", "MALFORMED_REQUEST")]
        assert refused["deliveries"] == []
    for none in ({}, {"idempotencyKey": None}):
        done = await merchant.do("createDeliveries", none | order)
        assert (done["replayed"], len(done["deliveries"])) == (False, 1)
