import pytest

from api.graphql.global_ids import raw_id
from tests.api.graphql.client import (
    DROP_OFF,
    FRIDAY,
    NOWHERE,
    THURSDAY,
    Client,
    delivery,
    list_violations,
)

EVERYTHING = delivery(
    reference="Test",
    recipient={
        "name": "Test user",
        "reference": "r-1",
        "email": "a@b.dk",
        "phone": {"country": "DK", "dialCode": "45", "number": "123"},
    },
    pickupWindow={"start": "02:10", "end": "03:15:00"},
    deliveryWindow={"start": "08:00", "end": "16:00"},
    dropOff={**DROP_OFF, "address2": "7tv", "description": "Ring twice"},
    department="Catering",
    packages=2,
    insuredValue={"amount": "123.45", "currency": "DKK"},
    label="Fragile",
    notes="Careful",
    kind="RETURN",
    returnRequestBy="Roma",
)


async def test_a_delivery_shows_everything_it_was_booked_with(merchant: Client) -> None:
    (brought_back,) = await merchant.book(delivery())
    everything = {**EVERYTHING, "returnedDeliveryId": brought_back}
    payload = await merchant.do("createDeliveries", {"deliveries": [everything]})
    (shown,) = payload["deliveries"]
    everything["returnedDeliveryId"] = raw_id("Delivery", brought_back)
    assert {name: shown[name] for name in everything if name not in ("pickup", "pickupWindow")} == {
        name: value for name, value in everything.items() if name not in ("pickup", "pickupWindow")
    }
    assert shown["pickupWindow"] == {"start": "02:10", "end": "03:15"}
    assert (shown["state"], shown["sweep"], shown["position"], shown["estimatedWindow"]) == (
        "CREATED",
        None,
        None,
        None,
    )


INSTANTS = """query($id: ID!) { delivery(id: $id) { pickupWindow { start startsAt endsAt }
  deliveryWindow { end startsAt endsAt } estimatedWindow { startsAt } }
  settings { zoneWindows { window { start end startsAt endsAt } } } }"""


async def test_a_window_shows_its_instants_and_may_end_at_midnight(merchant: Client) -> None:
    offer = {"zone": {"zipFrom": "9000", "zipTo": "9999"}, "window": {"start": "00:00", "end": "00:00"}}
    update = "mutation($input: UpdateSettingsInput!) { updateSettings(input: $input) { replayed } }"
    await merchant.ask(update, input={"zoneWindows": [offer]})
    night = {"start": "20:00", "end": "00:00"}
    (booked,) = await merchant.book(delivery(deliveryWindow=night))
    answer = await merchant.ask(INSTANTS, id=booked)
    assert answer["delivery"] == {
        "pickupWindow": {
            "start": "02:05",
            "startsAt": "2018-04-05T00:05:00.000000Z",
            "endsAt": "2018-04-05T00:35:00.000000Z",
        },
        "deliveryWindow": {
            "end": "24:00",
            "startsAt": "2018-04-05T18:00:00.000000Z",
            "endsAt": "2018-04-05T22:00:00.000000Z",
        },
        "estimatedWindow": None,
    }
    of_no_day = {"start": "00:00", "end": "24:00", "startsAt": None, "endsAt": None}
    assert answer["settings"]["zoneWindows"] == [{"window": of_no_day}]


async def test_what_a_booking_leaves_out_gets_its_default(merchant: Client) -> None:
    payload = await merchant.do("createDeliveries", {"deliveries": [delivery(packages=None, kind=None)]})
    (shown,) = payload["deliveries"]
    assert shown["pickupWindow"] == {"start": "02:05", "end": "02:35"}
    assert shown["deliveryWindow"] == {"start": "08:00", "end": "16:00"}
    assert (shown["department"], shown["packages"], shown["kind"]) == ("Catering", 1, "DELIVERY")
    assert (shown["insuredValue"], shown["recipient"]["phone"]) == (None, None)


async def test_a_booked_delivery_can_be_fetched_by_its_id(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery(reference="mine"))
    document = "query($id: ID!) { delivery(id: $id) { id reference } node(id: $id) { id __typename } }"
    answer = await merchant.ask(document, id=booked)
    assert answer == {
        "delivery": {"id": booked, "reference": "mine"},
        "node": {"id": booked, "__typename": "Delivery"},
    }


async def test_deliveries_are_answered_in_the_order_they_were_booked_in(merchant: Client) -> None:
    references = [f"r-{number}" for number in range(20)]
    order = {"deliveries": [delivery(reference=each) for each in references]}
    payload = await merchant.do("createDeliveries", order)
    assert [each["reference"] for each in payload["deliveries"]] == references


