from datetime import timedelta

import pytest
from graphql import get_introspection_query

from domain.model.auth import Scope
from tests.api.calls_by_scope import ANYBODY, NODES, READS, WRITES
from tests.api.graphql.client import THURSDAY, Client, delivery
from tests.running import AdjustableClock, Gateway


async def test_the_schema_can_be_seen_without_a_token(nobody: Client) -> None:
    answer = await nobody.ask(get_introspection_query())
    assert answer["__schema"]["queryType"]["name"] == "Query"
    assert await nobody.ask("{ __typename }") == {"__typename": "Query"}


@pytest.mark.parametrize("field", [*READS, *NODES, *ANYBODY])
async def test_no_data_is_seen_without_a_known_token(nobody: Client, gateway: Gateway, field: str) -> None:
    assert await nobody.code(f"{{ {field} }}") == "UNAUTHENTICATED"
    assert await Client(gateway, "unknown").code(f"{{ {field} }}") == "UNAUTHENTICATED"


@pytest.mark.parametrize("field", WRITES)
async def test_nothing_is_changed_without_a_token(nobody: Client, field: str) -> None:
    assert await nobody.code(f"mutation {{ {field} }}") == "UNAUTHENTICATED"


async def test_a_token_is_a_header_of_its_own_or_a_bearer_token(nobody: Client) -> None:
    body = {"query": "{ viewer { account { name } } }"}
    for headers in ({"Token": "demo"}, {"token": "demo"}, {"Authorization": "Bearer demo"}):
        response = await nobody.gateway.http.post("/graphql", json=body, headers=headers)
        assert response.json()["data"] == {"viewer": {"account": {"name": "demo"}}}


async def test_a_revoked_token_is_no_token_within_five_seconds(
    gateway: Gateway, clock: AdjustableClock
) -> None:
    office = gateway.usecases.administration
    record, token = await office.add_token("demo", "short-lived", frozenset(Scope))
    client = Client(gateway, token)
    assert (await client.ask("{ viewer { token { name } } }"))["viewer"] == {"token": {"name": "short-lived"}}
    await office.revoke_token("demo", record.id)
    clock.ahead += timedelta(seconds=5)
    assert await client.code("{ viewer { token { name } } }") == "UNAUTHENTICATED"


async def test_the_viewer_sees_what_the_token_may_do(dispatcher: Client) -> None:
    answer = await dispatcher.ask("{ viewer { account { name } scopes } }")
    scopes = ["DELIVERIES_READ", "SETTINGS_READ", "SWEEPS_WRITE"]
    assert answer["viewer"] == {"account": {"name": "demo"}, "scopes": scopes}


async def test_a_stranger_can_do_nothing_with_the_ids_of_others(
    gateway: Gateway, merchant: Client, dispatcher: Client
) -> None:
    free, planned = await merchant.book(delivery(), delivery())
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [planned]})
    sweep = payload["sweep"]["id"]
    _, token = await gateway.usecases.administration.add_token("demo-2", "all", frozenset(Scope))
    stranger = Client(gateway, token)
    seen = await stranger.ask("query($id: ID!) { sweep(id: $id) { id } node(id: $id) { id } }", id=sweep)
    assert seen == {"sweep": None, "node": None}
    for mutation, order, code in (
        ("updateDeliveries", {"deliveries": [{"id": free, "notes": "mine"}]}, "DELIVERY_NOT_FOUND"),
        ("planSweep", {"day": THURSDAY, "deliveryIds": [free]}, "DELIVERY_NOT_FOUND"),
        ("finishDeliveries", {"ids": [planned]}, "DELIVERY_NOT_FOUND"),
        ("startSweep", {"id": sweep}, "SWEEP_NOT_FOUND"),
        ("unplanSweep", {"id": sweep}, "SWEEP_NOT_FOUND"),
    ):
        payload = await stranger.do(mutation, order)
        assert [each["code"] for each in payload["violations"]] == [code]


async def test_a_browsers_event_source_is_refused_for_good_and_told_the_way(gateway: Gateway) -> None:
    """It reconnects after every stream, but not after an error of HTTP."""
    query = {"query": "subscription { deliveryChanged { eventId } }"}
    events = {"Accept": "text/event-stream"}
    answer = await gateway.http.get("/graphql", params=query, headers=events)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "EventSource" in error["message"]
    assert "graphql-sse" in error["message"]
    posted = await gateway.http.post("/graphql", json=query, headers=events)
    assert (posted.status_code, posted.headers["content-type"].partition(";")[0]) == (200, events["Accept"])
