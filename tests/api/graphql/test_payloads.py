"""All payloads have fields in common, so that one fragment of a client serves every mutation."""

from graphql import GraphQLInterfaceType, get_named_type

from api.graphql.schema import gateway_schema
from tests.api.graphql.client import FRIDAY, Client, delivery

SCHEMA = gateway_schema()._schema  # noqa: SLF001  what strawberry makes of the types
FRAGMENT = (
    "fragment refusals on MutationPayload { __typename replayed violations { index path code message } }"
)
BOTH = f"""mutation($book: CreateDeliveriesInput!, $settings: UpdateSettingsInput!) {{
  createDeliveries(input: $book) {{ ...refusals deliveries {{ id }} }}
  updateSettings(input: $settings) {{ ...refusals settings {{ country }} }}
}} {FRAGMENT}"""


def test_every_mutation_s_payload_has_the_fields_of_all_payloads() -> None:
    assert SCHEMA.mutation_type
    payloads = {get_named_type(each.type).name for each in SCHEMA.mutation_type.fields.values()}
    interface = SCHEMA.get_type("MutationPayload")
    assert isinstance(interface, GraphQLInterfaceType)
    assert set(interface.fields) == {"violations", "replayed"}
    assert {each.name for each in SCHEMA.get_possible_types(interface)} == payloads
    assert len(payloads) == len(SCHEMA.mutation_type.fields)


async def test_one_fragment_serves_several_mutations(merchant: Client) -> None:
    refused = await merchant.ask(
        BOTH, book={"deliveries": [delivery(deliveryDate=FRIDAY)]}, settings={"country": "dk"}
    )
    for name, payload, path, code in (
        ("createDeliveries", "CreateDeliveriesPayload", "deliveryDate", "WEEKDAY_NOT_AVAILABLE"),
        ("updateSettings", "UpdateSettingsPayload", "country", "MALFORMED_REQUEST"),
    ):
        (violation,) = refused[name]["violations"]
        assert violation["message"]
        assert (violation["path"], violation["code"], violation["index"]) == ([path], code, 0)
        assert (refused[name]["__typename"], refused[name]["replayed"]) == (payload, False)
    orders = {
        "book": {"deliveries": [delivery()], "idempotencyKey": "one"},
        "settings": {"country": "SE", "idempotencyKey": "two"},
    }
    for replayed in (False, True):
        done = await merchant.ask(BOTH, **orders)
        for payload in done.values():
            assert (payload["violations"], payload["replayed"]) == ([], replayed)


async def test_a_fragment_costs_what_its_fields_cost(merchant: Client) -> None:
    deliveries = [delivery(deliveryDate=FRIDAY)] * 20
    document = (
        f"mutation($input: CreateDeliveriesInput!) {{ createDeliveries(input: $input) {{ %s }} }} {FRAGMENT}"
    )
    costs = []
    for fields in ("...refusals", "... on CreateDeliveriesPayload { ...refusals }"):
        answer = (await merchant.post(document % fields, {"input": {"deliveries": deliveries}})).json()
        costs.append(answer["extensions"]["cost"])
    assert [(each["requested"], each["actual"]) for each in costs] == [(1 + 20 + 1, 1 + 20 + 1)] * 2