async def test_an_update_keeps_what_it_omits_and_gives_null_its_default(merchant: Client) -> None:
    (booked,) = await merchant.book(EVERYTHING)
    change = {
        "id": booked,
        "notes": "New",
        "pickupWindow": None,
        "insuredValue": None,
        "recipient": {"phone": None, "email": None},
        "dropOff": {"address2": None},
    }
    payload = await merchant.do("updateDeliveries", {"deliveries": [change]})
    (shown,) = payload["deliveries"]
    assert (shown["id"], shown["notes"], shown["label"]) == (booked, "New", "Fragile")
    assert shown["pickupWindow"] == {"start": "02:05", "end": "02:35"}
    assert shown["insuredValue"] is None
    assert shown["recipient"] == {"name": "Test user", "reference": "r-1", "email": None, "phone": None}
    assert shown["dropOff"] == {**DROP_OFF, "address2": None, "description": "Ring twice"}


@pytest.mark.parametrize("group", ["recipient", "pickup", "dropOff", "deliveryDate"])
async def test_an_update_cannot_take_away_what_a_delivery_needs(merchant: Client, group: str) -> None:
    (booked,) = await merchant.book(delivery())
    payload = await merchant.do("updateDeliveries", {"deliveries": [{"id": booked, group: None}]})
    assert list_violations(payload) == [(0, group, "MALFORMED_REQUEST")]


async def test_one_violation_refuses_the_whole_batch_and_all_are_listed(merchant: Client) -> None:
    items = [
        delivery(reference="lost"),
        delivery(deliveryDate=FRIDAY, department="Bakery"),
        delivery(packages=1000, dropOff={**DROP_OFF, "address1": " "}),
    ]
    payload = await merchant.do("createDeliveries", {"deliveries": items})
    assert payload["deliveries"] == []
    assert list_violations(payload) == [
        (1, "department", "DEPARTMENT_UNKNOWN"),
        (1, "deliveryDate", "WEEKDAY_NOT_AVAILABLE"),
        (2, "dropOff.address1", "MALFORMED_REQUEST"),
        (2, "packages", "MALFORMED_REQUEST"),
    ]
    kept = await merchant.ask('{ deliveries(filter: {reference: "lost"}) { nodes { id } } }')
    assert kept["deliveries"]["nodes"] == []


async def test_a_message_names_the_field_as_the_schema_does(merchant: Client) -> None:
    payload = await merchant.do("createDeliveries", {"deliveries": [delivery(recipient={"name": " "})]})
    assert [each["message"] for each in payload["violations"]] == ["Field recipient.name must not be blank."]


async def test_a_deleted_delivery_is_gone_but_can_be_listed_as_deleted(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery(reference="gone"))
    payload = await merchant.do("deleteDeliveries", {"ids": [booked]})
    assert [(each["id"], each["state"]) for each in payload["deliveries"]] == [(booked, "DELETED")]
    answer = await merchant.ask(
        """query($id: ID!) {
          delivery(id: $id) { id } node(id: $id) { id }
          usual: deliveries(filter: {reference: "gone"}) { nodes { id } }
          deleted: deliveries(filter: {reference: "gone", states: [DELETED]}) { nodes { id } }
        }""",
        id=booked,
    )
    assert (answer["delivery"], answer["node"]) == (None, None)
    assert (answer["usual"]["nodes"], answer["deleted"]["nodes"]) == ([], [{"id": booked}])


async def test_a_delivery_cannot_be_deleted_twice(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    await merchant.do("deleteDeliveries", {"ids": [booked]})
    payload = await merchant.do("deleteDeliveries", {"ids": [booked]})
    assert list_violations(payload) == [(0, "id", "DELIVERY_NOT_FOUND")]


async def test_a_batch_names_a_delivery_once(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    changes = [{"id": booked, "notes": "a"}, {"id": booked, "notes": "b"}]
    updated = await merchant.do("updateDeliveries", {"deliveries": changes})
    deleted = await merchant.do("deleteDeliveries", {"ids": [booked, booked]})
    assert list_violations(updated) == list_violations(deleted) == [(1, "id", "DUPLICATE_ITEM")]


async def test_a_planned_delivery_can_be_neither_updated_nor_deleted(
    merchant: Client, dispatcher: Client
) -> None:
    (booked,) = await merchant.book(delivery())
    await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [booked]})
    updated = await merchant.do("updateDeliveries", {"deliveries": [{"id": booked, "notes": "late"}]})
    deleted = await merchant.do("deleteDeliveries", {"ids": [booked]})
    assert list_violations(updated) == list_violations(deleted) == [(0, "id", "DELIVERY_LOCKED")]


