from tests.api.graphql.client import (
    FRIDAY,
    NEXT_THURSDAY,
    NOWHERE,
    THURSDAY,
    Client,
    delivery,
    list_violations,
)


async def plan_deliveries(merchant: Client, dispatcher: Client, count: int) -> tuple[str, list[str]]:
    """The id of a new sweep and the ids of its deliveries, in order."""
    ids = await merchant.book(*[delivery()] * count)
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": ids})
    return payload["sweep"]["id"], ids


async def test_a_sweep_holds_its_deliveries_in_the_order_they_were_planned_in(
    merchant: Client, dispatcher: Client
) -> None:
    one, two, three = await merchant.book(*[delivery()] * 3)
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [two, three, one]})
    sweep = payload["sweep"]
    assert (sweep["day"], sweep["state"], payload["violations"]) == (THURSDAY, "PLANNED", [])
    assert [(each["id"], each["position"], each["state"]) for each in sweep["deliveries"]["nodes"]] == [
        (two, 0, "PLANNED"),
        (three, 1, "PLANNED"),
        (one, 2, "PLANNED"),
    ]
    assert {each["sweep"]["id"] for each in sweep["deliveries"]["nodes"]} == {sweep["id"]}


async def test_an_unplanned_sweep_lets_its_deliveries_go(merchant: Client, dispatcher: Client) -> None:
    sweep, (booked,) = await plan_deliveries(merchant, dispatcher, 1)
    payload = await dispatcher.do("unplanSweep", {"id": sweep})
    assert (payload["sweep"]["state"], payload["sweep"]["deliveries"]["nodes"]) == ("CANCELED", [])
    updated = await merchant.do("updateDeliveries", {"deliveries": [{"id": booked, "notes": "again"}]})
    assert [each["state"] for each in updated["deliveries"]] == ["CREATED"]


