"""The deliveries on a sweep, in pages and counted."""

from typing import Any

import pytest

from api.graphql.global_ids import encode_id
from tests.api.graphql.client import NEXT_THURSDAY, THURSDAY, Client, delivery

STOPS = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { sweep(id: $id) {
  deliveries(first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id position } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
} } }"""
COUNTS = """query($id: ID!) { sweep(id: $id) {
  deliveryCount stateCounts { state count } deliveries(first: 0) { totalCount nodes { id } }
} }"""


async def plan_stops(merchant: Client, dispatcher: Client, count: int) -> tuple[str, list[str]]:
    ids = (await merchant.book(*[delivery()] * count))[::-1]
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": ids})
    return payload["sweep"]["id"], ids


async def stops(client: Client, sweep: str, **variables: object) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(STOPS, id=sweep, **variables))["sweep"]["deliveries"]
    return found


async def walk_stops(client: Client, sweep: str, *, backward: bool, between: Any = None) -> list[str]:  # noqa: ANN401  a coroutine function
    """All stops, three at a time; something else happens between two pages."""
    seen: list[str] = []
    cursor = None
    while True:
        ends = {"last": 3, "before": cursor} if backward else {"first": 3, "after": cursor}
        page = await stops(client, sweep, **ends)
        ids, info = [each["id"] for each in page["nodes"]], page["pageInfo"]
        seen = ids + seen if backward else seen + ids
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return seen
        cursor = info["startCursor" if backward else "endCursor"]
        if between:
            await between()


async def test_the_stops_of_a_sweep_come_in_pages_of_fifty(merchant: Client, dispatcher: Client) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher, 110)
    page = await stops(merchant, sweep)
    assert [each["id"] for each in page["nodes"]] == ids[:50]
    assert [each["position"] for each in page["nodes"]] == list(range(50))
    assert [each["node"]["id"] for each in page["edges"]] == ids[:50]
    assert page["totalCount"] == 110
    assert (page["pageInfo"]["hasNextPage"], page["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert len((await stops(merchant, sweep, first=100))["nodes"]) == 100
    for size in (-1, 101):
        assert await merchant.code(STOPS, id=sweep, first=size) == "PAGE_SIZE_OUT_OF_RANGE"
        assert await merchant.code(STOPS, id=sweep, last=size) == "PAGE_SIZE_OUT_OF_RANGE"
    assert await merchant.code(STOPS, id=sweep, first=1, last=1) == "BAD_USER_INPUT"


async def test_both_ways_lead_through_the_same_stops(merchant: Client, dispatcher: Client) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher, 8)
    assert await walk_stops(merchant, sweep, backward=False) == ids
    assert await walk_stops(merchant, sweep, backward=True) == ids
    first, last = await stops(merchant, sweep, first=2), await stops(merchant, sweep, last=2)
    ends = {"after": first["pageInfo"]["endCursor"], "before": last["pageInfo"]["startCursor"]}
    assert [each["id"] for each in (await stops(merchant, sweep, **ends))["nodes"]] == ids[2:6]


@pytest.mark.parametrize("backward", ["forward", "backward"])
async def test_no_stop_is_repeated_or_left_out_while_others_leave(
    merchant: Client, dispatcher: Client, backward: str
) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher, 12)
    await dispatcher.do("startSweep", {"id": sweep})
    leaving = ids[1::4]
    await dispatcher.do("failDeliveries", {"ids": leaving})
    await dispatcher.do("keepDeliveriesForRedelivery", {"ids": leaving})
    left: list[str] = []

    async def plan_again() -> None:
        if leaving:
            left.append(leaving.pop())
            await dispatcher.do("planSweep", {"day": NEXT_THURSDAY, "deliveryIds": left[-1:]})

    seen = await walk_stops(merchant, sweep, backward=backward == "backward", between=plan_again)
    assert left
    assert seen == ids


async def test_only_a_cursor_of_stops_leads_on(merchant: Client, dispatcher: Client) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher, 2)
    listed = "{ deliveries(first: 1) { pageInfo { endCursor } } }"
    of_a_list = (await merchant.ask(listed))["deliveries"]["pageInfo"]["endCursor"]
    forged = [encode_id("StopCursor", each) for each in ("", "-1", "00", "1e3", "x", "٣", "9" * 10)]
    for cursor in ("", "x", "\x00", sweep, ids[0], of_a_list, encode_id("HistoryCursor", "1"), *forged):
        for end in ("after", "before"):
            assert await merchant.code(STOPS, id=sweep, **{end: cursor}) == "INVALID_CURSOR"
    cursor = (await stops(merchant, sweep, first=1))["pageInfo"]["endCursor"]
    query = "query($after: String) { deliveries(after: $after) { nodes { id } } }"
    assert await merchant.code(query, after=cursor) == "INVALID_CURSOR"
    assert not (await stops(merchant, sweep, after=encode_id("StopCursor", "9" * 9)))["nodes"]


async def test_an_empty_page_of_stops_says_what_is_around_it(merchant: Client, dispatcher: Client) -> None:
    sweep, _ = await plan_stops(merchant, dispatcher, 2)
    one, two = [each["cursor"] for each in (await stops(merchant, sweep))["edges"]]
    for ends, has_next, has_previous in (
        ({"first": 0}, True, False),
        ({"first": 0, "after": one}, True, True),
        ({"first": 0, "after": two}, False, True),
        ({"last": 0}, False, True),
        ({"last": 0, "before": two}, True, True),
        ({"last": 0, "before": one}, True, False),
    ):
        page = await stops(merchant, sweep, **ends)
        assert (page["nodes"], page["edges"], page["totalCount"]) == ([], [], 2)
        assert page["pageInfo"] == {
            "hasNextPage": has_next,
            "hasPreviousPage": has_previous,
            "startCursor": None,
            "endCursor": None,
        }


async def test_the_deliveries_on_a_sweep_are_counted_by_state(merchant: Client, dispatcher: Client) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher, 6)
    assert await counts(merchant, sweep) == (6, {"PLANNED": 6})
    await dispatcher.do("startSweep", {"id": sweep})
    await dispatcher.do("failDeliveries", {"ids": ids[:3]})
    await dispatcher.do("finishDeliveries", {"ids": ids[3:5]})
    await dispatcher.do("keepDeliveriesForRedelivery", {"ids": ids[:1]})
    states = {"IN_PROGRESS": 1, "FINISHED": 2, "NOT_RECEIVED": 3}
    assert await counts(merchant, sweep) == (6, states)
    planned = await dispatcher.do("planSweep", {"day": NEXT_THURSDAY, "deliveryIds": ids[:1]})
    assert await counts(merchant, sweep) == (6, states)
    assert await counts(merchant, planned["sweep"]["id"]) == (1, {"PLANNED": 1})


STATES = """query($id: ID!) { sweep(id: $id) { deliveries { edges {
  position state node { id state position missedDay sweep { id } } } } } }"""


async def test_a_stop_shows_how_it_ended_there_and_where_its_delivery_is_now(
    merchant: Client, dispatcher: Client
) -> None:
    sweep, ids = await plan_stops(merchant, dispatcher, 2)
    await dispatcher.do("startSweep", {"id": sweep})
    await dispatcher.do("failDeliveries", {"ids": ids[1:]})
    await dispatcher.do("keepDeliveriesForRedelivery", {"ids": ids[1:]})
    free = {"id": ids[1], "state": "FOR_REDELIVERY", "position": None, "missedDay": None, "sweep": None}
    _, left = (await merchant.ask(STATES, id=sweep))["sweep"]["deliveries"]["edges"]
    assert left == {"position": 1, "state": "NOT_RECEIVED", "node": free}
    again = (await dispatcher.do("planSweep", {"day": NEXT_THURSDAY, "deliveryIds": ids[1:]}))["sweep"]["id"]
    _, left = (await merchant.ask(STATES, id=sweep))["sweep"]["deliveries"]["edges"]
    there = {"state": "PLANNED", "position": 0, "missedDay": THURSDAY, "sweep": {"id": again}}
    assert left == {"position": 1, "state": "NOT_RECEIVED", "node": {**free, **there}}
    await dispatcher.do("unplanSweep", {"id": again})
    _, left = (await merchant.ask(STATES, id=sweep))["sweep"]["deliveries"]["edges"]
    assert left == {"position": 1, "state": "NOT_RECEIVED", "node": free}


async def test_a_canceled_sweep_has_no_stops(merchant: Client, dispatcher: Client) -> None:
    sweep, _ = await plan_stops(merchant, dispatcher, 2)
    await dispatcher.do("unplanSweep", {"id": sweep})
    assert await counts(merchant, sweep) == (0, {})
    assert (await stops(merchant, sweep))["pageInfo"]["hasNextPage"] is False


async def test_the_same_pages_of_many_sweeps_are_their_own(
    merchant: Client, dispatcher: Client, stranger: Client
) -> None:
    planned = [await plan_stops(merchant, dispatcher, count) for count in (3, 1, 2)]
    query = """{ sweeps(first: 10) { nodes { id deliveryCount stateCounts { count } deliveries(last: 2) {
      totalCount nodes { id } pageInfo { hasPreviousPage } } } } }"""
    found = {each["id"]: each for each in (await merchant.ask(query))["sweeps"]["nodes"]}
    for sweep, ids in planned:
        page = found[sweep]["deliveries"]
        assert [each["id"] for each in page["nodes"]] == ids[-2:]
        assert page["pageInfo"]["hasPreviousPage"] is (len(ids) > 2)
        assert page["totalCount"] == found[sweep]["deliveryCount"] == len(ids)
        assert found[sweep]["stateCounts"] == [{"count": len(ids)}]
    assert (await stranger.ask(query))["sweeps"]["nodes"] == []


async def counts(client: Client, sweep: str) -> tuple[int, dict[str, int]]:
    """The number of deliveries on a sweep, and those in each state in the order of the answer."""
    found = (await client.ask(COUNTS, id=sweep))["sweep"]
    assert found["deliveries"] == {"totalCount": found["deliveryCount"], "nodes": []}
    return found["deliveryCount"], {each["state"]: each["count"] for each in found["stateCounts"]}
