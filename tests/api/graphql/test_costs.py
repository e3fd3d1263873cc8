"""Costs on the gateway's own schema: what is dear has its price, and what clients need is cheap."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

from api.graphql.field_metadata import metadata_of
from api.graphql.inputs.filter_inputs import SEARCH_PRICE
from api.graphql.pages import COUNT_PRICE
from api.graphql.queries.deliveries import REPLAY_PRICE
from api.graphql.schema import gateway_schema
from api.graphql.transport.documents.cost import INTROSPECTION
from api.graphql.transport.options import Options
from api.graphql.transport.parameters import Parameters
from api.graphql.transport.pipeline import Pipeline
from api.graphql.transport.refusals import Refusal
from tests.api.graphql.client import Client, delivery

ROOT = Path(__file__).parents[3]
PIPELINE = Pipeline(gateway_schema(), Options(metadata_of=metadata_of))
MOST = 150
"""The greatest cost of an operation that the README or a client's test uses."""
LONGEST = 1_000
CIRCLE = "sweeps { nodes { deliveries { nodes { sweep { deliveries { nodes { id } } } } } } }"
IDS = ", ".join(f'"{number}"' for number in range(60))


def cost_of(query: str, **variables: object) -> int:
    """The requested cost; raises a `Refusal`."""
    context = object()
    charge = PIPELINE.begin(context)
    parameters = Parameters(query, variables, None, {"costOnly": True})
    prepared = PIPELINE.prepare(parameters, charge)
    return asyncio.run(PIPELINE.admit(prepared, parameters, context, charge, "request-10")).cost


def code(query: str, **variables: object) -> str | None:
    try:
        cost_of(query, **variables)
    except Refusal as refused:
        return str(refused.errors[0]["extensions"]["code"])
    return None


def alias_fields(count: int, field: str) -> str:
    return " ".join(f"a{number}: {field}" for number in range(count))


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ deliveries { nodes { id recipient { name } pickup { zip } } } }", 51),
        ("{ deliveries(first: 20) { nodes { id sweep { id } } } }", 41),
        ("{ deliveries { nodes { editability { canUpdate reasons { code by } } } } }", 59),
        ("{ deliveries(first: 0) { totalCount } }", 1 + COUNT_PRICE),
        ("{ deliveries(first: 100) { pageInfo { endCursor } } }", 1 + 5),
        ("{ deliveries(first: 100) { edges { cursor } } }", 1 + 5),
        ('{ delivery(id: "1", asOf: "2018-04-05T08:00:00Z") { id } }', 2 + REPLAY_PRICE),
        ('{ delivery(id: "1", asOf: null) { id } }', 2),
        ('{ slots(zip: "2100", from: "2018-04-05", to: "2018-04-06", limit: 20) { open } }', 21),
        ("{ sweeps(first: 2) { nodes { deliveries(first: 3) { nodes { id } totalCount } } } }", 49),
        ("{ sweeps(first: 20) { nodes { stateCounts { state count } } } }", 1 + 20 + 8),
        ("{ tokens { nodes { id lastUsedAt } } }", 51),
        ('{ deliveries(first: 1, filter: {text: "jens"}) { nodes { id } } }', 2 + SEARCH_PRICE),
        (
            "{ "
            + alias_fields(10, 'deliveries(first: 1, filter: {text: "a b g d n"}) { totalCount }')
            + " }",
            1 + 1 + 10 * (COUNT_PRICE + SEARCH_PRICE),
        ),
        (f"query ($ids: [ID!]! = [{IDS}]) {{ nodes(ids: $ids) {{ id }} }}", 61),
        (f"query ($i: [ID!]! = [{IDS}]) {{ nodes(ids: $i) {{ ...on Delivery {{ sweep {{ id }} }} }} }}", 121),
        ("{ __schema { types { name } } }", 1 + INTROSPECTION["__schema"]),
        ("{ " + alias_fields(5, '__type(name: "Delivery") { name }') + " }", 1 + 5 * INTROSPECTION["__type"]),
    ],
)
def test_work_has_its_price(query: str, cost: int) -> None:
    assert cost_of(query) == cost


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        (f"{{ {CIRCLE} }}", "LIMIT_COST"),
        ("{ " + alias_fields(9, "sweeps { nodes { deliveries { nodes { id } } } }") + " }", "LIMIT_COST"),
        (
            "query ($n: Int = 99) { deliveries { nodes { history(first: $n) { nodes { at } } } } }",
            "LIMIT_COST",
        ),
        ("{ viewer { " + "__typename " * 980 + "} }", "LIMIT_FIELDS"),
        ("{ " + alias_fields(10, "__schema { description }") + " }", "LIMIT_INTROSPECTION"),
        (
            "{ ...A b: __schema { description } } fragment A on Query { a: __schema { description } }",
            "LIMIT_INTROSPECTION",
        ),
    ],
)
def test_what_is_too_dear_is_refused(query: str, refusal: str) -> None:
    assert code(query) == refusal