async def test_a_started_sweep_can_be_neither_unplanned_nor_started_again(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, _ = await plan_deliveries(merchant, dispatcher, 2)
    started = await dispatcher.do("startSweep", {"id": sweep})
    assert [each["state"] for each in started["sweep"]["deliveries"]["nodes"]] == ["IN_PROGRESS"] * 2
    for mutation in ("unplanSweep", "startSweep"):
        payload = await dispatcher.do(mutation, {"id": sweep})
        assert (payload["sweep"], list_violations(payload)) == (None, [(0, "id", "SWEEP_ALREADY_STARTED")])


async def test_a_round_ends_when_the_last_outcome_is_recorded(merchant: Client, dispatcher: Client) -> None:
    sweep, (one, two) = await plan_deliveries(merchant, dispatcher, 2)
    await dispatcher.do("startSweep", {"id": sweep})
    finished = await dispatcher.do("finishDeliveries", {"ids": [one]})
    assert [each["state"] for each in finished["deliveries"]] == ["FINISHED"]
    state = "query($id: ID!) { sweep(id: $id) { state } node(id: $id) { __typename } }"
    assert (await merchant.ask(state, id=sweep))["sweep"] == {"state": "STARTED"}
    failed = await dispatcher.do("failDeliveries", {"ids": [two]})
    assert [each["state"] for each in failed["deliveries"]] == ["NOT_RECEIVED"]
    assert await merchant.ask(state, id=sweep) == {
        "sweep": {"state": "FINISHED"},
        "node": {"__typename": "Sweep"},
    }


async def test_what_was_not_received_is_kept_for_a_later_sweep_or_returned(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, (one, two) = await plan_deliveries(merchant, dispatcher, 2)
    await dispatcher.do("startSweep", {"id": sweep})
    await dispatcher.do("failDeliveries", {"ids": [one, two]})
    kept = await dispatcher.do("keepDeliveriesForRedelivery", {"ids": [one]})
    returned = await dispatcher.do("returnDeliveries", {"ids": [two]})
    assert [each["state"] for each in kept["deliveries"]] == ["FOR_REDELIVERY"]
    assert [each["state"] for each in returned["deliveries"]] == ["RETURNED"]
    again = await dispatcher.do("planSweep", {"day": NEXT_THURSDAY, "deliveryIds": [one]})
    assert [each["deliveryDate"] for each in again["sweep"]["deliveries"]["nodes"]] == [NEXT_THURSDAY]


async def test_a_step_that_a_state_does_not_permit_is_refused(merchant: Client, dispatcher: Client) -> None:
    (booked,) = await merchant.book(delivery())
    for mutation in ("finishDeliveries", "failDeliveries", "keepDeliveriesForRedelivery", "returnDeliveries"):
        payload = await dispatcher.do(mutation, {"ids": [booked]})
        assert (payload["deliveries"], list_violations(payload)) == ([], [(0, "id", "STEP_NOT_ALLOWED")])


async def test_a_plan_is_refused_with_every_reason(merchant: Client, dispatcher: Client) -> None:
    one, two = await merchant.book(delivery(), delivery(deliveryDate=NEXT_THURSDAY))
    order = {"day": THURSDAY, "deliveryIds": [one, two, NOWHERE, one]}
    payload = await dispatcher.do("planSweep", order)
    assert list_violations(payload) == [
        (1, "id", "SWEEP_DAY_MISMATCH"),
        (2, "id", "DELIVERY_NOT_FOUND"),
        (3, "id", "DUPLICATE_ITEM"),
    ]


async def test_a_sweep_that_does_not_exist_is_not_found(merchant: Client, dispatcher: Client) -> None:
    (booked,) = await merchant.book(delivery())
    canceled, _ = await plan_deliveries(merchant, dispatcher, 1)
    await dispatcher.do("unplanSweep", {"id": canceled})
    for name in (booked, "", "æ\x00", "5ab3b4cb038cbe9805c957b1", canceled):
        for mutation in ("unplanSweep", "startSweep"):
            payload = await dispatcher.do(mutation, {"id": name})
            assert list_violations(payload) == [(0, "id", "SWEEP_NOT_FOUND")]


async def test_later_mutations_of_a_request_show_what_they_changed(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, _ = await plan_deliveries(merchant, dispatcher, 1)
    answer = await dispatcher.ask(
        """mutation($id: ID!) {
          startSweep(input: {id: $id}) { sweep { deliveries { nodes { state } } } }
          unplanSweep(input: {id: $id}) { sweep { id } violations { code } }
          again: startSweep(input: {id: $id}) { violations { code } }
        }""",
        id=sweep,
    )
    assert answer["startSweep"]["sweep"]["deliveries"]["nodes"] == [{"state": "IN_PROGRESS"}]
    assert answer["unplanSweep"] == {"sweep": None, "violations": [{"code": "SWEEP_ALREADY_STARTED"}]}


async def test_sweeps_are_listed_by_day_and_state(merchant: Client, dispatcher: Client) -> None:
    thursday, _ = await plan_deliveries(merchant, dispatcher, 1)
    canceled, _ = await plan_deliveries(merchant, dispatcher, 1)
    await dispatcher.do("unplanSweep", {"id": canceled})
    answer = await merchant.ask(
        f"""{{
          usual: sweeps(filter: {{day: "{THURSDAY}"}}, first: 1) {{ edges {{ node {{ id }} }} }}
          canceled: sweeps(filter: {{states: [CANCELED]}}, first: 1) {{ nodes {{ id }} }}
          none: sweeps(filter: {{day: "{FRIDAY}"}}) {{ nodes {{ id }} pageInfo {{ endCursor }} }}
        }}"""
    )
    assert answer["usual"]["edges"] == [{"node": {"id": thursday}}]
    assert answer["canceled"]["nodes"] == [{"id": canceled}]
    assert answer["none"] == {"nodes": [], "pageInfo": {"endCursor": None}}


async def test_nothing_is_done_if_one_of_several_mutations_lacks_its_scope(
    dispatcher: Client, merchant: Client
) -> None:
    sweep, _ = await plan_deliveries(merchant, dispatcher, 1)
    document = """mutation($id: ID!) {
      startSweep(input: {id: $id}) { sweep { state } }
      deleteDeliveries(input: {ids: [$id]}) { deliveries { id } }
    }"""
    answer = (await dispatcher.post(document, {"id": sweep})).json()
    (error,) = answer["errors"]
    assert error["extensions"] == {
        "code": "FORBIDDEN",
        "scope": "deliveries:write",
        "field": "Mutation.deleteDeliveries",
        "path": ["deleteDeliveries"],
    }
    assert "data" not in answer
    shown = await dispatcher.ask("query($id: ID!) { sweep(id: $id) { state } }", id=sweep)
    assert shown == {"sweep": {"state": "PLANNED"}}
