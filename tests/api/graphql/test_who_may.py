import pytest
from graphql import get_introspection_query

from domain.model.caller import Scope
from tests.api.graphql.client import NOWHERE, THURSDAY, Client, delivery
from tests.running import Gateway

READS = {
    f'delivery(id: "{NOWHERE}") {{ id }}': Scope.DELIVERIES_READ,
    f'node(id: "{NOWHERE}") {{ id }}': Scope.DELIVERIES_READ,
    'node(id: "garbage") { id }': Scope.DELIVERIES_READ,
    "deliveries { nodes { id } }": Scope.DELIVERIES_READ,
    f'sweep(id: "{NOWHERE}") {{ id }}': Scope.DELIVERIES_READ,
    "deliveries { totalCount }": Scope.DELIVERIES_READ,
    'nodes(ids: ["garbage"]) { id }': Scope.DELIVERIES_READ,
    f'delivery(id: "{NOWHERE}", asOf: "2018-01-01T00:00:00Z") {{ id }}': Scope.DELIVERIES_READ,
    f'slots(zip: "2100", from: "{THURSDAY}", to: "{THURSDAY}") {{ open }}': Scope.DELIVERIES_READ,
    f'rehearseDeliveryUpdates(input: {{deliveries: [{{id: "{NOWHERE}"}}]}}) {{ violations {{ code }} }}': (
        Scope.DELIVERIES_WRITE
    ),
    "sweeps { nodes { id } }": Scope.DELIVERIES_READ,
    "tokens { id }": Scope.ADMIN,
    "settings { country }": Scope.SETTINGS_READ,
}
ANYBODY = ("rules { code }", "viewer { account { id } token { id } }")
IDS = f'input: {{ids: ["{NOWHERE}"]}}'
WRITES = {
    f"deleteDeliveries({IDS}) {{ violations {{ code }} }}": Scope.DELIVERIES_WRITE,
    f'updateDeliveries(input: {{deliveries: [{{id: "{NOWHERE}"}}]}}) {{ violations {{ code }} }}': (
        Scope.DELIVERIES_WRITE
    ),
    f'planSweep(input: {{day: "{THURSDAY}", deliveryIds: ["{NOWHERE}"]}}) {{ violations {{ code }} }}': (
        Scope.SWEEPS_WRITE
    ),
    f'unplanSweep(input: {{id: "{NOWHERE}"}}) {{ violations {{ code }} }}': Scope.SWEEPS_WRITE,
    f'startSweep(input: {{id: "{NOWHERE}"}}) {{ violations {{ code }} }}': Scope.SWEEPS_WRITE,
    f"deleteDeliveries({IDS[:-1]}, errorPolicy: PER_ITEM}}) {{ violations {{ code }} }}": (
        Scope.DELIVERIES_WRITE
    ),
    'updateSettings(input: {country: ""}) { violations { code } }': Scope.SETTINGS_WRITE,
    'removeStore(input: {id: ""}) { violations { code } }': Scope.SETTINGS_WRITE,
    'addStore(input: {name: "", zip: "", city: "", address1: ""}) { violations { code } }': (
        Scope.SETTINGS_WRITE
    ),
    'createToken(input: {name: "", scopes: []}) { violations { code } }': Scope.ADMIN,
    'revokeToken(input: {id: ""}) { violations { code } }': Scope.ADMIN,
    f"finishDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
    f"failDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
    f"redeliverDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
    f"returnDeliveries({IDS}) {{ violations {{ code }} }}": Scope.SWEEPS_WRITE,
}


async def with_scopes(gateway: Gateway, *scopes: Scope) -> Client:
    """A client of the demo account whose token carries just these scopes."""
    _, token = await gateway.usecases.administration.add_token("demo", "narrow", frozenset(scopes))
    return Client(gateway, token)


async def test_the_schema_can_be_seen_without_a_token(nobody: Client) -> None:
    answer = await nobody.ask(get_introspection_query())
    assert answer["__schema"]["queryType"]["name"] == "Query"
    assert await nobody.ask("{ __typename }") == {"__typename": "Query"}


@pytest.mark.parametrize("field", [*READS, *ANYBODY])
async def test_no_data_is_seen_without_a_known_token(nobody: Client, gateway: Gateway, field: str) -> None:
    assert await nobody.code(f"{{ {field} }}") == "UNAUTHENTICATED"
    assert await Client(gateway, "unknown").code(f"{{ {field} }}") == "UNAUTHENTICATED"


@pytest.mark.parametrize("field", WRITES)
async def test_nothing_is_changed_without_a_token(nobody: Client, field: str) -> None:
    assert await nobody.code(f"mutation {{ {field} }}") == "UNAUTHENTICATED"


async def test_a_token_is_a_header_of_its_own_or_a_bearer_token(nobody: Client) -> None:
    body = {"query": "{ viewer { accountId } }"}
    for headers in ({"Token": "demo"}, {"token": "demo"}, {"Authorization": "Bearer demo"}):
        response = await nobody.gateway.http.post("/graphql", json=body, headers=headers)
        assert response.json()["data"] == {"viewer": {"accountId": "demo"}}


async def test_a_revoked_token_is_no_token(gateway: Gateway) -> None:
    office = gateway.usecases.administration
    record, token = await office.add_token("demo", "short-lived", frozenset(Scope))
    client = Client(gateway, token)
    assert (await client.ask("{ viewer { tokenName } }"))["viewer"] == {"tokenName": "short-lived"}
    await office.revoke_token("demo", record.id)
    assert await client.code("{ viewer { tokenName } }") == "UNAUTHENTICATED"


@pytest.mark.parametrize(("field", "scope"), READS.items())
async def test_a_read_needs_its_scope_and_no_other(gateway: Gateway, field: str, scope: Scope) -> None:
    poor = await with_scopes(gateway, *set(Scope) - {scope})
    (error,) = await poor.errors(f"{{ {field} }}")
    assert error["extensions"] == {"code": "FORBIDDEN", "scope": scope}
    rich = await with_scopes(gateway, scope)
    assert await rich.ask(f"{{ {field} }}")


@pytest.mark.parametrize(("field", "scope"), WRITES.items())
async def test_a_write_needs_its_scope_and_no_other(gateway: Gateway, field: str, scope: Scope) -> None:
    poor = await with_scopes(gateway, *set(Scope) - {scope})
    (error,) = await poor.errors(f"mutation {{ {field} }}")
    assert error["extensions"] == {"code": "FORBIDDEN", "scope": scope}
    rich = await with_scopes(gateway, scope)
    (payload,) = (await rich.ask(f"mutation {{ {field} }}")).values()
    assert payload["violations"]


async def test_the_viewer_is_told_what_the_token_may_do(dispatcher: Client) -> None:
    answer = await dispatcher.ask("{ viewer { accountId scopes } }")
    scopes = ["DELIVERIES_READ", "SETTINGS_READ", "SWEEPS_WRITE"]
    assert answer["viewer"] == {"accountId": "demo", "scopes": scopes}


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
