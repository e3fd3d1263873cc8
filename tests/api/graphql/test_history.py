from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.rules.replay import MOST_REPLAYED
from tests.api.graphql.client import DELIVERY, THURSDAY, Client, delivery

EVERY_FIELD = [
    *("REFERENCE", "RECIPIENT", "DELIVERY_DATE", "PICKUP_WINDOW", "DELIVERY_WINDOW", "PICKUP", "DROP_OFF"),
    *("DEPARTMENT", "PACKAGES", "INSURED_VALUE", "LABEL", "NOTES", "KIND", "RETURNED_DELIVERY_ID"),
    "RETURN_REQUEST_BY",
]
HISTORY = """query($id: ID!, $first: Int, $after: String) { delivery(id: $id) {
  history(first: $first, after: $after) {
    nodes { at actor channel requestId type changes { path before after } }
    edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
} }"""
EDITABILITY = """query($id: ID!) { delivery(id: $id) {
  editability { canUpdate canDelete editableFields reasons { code since by } locksAt } } }"""
AS_OF = """query($id: ID!, $asOf: DateTime) {
  delivery(id: $id, asOf: $asOf) { notes state deliveryDate updatedAt } }"""


async def history(client: Client, delivery_id: str, **variables: object) -> dict[str, Any]:
    found: dict[str, Any] = (await client.ask(HISTORY, id=delivery_id, **variables))["delivery"]["history"]
    return found


async def update_delivery(client: Client, delivery_id: str, **fields: object) -> None:
    payload = await client.do("updateDeliveries", {"deliveries": [{"id": delivery_id, **fields}]})
    assert payload["violations"] == []


async def test_history_tells_what_happened_newest_first(merchant: Client, dispatcher: Client) -> None:
    (booked,) = await merchant.book(delivery())
    await update_delivery(merchant, booked, notes="Ring", packages=3, dropOff={"address2": "7tv"})
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [booked]})
    planned, updated, created = (await history(merchant, booked))["nodes"]
    assert [each["type"] for each in (planned, updated, created)] == ["PLANNED", "UPDATED", "CREATED"]
    assert (planned["actor"], planned["channel"]) == ("demo-dispatcher", "GRAPHQL")
    assert updated["requestId"]
    assert {each["path"]: (each["before"], each["after"]) for each in updated["changes"]} == {
        "notes": (None, "Ring"),
        "packages": ("1", "3"),
        "dropOff.address2": (None, "7tv"),
    }
    assert {each["path"]: each["after"] for each in planned["changes"]} == {
        "state": "PLANNED",
        "sweep.id": payload["sweep"]["id"],
        "position": "0",
    }


async def test_the_first_entry_lists_the_fields_that_are_set_and_no_other(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery(notes="Ring", label="", recipient={"name": "R", "email": None}))
    (created,) = (await history(merchant, booked))["nodes"]
    changes = {each["path"]: (each["before"], each["after"]) for each in created["changes"]}
    assert changes["notes"] == (None, "Ring")
    assert all(before is None and after for before, after in changes.values())
    assert not {"label", "recipient.email", "returnedDeliveryId"} & changes.keys()


async def test_a_delivery_is_shown_as_it_was_with_texts_that_were_never_set(merchant: Client) -> None:
    phone = {"country": "DK", "number": "12 34 56 78"}
    (booked,) = await merchant.book(delivery(recipient={"name": "R", "phone": phone}))
    shown = f"query($id: ID!, $at: DateTime) {{ delivery(id: $id, asOf: $at) {{ ...shown }} }} {DELIVERY}"
    now = (await merchant.ask(shown, id=booked))["delivery"]
    then = (await merchant.ask(shown, id=booked, at=now["createdAt"]))["delivery"]
    assert then | {"id": booked} == now


