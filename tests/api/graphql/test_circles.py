"""A sweep of many stops, through which a query can go in circles."""

from tests.api.graphql.client import DELIVERY, THURSDAY, Client, delivery

STOPS = 45
CIRCLE = "deliveries { nodes { sweep { deliveries { nodes { id } } } } }"
SHORT_CIRCLE = CIRCLE.replace("deliveries", "deliveries(first: 2)")


async def plan_stops(merchant: Client, dispatcher: Client) -> tuple[str, list[str]]:
    ids = await merchant.book(*[delivery()] * STOPS)
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": ids})
    return payload["sweep"]["id"], ids


async def test_a_query_in_circles_is_refused_before_it_runs(merchant: Client, dispatcher: Client) -> None:
    sweep, _ = await plan_stops(merchant, dispatcher)
    for query in (
        f"{{ sweeps(first: 1) {{ nodes {{ {CIRCLE} }} }} }}",
        f'{{ sweep(id: "{sweep}") {{ {CIRCLE} }} }}',
    ):
        answer = (await merchant.post(query)).json()
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["LIMIT_COST"]
        assert answer["extensions"]["cost"]["actual"] == 1


async def test_a_mutation_that_is_shown_in_circles_is_refused_before_it_runs(
    merchant: Client, dispatcher: Client
) -> None:
    (booked,) = await merchant.book(delivery())
    plan = f"mutation($input: PlanSweepInput!) {{ planSweep(input: $input) {{ sweep {{ {CIRCLE} }} }} }}"
    order = {"day": THURSDAY, "deliveryIds": [booked]}
    assert await dispatcher.code(plan, input=order) == "LIMIT_COST"
    stored = await merchant.gateway.database("SELECT state FROM delivery")
    assert [each["state"] for each in stored] == ["CREATED"]


async def test_a_circle_of_short_pages_is_answered_for_what_it_costs(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher)
    answer = (await merchant.post(f'{{ sweep(id: "{sweep}") {{ {SHORT_CIRCLE} }} }}')).json()
    stops = answer["data"]["sweep"]["deliveries"]["nodes"]
    assert [[each["id"] for each in stop["sweep"]["deliveries"]["nodes"]] for stop in stops] == [ids[:2]] * 2
    cost = answer["extensions"]["cost"]
    assert cost["actual"] == cost["requested"]


async def test_the_stops_of_a_sweep_are_shown_with_all_they_have(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher)
    query = f"query($id: ID!) {{ sweep(id: $id) {{ deliveries {{ nodes {{ ...shown }} }} }} }} {DELIVERY}"
    shown = (await merchant.ask(query, id=sweep))["sweep"]["deliveries"]["nodes"]
    assert [each["id"] for each in shown] == ids