@pytest.mark.parametrize("value", [[], None, "NO_SUCH_STATE", {}])
def test_variables_without_end_are_not_coerced(value: object) -> None:
    states = "query ($states: [DeliveryState!]) { deliveries(filter: {states: $states}) { nodes { id } } }"
    assert code(states, states=[value] * 270_000) == "LIMIT_VARIABLES"


def test_a_booking_with_every_field_is_within_the_bound_of_an_item() -> None:
    window, phone = {"start": "08:00", "end": "16:00"}, {"country": "DK", "dialCode": "45", "number": "1"}
    texts = dict.fromkeys(("zip", "city", "address1", "address2", "description"), "1")
    place = {**texts, "latitude": 55.5, "longitude": 12.5}
    booking = {
        **dict.fromkeys(
            ("reference", "department", "label", "notes", "returnedDeliveryId", "returnRequestBy"), "1"
        ),
        "packages": 1,
        "kind": "RETURN",
        "insuredValue": {"amount": "1", "currency": "DKK"},
        "recipient": {"name": "1", "reference": "1", "email": "a@b.example", "phone": phone},
        "deliveryDate": "2018-04-05",
        "pickupWindow": window,
        "deliveryWindow": window,
        "pickup": place,
        "dropOff": place,
    }
    create = "mutation ($input: CreateDeliveriesInput!) { createDeliveries(input: $input) { replayed } }"
    assert cost_of(create, input={"deliveries": [booking] * 998}) == 1_000


QUOTED = {".md": r'"query":\s*"([^"]*)"', ".js": r"`([^`]*)`|'([^'\n]*)'", ".ts": r"`([^`]*)`"}


def documents() -> Iterator[tuple[str, str]]:
    """Yield every text in the README and in the clients' tests that is a GraphQL document."""
    for file in [ROOT / "README.md", *sorted((ROOT / "tests" / "clients").rglob("*.[jt]s"))]:
        if {"node_modules", "generated", "__generated__"}.isdisjoint(file.parts):
            for quoted in re.findall(QUOTED[file.suffix], file.read_text(encoding="utf-8")):
                if is_operation(text := "".join(quoted)):
                    yield file.name, text


def is_operation(text: str) -> bool:
    if "{" not in text:
        return False
    try:
        return any(isinstance(each, OperationDefinitionNode) for each in parse(text).definitions)
    except GraphQLSyntaxError:
        return False


def test_no_operation_of_the_readme_or_of_the_clients_costs_more_than_a_page_or_two() -> None:
    found = list(documents())
    assert {name for name, _ in found} >= {"README.md", "gateway.js"}
    costs = [(least_cost(text), name, text) for name, text in found]
    assert [each for each in costs if each[0] > MOST] == []


def least_cost(text: str) -> int:
    """The cost of the dearest operation, as far as it is known without variables; 0 if it is refused."""
    operations = [each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]
    charge, costs = PIPELINE.begin(object()), []
    for each in operations:
        name = each.name.value if each.name and len(operations) > 1 else None
        try:
            costs.append(PIPELINE.prepare(Parameters(text, {}, name), charge).cost.requested_cost({}))
        except Refusal:
            costs.append(0)
    return max(costs)


async def test_an_answer_is_never_dearer_than_what_was_requested(merchant: Client) -> None:
    await merchant.book(delivery(), delivery())
    for query in (
        "{ deliveries(first: 5) { nodes { sweep { id } history { nodes { changes { path } } } } } }",
        "{ rules { code appliesTo } viewer { account { id } token { id } } }",
        "{ settings { zoneWindows { window { start } } stores { id } } }",
    ):
        cost = (await merchant.post(query)).json()["extensions"]["cost"]
        assert 1 < cost["actual"] <= cost["requested"], query
