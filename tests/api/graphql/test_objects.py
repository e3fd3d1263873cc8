"""A sweep of many stops, through which a query can go in circles."""

from tests.api.graphql.client import DELIVERY, THURSDAY, Client, delivery

STOPS = 45
CIRCLE = "deliveries { sweep { deliveries { sweep { deliveries { id reference } } } } }"
PLAN = f"""mutation($input: PlanSweepInput!) {{ planSweep(input: $input) {{
  replayed violations {{ code }} sweep {{ id state deliveries {{ id state sweep {{ {CIRCLE} }} }} }}
}} }}"""
START = f"""mutation($input: StartSweepInput!) {{ startSweep(input: $input) {{
  replayed violations {{ code }} sweep {{ id state deliveries {{ id state sweep {{ {CIRCLE} }} }} }}
}} }}"""
FINISH = f"""mutation($input: FinishDeliveriesInput!) {{ finishDeliveries(input: $input) {{
  replayed violations {{ code }} deliveries {{ id state sweep {{ {CIRCLE} }} }}
}} }}"""


async def plan_stops(merchant: Client, dispatcher: Client) -> tuple[str, list[str]]:
    ids = await merchant.book(*[delivery()] * STOPS)
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": ids})
    return payload["sweep"]["id"], ids


async def test_a_query_in_circles_is_ended_with_a_short_answer(merchant: Client, dispatcher: Client) -> None:
    sweep, _ = await plan_stops(merchant, dispatcher)
    for query in (
        f"{{ sweeps(first: 1) {{ nodes {{ {CIRCLE} }} }} }}",
        f'{{ sweep(id: "{sweep}") {{ {CIRCLE} }} }}',
    ):
        response = await merchant.post(query)
        (error,) = response.json()["errors"]
        assert (response.status_code, response.json()["data"]) == (200, None)
        assert error["extensions"] == {"code": "LIMIT_COST"}
        assert len(response.content) < 500


async def test_the_stops_of_a_sweep_are_shown_with_all_they_have(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher)
    query = f"query($id: ID!) {{ sweep(id: $id) {{ deliveries {{ ...shown }} }} }} {DELIVERY}"
    shown = (await merchant.ask(query, id=sweep))["sweep"]["deliveries"]
    assert [each["id"] for each in shown] == ids


async def test_a_mutation_that_is_shown_in_circles_is_done_and_says_what_was_done(
    merchant: Client, dispatcher: Client
) -> None:
    ids = await merchant.book(*[delivery()] * STOPS)
    plan = {"day": THURSDAY, "deliveryIds": ids}
    sweep = await cut(dispatcher, PLAN, {**plan, "idempotencyKey": "round-1"}, ids, "PLANNED")
    await cut(dispatcher, START, {"id": sweep}, ids, "IN_PROGRESS")
    await cut(dispatcher, FINISH, {"ids": ids}, ids, "FINISHED")
    again = await dispatcher.do("planSweep", {**plan, "idempotencyKey": "round-1"})
    assert (again["replayed"], again["sweep"]["id"]) == (True, sweep)
    stored = await merchant.gateway.database("SELECT state, count(*) FROM delivery GROUP BY state")
    assert [tuple(each) for each in stored] == [("FINISHED", STOPS)]


async def cut(client: Client, mutation: str, order: object, ids: list[str], state: str) -> str:
    """The id of the sweep in a payload that is whole, but for what leads on from its deliveries."""
    answer = (await client.post(mutation, {"input": order})).json()
    (payload,) = answer["data"].values()
    deliveries = payload["deliveries"] if "deliveries" in payload else payload["sweep"]["deliveries"]
    assert (payload["replayed"], payload["violations"]) == (False, [])
    assert [(each["id"], each["state"]) for each in deliveries] == [(each, state) for each in ids]
    assert None in [each["sweep"] for each in deliveries]
    assert [each["extensions"] for each in answer["errors"]] == [{"code": "LIMIT_COST"}]
    return str(payload.get("sweep", {}).get("id"))