async def test_history_goes_on_where_a_page_ended(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    for number in range(12):
        await update_delivery(merchant, booked, notes=str(number))
    page = await history(merchant, booked)
    assert len(page["nodes"]) == len(page["edges"]) == 10
    assert page["pageInfo"]["hasNextPage"]
    await update_delivery(merchant, booked, notes="meanwhile")
    rest = await history(merchant, booked, first=10, after=page["pageInfo"]["endCursor"])
    assert [each["type"] for each in rest["nodes"]] == ["UPDATED", "UPDATED", "CREATED"]
    assert (rest["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_an_empty_page_of_a_history_says_what_is_around_it(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    end = (await history(merchant, booked))["pageInfo"]["endCursor"]
    for arguments, around in (({}, (True, False)), ({"after": end}, (False, True))):
        page = await history(merchant, booked, first=0, **arguments)
        assert (page["nodes"], page["edges"], page["pageInfo"]["endCursor"]) == ([], [], None)
        assert (page["pageInfo"]["hasNextPage"], page["pageInfo"]["hasPreviousPage"]) == around


async def test_a_history_s_cursor_is_none_of_a_list(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    for cursor in ("", "x", booked, "SGlzdG9yeUN1cnNvcjow", "SGlzdG9yeUN1cnNvcjp4"):
        assert await merchant.code(HISTORY, id=booked, after=cursor) == "INVALID_CURSOR"
    end = (await history(merchant, booked))["pageInfo"]["endCursor"]
    query = "query($after: String) { deliveries(after: $after) { nodes { id } } }"
    assert await merchant.code(query, after=end) == "INVALID_CURSOR"
    for first in (-1, 101):
        assert await merchant.code(HISTORY, id=booked, first=first) == "PAGE_SIZE_OUT_OF_RANGE"


async def test_a_history_costs_as_many_entries_as_it_may_show(merchant: Client) -> None:
    await merchant.book(delivery())
    for arguments, entries in (("", 10), ("(first: null)", 10), ("(first: 3)", 3)):
        response = await merchant.post(
            f"{{ deliveries(first: 5) {{ nodes {{ history{arguments} {{ nodes {{ at }} }} }} }} }}"
        )
        cost = response.json()["extensions"]["cost"]
        assert (cost["requested"], cost["actual"]) == (1 + 5 * (1 + entries), 1 + 1 + 1)


async def test_a_free_delivery_may_be_changed_in_every_field(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    found = (await merchant.ask(EDITABILITY, id=booked))["delivery"]["editability"]
    fields = found.pop("editableFields")
    assert fields == EVERY_FIELD
    assert found == {"canUpdate": True, "canDelete": True, "reasons": [], "locksAt": None}


async def test_a_planned_delivery_tells_who_locked_it(merchant: Client, dispatcher: Client) -> None:
    (booked,) = await merchant.book(delivery())
    await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [booked]})
    found = (await merchant.ask(EDITABILITY, id=booked))["delivery"]["editability"]
    at = (await history(merchant, booked))["nodes"][0]["at"]
    assert found == {
        "canUpdate": False,
        "canDelete": False,
        "editableFields": [],
        "reasons": [{"code": "DELIVERY_LOCKED", "since": at, "by": "demo-dispatcher"}],
        "locksAt": None,
    }


async def test_a_delivery_tells_until_when_notice_lets_it_be_changed(stranger: Client) -> None:
    (booked,) = await stranger.book(delivery(deliveryDate="2099-01-01"))
    found = (await stranger.ask(EDITABILITY, id=booked))["delivery"]["editability"]
    assert found["locksAt"] == "2099-01-01T14:30:00.000000Z"


async def test_a_delivery_can_be_seen_as_it_stood(merchant: Client, stranger: Client) -> None:
    (booked,) = await merchant.book(delivery(notes="first"))
    await update_delivery(merchant, booked, notes="second")
    await merchant.do("deleteDeliveries", {"ids": [booked]})
    deleted, updated, created = [each["at"] for each in await entries(merchant, booked)]
    for instant, notes in ((created, "first"), (updated, "second")):
        seen = (await merchant.ask(AS_OF, id=booked, asOf=instant))["delivery"]
        assert seen == {"notes": notes, "state": "CREATED", "deliveryDate": THURSDAY, "updatedAt": instant}
        assert (await stranger.ask(AS_OF, id=booked, asOf=instant))["delivery"] is None
    for instant in ("0001-01-01T00:00:00Z", "2018-01-01T00:00:00Z", deleted, "9999-12-31T23:59:59Z", None):
        assert (await merchant.ask(AS_OF, id=booked, asOf=instant))["delivery"] is None


async def test_each_state_of_a_delivery_has_an_id_of_its_own(merchant: Client) -> None:
    """A cache that goes by type and id must not show a past state as the present one."""
    (booked,) = await merchant.book(delivery(notes="first"))
    await update_delivery(merchant, booked, notes="second")
    updated, created = [each["at"] for each in (await history(merchant, booked))["nodes"]]
    query = """query($id: ID!, $one: DateTime, $two: DateTime) {
      now: delivery(id: $id) { ...shown } one: delivery(id: $id, asOf: $one) { ...shown }
      two: delivery(id: $id, asOf: $two) { ...shown }
    } fragment shown on Delivery { id scheduledId notes }"""
    seen = await merchant.ask(query, id=booked, one=created, two=updated)
    assert seen["now"]["id"] == booked
    assert len({each["id"] for each in seen.values()}) == 3
    assert len({each["scheduledId"] for each in seen.values()}) == 1
    past = seen["one"]["id"]
    found = await merchant.ask("query($id: ID!) { node(id: $id) { id } delivery(id: $id) { id } }", id=past)
    assert found == {"node": None, "delivery": None}
    refused = await merchant.do("updateDeliveries", {"deliveries": [{"id": past, "notes": "third"}]})
    assert [each["path"] for each in refused["violations"]] == [["id"]]


LONG_HISTORY = """
INSERT INTO event
    SELECT account_id, number + n, subject, subject_id, 'updated',
        jsonb_build_object('notes', jsonb_build_array((n - 1)::text, n::text)),
        at + n * interval '1 s', actor, channel, request_id, command_id
    FROM event, generate_series(1, 10000) AS n
"""


async def test_a_long_history_is_replayed_to_a_bound_and_refused_beyond_it(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    await merchant.gateway.database(LONG_HISTORY)
    booked_at = datetime.fromisoformat((await merchant.ask(AS_OF, id=booked))["delivery"]["updatedAt"])
    for seconds in (0, 1, MOST_REPLAYED - 1):
        instant = (booked_at + timedelta(seconds=seconds)).isoformat()
        seen = (await merchant.ask(AS_OF, id=booked, asOf=instant))["delivery"]
        assert seen["notes"] == (str(seconds) if seconds else None)
    for seconds in (MOST_REPLAYED, 9_000, 1_000_000):
        instant = (booked_at + timedelta(seconds=seconds)).isoformat()
        (error,) = await merchant.errors(AS_OF, id=booked, asOf=instant)
        assert error["extensions"] == {"code": "HISTORY_TOO_LONG", "limit": MOST_REPLAYED}
    assert (await history(merchant, booked, first=1))["nodes"][0]["changes"][0]["after"] == "10000"


async def entries(client: Client, delivery_id: str) -> list[dict[str, Any]]:
    """The history of a deleted delivery, which only a list that asks for deleted ones leads to."""
    query = "{ deliveries(filter: {states: DELETED}) { nodes { id history { nodes { at } } } } }"
    nodes = (await client.ask(query))["deliveries"]["nodes"]
    (found,) = [each for each in nodes if each["id"] == delivery_id]
    happened: list[dict[str, Any]] = found["history"]["nodes"]
    return happened


@pytest.mark.parametrize("ids", [["id"], ["id", "sweep", "garbage", "foreign", "id"]])
async def test_things_are_found_again_by_their_ids_in_order(
    merchant: Client, dispatcher: Client, stranger: Client, ids: list[str]
) -> None:
    (booked,) = await merchant.book(delivery())
    payload = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [booked]})
    (foreign,) = await stranger.book(delivery(deliveryDate="2099-01-01"))
    known = {"id": booked, "sweep": payload["sweep"]["id"], "garbage": "?", "foreign": foreign}
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    nodes = (await merchant.ask(query, ids=[known[each] for each in ids]))["nodes"]
    assert [each and each["id"] for each in nodes] == [
        known[each] if each in ("id", "sweep") else None for each in ids
    ]


async def test_no_ids_name_nothing_and_too_many_are_refused(merchant: Client) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await merchant.ask(query, ids=[]))["nodes"] == []
    assert (await merchant.ask(query, ids=["x"] * 100))["nodes"] == [None] * 100
    assert await merchant.code(query, ids=["x"] * 101) == "PAGE_SIZE_OUT_OF_RANGE"
