"""A query field that ends in an error is null, and those beside it answer."""

import pytest
from graphql import is_non_null_type

from api.graphql.schema import gateway_schema
from domain.model.auth import Scope
from tests.api.graphql.client import THURSDAY, Client, delivery
from tests.running import Gateway

SCHEMA = gateway_schema()._schema  # noqa: SLF001  what strawberry makes of the types
REFUSED = [
    ('deliveries(after: "x") { nodes { id } }', "INVALID_CURSOR"),
    ('sweeps(before: "RGVsaXZlcnlDdXJzb3I6eA==") { totalCount }', "INVALID_CURSOR"),
    ("deliveries(first: 101) { nodes { id } }", "PAGE_SIZE_OUT_OF_RANGE"),
    ("sweeps(last: -1) { nodes { id } }", "PAGE_SIZE_OUT_OF_RANGE"),
    ("deliveries(first: 1, last: 1) { nodes { id } }", "BAD_USER_INPUT"),
    ("nodes(ids: [%s]) { id }" % ('"x", ' * 101), "PAGE_SIZE_OUT_OF_RANGE"),
    (f'slots(zip: "", from: "{THURSDAY}", to: "{THURSDAY}") {{ open }}', "BAD_USER_INPUT"),
    ("rehearseDeliveries(input: {deliveries: []}) { violations { code } }", "EMPTY_BATCH"),
]
OPEN = "viewer { account { name } } rules { code } before: settings { country }"


def test_every_field_of_a_query_may_be_null() -> None:
    assert SCHEMA.query_type
    required = [name for name, each in SCHEMA.query_type.fields.items() if is_non_null_type(each.type)]
    assert required == []


@pytest.mark.parametrize(("field", "code"), REFUSED)
async def test_a_field_that_is_refused_is_null_alone(merchant: Client, field: str, code: str) -> None:
    await merchant.book(delivery())
    others = f"{OPEN} last: deliveries(first: 1) {{ nodes {{ id }} }}"
    answer = (await merchant.post(f"{{ {others} bad: {field} after: settings {{ country }} }}")).json()
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["bad"], code)
    data = answer["data"]
    assert data.pop("bad") is None
    assert data == await merchant.ask(f"{{ {others} after: settings {{ country }} }}")
    assert None not in data.values()


async def test_a_field_without_its_scope_is_null_alone(gateway: Gateway) -> None:
    _, secret = await gateway.usecases.administration.add_token(
        "demo", "settings only", frozenset({Scope.SETTINGS_READ})
    )
    answer = (
        await Client(gateway, secret).post(
            f"{{ {OPEN} tokens {{ nodes {{ id }} }} deliveries {{ totalCount }} }}"
        )
    ).json()
    assert [(each["path"], each["extensions"]["code"]) for each in answer["errors"]] == [
        (["tokens"], "FORBIDDEN"),
        (["deliveries"], "FORBIDDEN"),
    ]
    data = answer["data"]
    assert (data.pop("tokens"), data.pop("deliveries")) == (None, None)
    assert None not in data.values()