async def test_ids_that_name_nothing_are_not_found_alike(merchant: Client, stranger: Client) -> None:
    (booked,) = await merchant.book(delivery())
    for client, name in (
        (stranger, booked),
        (merchant, NOWHERE),
        (merchant, booked.replace("RGVsaXZlcnk6", "U3dlZXA6")),
        (merchant, booked + "="),
        (merchant, "æ\x00"),
    ):
        answer = await client.ask(
            "query($id: ID!) { delivery(id: $id) { id } node(id: $id) { id } }", id=name
        )
        assert answer == {"delivery": None, "node": None}
        payload = await client.do("deleteDeliveries", {"ids": [name]})
        assert list_violations(payload) == [(0, "id", "DELIVERY_NOT_FOUND")]


async def test_an_empty_id_is_malformed_where_it_must_name_a_delivery(
    merchant: Client,
) -> None:
    answer = await merchant.ask('{ delivery(id: "") { id } node(id: "") { id } }')
    assert answer == {"delivery": None, "node": None}
    payload = await merchant.do("deleteDeliveries", {"ids": [""]})
    assert list_violations(payload) == [(0, "id", "MALFORMED_REQUEST")]


async def test_the_id_that_rest_knows_will_do_where_a_delivery_is_meant(merchant: Client) -> None:
    (booked,) = await merchant.book(delivery())
    answer = await merchant.ask("query($id: ID!) { delivery(id: $id) { scheduledId } }", id=booked)
    raw = answer["delivery"]["scheduledId"]
    answer = await merchant.ask("query($id: ID!) { delivery(id: $id) { id } node(id: $id) { id } }", id=raw)
    assert answer == {"delivery": {"id": booked}, "node": None}
    payload = await merchant.do("deleteDeliveries", {"ids": [raw]})
    assert list_violations(payload) == []


async def test_a_batch_has_items_and_costs_no_more_than_any_request(merchant: Client) -> None:
    order = "mutation($ids: [ID!]!) { deleteDeliveries(input: {ids: $ids}) { violations { code } } }"
    assert await merchant.code(order, ids=[]) == "EMPTY_BATCH"
    (error,) = await merchant.errors(order, ids=["x"] * 1_000)
    assert error["extensions"] == {"code": "LIMIT_COST"}


async def test_as_many_as_the_schema_says_fit_into_one_request(merchant: Client) -> None:
    document = (
        "mutation($input: CreateDeliveriesInput!) { createDeliveries(input: $input) { deliveries { id } } }"
    )
    items = [delivery()] * 998
    made = (await merchant.ask(document, input={"deliveries": items}))["createDeliveries"]["deliveries"]
    assert len({each["id"] for each in made}) == 998
    assert await merchant.code(document, input={"deliveries": [*items, delivery()]}) == "LIMIT_COST"


async def test_of_a_batch_the_good_items_can_be_kept(merchant: Client) -> None:
    query = """mutation($input: CreateDeliveriesInput!) { createDeliveries(input: $input) {
      deliveries { id } results { index delivery { id } violations { index code } }
      violations { index code } } }"""
    items = [delivery(), delivery(packages=0), delivery()]
    for policy, count in (("ALL_OR_NOTHING", 0), ("PER_ITEM", 2)):
        order = {"deliveries": items, "errorPolicy": policy}
        payload = (await merchant.ask(query, input=order))["createDeliveries"]
        assert len(payload["deliveries"]) == count
        assert payload["violations"] == [{"index": 1, "code": "MALFORMED_REQUEST"}]
        first, second, third = payload["results"]
        assert second == {"index": 1, "delivery": None, "violations": payload["violations"]}
        assert [each["delivery"] for each in (first, third) if each["delivery"]] == payload["deliveries"]
    payload = (await merchant.ask(query, input={"deliveries": items[:1]}))["createDeliveries"]
    assert payload["results"] == [{"index": 0, "delivery": payload["deliveries"][0], "violations": []}]


async def test_good_changes_and_withdrawals_can_be_done_alone(merchant: Client, dispatcher: Client) -> None:
    free, planned = await merchant.book(delivery(), delivery())
    await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [planned]})
    changes = [{"id": planned, "notes": "late"}, {"id": free, "notes": "in time"}]
    payload = await merchant.do("updateDeliveries", {"deliveries": changes, "errorPolicy": "PER_ITEM"})
    assert list_violations(payload) == [(0, "id", "DELIVERY_LOCKED")]
    assert [each["notes"] for each in payload["deliveries"]] == ["in time"]
    payload = await merchant.do("deleteDeliveries", {"ids": [planned, free], "errorPolicy": "PER_ITEM"})
    assert list_violations(payload) == [(0, "id", "DELIVERY_LOCKED")]
    assert [each["id"] for each in payload["deliveries"]] == [free]
