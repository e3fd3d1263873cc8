"""What is not set is null, never an empty text; inputs take both alike."""

from typing import Any

import pytest

from api.graphql.global_ids import raw_id
from tests.api.graphql.client import DROP_OFF, PICKUP, THURSDAY, Client, delivery

BLANKS = [None, ""]
TEXTS = (
    *("reference", "label", "notes", "returnedDeliveryId", "returnRequestBy"),
    *("recipient.reference", "recipient.email", "pickup.address2", "pickup.description"),
    *("dropOff.address2", "dropOff.description"),
)
BOOKING = """reference department label notes returnedDeliveryId returnRequestBy
  recipient { reference email phone { country dialCode number } }
  pickup { address2 description } dropOff { address2 description }"""
REHEARSE = f"""query($input: RehearseDeliveriesInput!) {{
  rehearseDeliveries(input: $input) {{ results {{ booking {{ {BOOKING} }} }} }} }}"""


def item(text: str | None) -> dict[str, Any]:
    """A booking whose optional texts are all this one."""
    return delivery(
        **{name: text for name in TEXTS if "." not in name},
        recipient={"name": "Roma", "reference": text, "email": text},
        pickup={**PICKUP, "address2": text, "description": text},
        dropOff={**DROP_OFF, "address2": text, "description": text},
    )


def read_texts(shown: dict[str, Any]) -> set[str | None]:
    """The texts of the delivery or booking at `TEXTS`."""
    found = set()
    for path in TEXTS:
        group, _, name = path.rpartition(".")
        found.add((shown[group] if group else shown)[name])
    return found


@pytest.mark.parametrize("blank", BLANKS)
async def test_a_text_that_is_not_set_is_null(merchant: Client, blank: str | None) -> None:
    payload = await merchant.do("createDeliveries", {"deliveries": [item(blank), delivery()]})
    assert [read_texts(each) for each in payload["deliveries"]] == [{None}] * 2
    rehearsed = await merchant.ask(REHEARSE, input={"deliveries": [item(blank)]})
    assert read_texts(rehearsed["rehearseDeliveries"]["results"][0]["booking"]) == {None}


@pytest.mark.parametrize("blank", BLANKS)
async def test_an_update_to_null_or_to_an_empty_text_removes_a_text(
    merchant: Client, blank: str | None
) -> None:
    (returned,) = await merchant.book(delivery())
    (booked,) = await merchant.book({**item("a@b.dk"), "returnedDeliveryId": returned})
    change = {**item(blank), "id": booked}
    payload = await merchant.do("updateDeliveries", {"deliveries": [change]})
    assert [read_texts(each) for each in payload["deliveries"]] == [{None}]
    query = """query($id: ID!) { delivery(id: $id) {
      history(first: 1) { nodes { changes { path before after } } } } }"""
    (entry,) = (await merchant.ask(query, id=booked))["delivery"]["history"]["nodes"]
    changed = {each["path"]: (each["before"], each["after"]) for each in entry["changes"]}
    expected: dict[str, tuple[str | None, None]] = dict.fromkeys(TEXTS, ("a@b.dk", None))
    assert changed == {**expected, "returnedDeliveryId": (raw_id("Delivery", returned), None)}


async def test_a_phone_number_has_no_empty_parts(merchant: Client) -> None:
    phones = [{"number": "12"}, {"number": "12", "dialCode": ""}, {"number": "", "dialCode": "45"}]
    items = [delivery(recipient={"name": "Roma", "phone": each}) for each in phones]
    payload = await merchant.do("createDeliveries", {"deliveries": items})
    phone = {"country": "DK", "dialCode": None, "number": "12"}
    assert [each["recipient"]["phone"] for each in payload["deliveries"]] == [phone, phone, None]


async def test_an_account_without_departments_books_without_one(merchant: Client) -> None:
    await merchant.ask("mutation { updateSettings(input: {departments: []}) { replayed } }")
    payload = await merchant.do("createDeliveries", {"deliveries": [delivery(), delivery(department="")]})
    assert [each["department"] for each in payload["deliveries"]] == [None, None]
    query = 'query { deliveries(filter: {department: ""}) { totalCount nodes { reference department } } }'
    found = (await merchant.ask(query))["deliveries"]
    assert found == {"totalCount": 2, "nodes": [{"reference": None, "department": None}] * 2}


async def test_an_empty_filter_finds_deliveries_without_a_reference(merchant: Client) -> None:
    day = "2018-04-12"
    await merchant.book(delivery(reference="r-1", deliveryDate=day))
    blank = await merchant.book(delivery(deliveryDate=day), delivery(reference="", deliveryDate=day))
    query = f"""query($reference: String) {{
      deliveries(filter: {{reference: $reference, dateFrom: "{day}"}}, orderBy: CREATED_ASC) {{
        nodes {{ id }} }} }}"""
    found = (await merchant.ask(query, reference=""))["deliveries"]["nodes"]
    assert [each["id"] for each in found] == blank
    assert len((await merchant.ask(query, reference=None))["deliveries"]["nodes"]) == 3


@pytest.mark.parametrize("blank", BLANKS)
async def test_the_account_s_address_can_be_removed(merchant: Client, blank: str | None) -> None:
    update = (
        "mutation($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings { address } } }"
    )
    before = (await merchant.ask("{ settings { address } }"))["settings"]["address"]
    kept = await merchant.ask(update, input={"noticeMinutes": 1})
    assert kept["updateSettings"]["settings"] == {"address": before}
    payload = (await merchant.ask(update, input={"address": blank}))["updateSettings"]
    assert payload["settings"] == {"address": None}
    again = (await merchant.ask(update, input=payload["settings"]))["updateSettings"]
    assert again["settings"] == {"address": None}


async def test_a_recipient_s_reference_is_named_so_in_refusals(merchant: Client) -> None:
    wrong = {"name": "Roma", "reference": "x" * 501}
    payload = await merchant.do("createDeliveries", {"deliveries": [delivery(recipient=wrong)]})
    (violation,) = payload["violations"]
    assert violation["path"] == ["recipient", "reference"]
    assert "recipient.reference" in violation["message"]
    (booked,) = await merchant.book(delivery(recipient={"name": "Roma", "reference": "x" * 500}))
    change = {"id": booked, "recipient": {"reference": "a\x00b"}}
    payload = await merchant.do("updateDeliveries", {"deliveries": [change]})
    assert [each["path"] for each in payload["violations"]] == [["recipient", "reference"]]


async def test_every_mutation_of_deliveries_takes_their_scheduled_ids(
    merchant: Client, dispatcher: Client
) -> None:
    made = await merchant.do("createDeliveries", {"deliveries": [delivery()] * 4})
    one, two, three, four = (each["scheduledId"] for each in made["deliveries"])
    await merchant.do("deleteDeliveries", {"ids": [four]})
    planned = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [one, two, three]})
    assert planned["violations"] == []
    await dispatcher.do("startSweep", {"id": planned["sweep"]["id"]})
    for mutation, ids in (
        ("finishDeliveries", [one]),
        ("failDeliveries", [two, three]),
        ("keepDeliveriesForRedelivery", [two]),
        ("returnDeliveries", [three]),
    ):
        payload = await dispatcher.do(mutation, {"ids": ids})
        assert [each["scheduledId"] for each in payload["deliveries"]] == ids
