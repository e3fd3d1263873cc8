"""Every operation of every channel needs its scope and no other, of API tokens and of access tokens alike."""

import json
from collections.abc import Awaitable, Callable
from secrets import token_hex
from typing import Any

import pytest

from api.graphql.schema import gateway_schema
from domain.model.auth import Scope
from legacy_rest.links import Links
from legacy_rest.metering import charge_nothing
from legacy_rest.scheduled.endpoints import scheduled_routes
from tests.api.calls_by_scope import ANYBODY, CALLS, NODES, READS, WRITES
from tests.api.graphql.client import Client
from tests.api.oauth.client import access_token
from tests.fakes import World
from tests.running import Gateway

TokenOf = Callable[[Gateway, frozenset[Scope]], Awaitable[str]]

DOCUMENTS = {
    **{f"{{ {field} }}": scope for field, scope in READS.items()},
    **{f"mutation {{ {field} }}": scope for field, scope in WRITES.items()},
}
BY_ID = {f"{{ {field} }}": scope for field, scope in NODES.items()}
GRANTED = [frozenset({scope}) for scope in Scope] + [frozenset(Scope) - {scope} for scope in Scope]


async def api_token(gateway: Gateway, scopes: frozenset[Scope]) -> str:
    return (await new_client(gateway, scopes))[1]


async def narrowed_access_token(gateway: Gateway, scopes: frozenset[Scope]) -> str:
    """Of a client that has every scope."""
    return await access_token(gateway, *await new_client(gateway, frozenset(Scope)), *scopes)


async def access_token_of_all(gateway: Gateway, scopes: frozenset[Scope]) -> str:
    """Of a client that has no other scopes than these."""
    return await access_token(gateway, *await new_client(gateway, scopes))


async def new_client(gateway: Gateway, scopes: frozenset[Scope]) -> tuple[str, str]:
    """The id and the secret of a new API token."""
    record, secret = await gateway.usecases.administration.add_token("demo", token_hex(), scopes)
    return record.id, secret


KINDS = pytest.mark.parametrize("token_of", [api_token, narrowed_access_token, access_token_of_all])


@KINDS
async def test_every_graphql_operation_needs_its_scope_and_no_other(
    gateway: Gateway, token_of: TokenOf
) -> None:
    for scopes in GRANTED:
        client = Client(gateway, await token_of(gateway, scopes))
        for document, needed in (DOCUMENTS | BY_ID).items():
            answer = (await client.post(document)).json()
            if needed in scopes:
                assert "errors" not in answer, document
            else:
                (error,) = answer["errors"]
                assert error["extensions"]["code"] == "FORBIDDEN", document
                assert error["extensions"]["scope"] == needed, document


SEVERAL = {
    "mutation { createDeliveries(input: {deliveries: []}) { deliveries { ...H } } } "
    "fragment H on Delivery { history { nodes { at } } }": [Scope.DELIVERIES_READ, Scope.DELIVERIES_WRITE],
    "{ deliveries { nodes { id } } settings { country } }": [Scope.DELIVERIES_READ, Scope.SETTINGS_READ],
    "subscription { deliveryChanged { eventId } }": [Scope.DELIVERIES_READ],
    "{ viewer { scopes } }": [],
}


async def test_an_operation_s_scopes_can_be_asked_for(gateway: Gateway) -> None:
    """They are what is refused without them, but for scopes that depend on an id."""
    asked = {document: [scope] for document, scope in DOCUMENTS.items()} | SEVERAL
    asked |= {document: [] for document in BY_ID}
    for document, scopes in asked.items():
        body = {"query": document, "extensions": {"costOnly": True}}
        accept = "text/event-stream" if document.startswith("sub") else "application/json"
        answer = await gateway.http.post("/graphql", json=body, headers={"Token": "demo", "Accept": accept})
        assert f'"scopes":{json.dumps(scopes)}'.replace(", ", ",") in answer.text, document


@KINDS
async def test_every_rest_call_needs_its_scope_and_no_other(gateway: Gateway, token_of: TokenOf) -> None:
    for scopes in GRANTED:
        token = await token_of(gateway, scopes)
        for (method, path), needed in CALLS.items():
            for headers in ({"Token": token}, {"Authorization": f"Bearer {token}"}):
                await check_call(gateway, method, path, headers, None if needed in scopes else needed)


async def check_call(
    gateway: Gateway, method: str, path: str, headers: dict[str, str], missing: Scope | None
) -> None:
    body: dict[str, Any] = {"json": [{}]} if method == "POST" else {}
    answer = await gateway.http.request(method, path, headers=headers, **body)
    if missing is None:
        assert answer.status_code in (200, 400, 404), path
        return
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
    assert missing in answer.json()["message"]
    assert answer.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{missing}"'


@KINDS
async def test_a_token_without_the_scopes_may_still_query_itself(gateway: Gateway, token_of: TokenOf) -> None:
    client = Client(gateway, await token_of(gateway, frozenset({Scope.ADMIN})))
    for field in ANYBODY:
        assert await client.ask(f"{{ {field} }}")
    assert (await client.ask("{ viewer { scopes } }"))["viewer"] == {"scopes": ["ADMIN"]}


def test_no_operation_is_left_out() -> None:
    asked = {field.partition("(")[0].partition(" ")[0] for field in (*READS, *WRITES, *ANYBODY)}
    schema = gateway_schema()._schema  # noqa: SLF001  what strawberry makes of the types
    for kind in (schema.query_type, schema.mutation_type):
        assert kind
        assert set(kind.fields) <= asked
    routes = {
        (method, route.path.rstrip("/").replace("{scheduled_id}", "5ab3b4cb038cbe9805c957b1"))
        for route in scheduled_routes(World().usecases, Links(""), charge_nothing)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert routes == {(method, path.partition("?")[0]) for method, path in CALLS}
