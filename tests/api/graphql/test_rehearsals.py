from datetime import UTC, datetime, timedelta
from typing import Any

from api.demo.deliveries import next_thursday
from tests.api.graphql.client import (
    FRIDAY,
    NEXT_THURSDAY,
    NOWHERE,
    THURSDAY,
    Client,
    delivery,
    list_violations,
)

RESULTS = "results { index booking { department dropOff { latitude level } } violations { code } }"
VIOLATIONS = "violations { index path code message }"
REHEARSE = f"""query($input: RehearseDeliveriesInput!) {{
  rehearseDeliveries(input: $input) {{ {RESULTS} {VIOLATIONS} }} }}"""
REHEARSE_UPDATES = f"""query($input: RehearseDeliveryUpdatesInput!) {{
  rehearseDeliveryUpdates(input: $input) {{ {RESULTS} {VIOLATIONS} }} }}"""
SLOTS = """query($zip: String! = "2100", $from: Date!, $to: Date!, $limit: Int! = 100) {
  slots(zip: $zip, from: $from, to: $to, limit: $limit) {
    day window { start end } open reasons { code message } nearestOpen { day window { start end } }
  }
}"""
LIST = "{ deliveries { nodes { id } } }"


async def rehearse(client: Client, *items: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = await client.ask(REHEARSE, input={"deliveries": list(items)})
    return answer["rehearseDeliveries"]  # type: ignore[no-any-return]  # JSON


async def test_a_rehearsal_says_what_booking_would_and_books_nothing(merchant: Client) -> None:
    items = [delivery(), delivery(deliveryDate=FRIDAY, department="Garden"), delivery(packages=0)]
    rehearsal = await rehearse(merchant, *items)
    payload = await merchant.do("createDeliveries", {"deliveries": items})
    assert rehearsal["violations"] == payload["violations"]
    assert list_violations(rehearsal) == [
        (1, "department", "DEPARTMENT_UNKNOWN"),
        (1, "deliveryDate", "WEEKDAY_NOT_AVAILABLE"),
        (2, "packages", "MALFORMED_REQUEST"),
    ]
    assert [len(each["violations"]) for each in rehearsal["results"]] == [0, 2, 1]
    assert [each["index"] for each in rehearsal["results"]] == [0, 1, 2]
    kept = rehearsal["results"][0]["booking"]
    assert kept["department"] == "Catering"
    assert kept["dropOff"]["level"] == "VERIFIED"
    assert rehearsal["results"][2]["booking"] is None
    assert (await merchant.ask(LIST))["deliveries"]["nodes"] == []


async def test_rehearsed_changes_are_held_against_each_other(merchant: Client, stranger: Client) -> None:
    (booked,) = await merchant.book(delivery())
    (foreign,) = await stranger.book(delivery(deliveryDate="2099-01-01"))
    changes = [{"id": booked}, {"id": booked, "notes": "b"}, {"id": NOWHERE}, {"id": foreign}]
    answer = await merchant.ask(REHEARSE_UPDATES, input={"deliveries": changes})
    assert list_violations(answer["rehearseDeliveryUpdates"]) == [
        (1, "id", "DUPLICATE_ITEM"),
        (2, "id", "DELIVERY_NOT_FOUND"),
        (3, "id", "DELIVERY_NOT_FOUND"),
    ]
    assert [bool(each["booking"]) for each in answer["rehearseDeliveryUpdates"]["results"]] == [
        True,
        True,
        False,
        False,
    ]


async def test_an_empty_rehearsal_is_refused_as_an_empty_batch_is(merchant: Client) -> None:
    assert await merchant.code(REHEARSE, input={"deliveries": []}) == "EMPTY_BATCH"
    assert await merchant.code(REHEARSE_UPDATES, input={"deliveries": []}) == "EMPTY_BATCH"


async def test_slots_tell_what_is_open_and_why_others_are_not(merchant: Client) -> None:
    slots = (await merchant.ask(SLOTS, **{"from": THURSDAY, "to": FRIDAY}))["slots"]
    window = {"start": "08:00", "end": "16:00"}
    opening = {"day": THURSDAY, "window": window}
    assert slots[0] == {**opening, "open": True, "reasons": [], "nearestOpen": None}
    (reason,) = slots[1].pop("reasons")
    assert reason["code"] == "WEEKDAY_NOT_AVAILABLE"
    assert reason["message"] == "No deliveries on Friday. Available: Thursday."
    assert slots[1] == {"day": FRIDAY, "window": window, "open": False, "nearestOpen": None}  # of the past
    coming = next_thursday(datetime.now(UTC).date() + timedelta(days=7))
    friday = str(coming + timedelta(days=1))
    (closed,) = (await merchant.ask(SLOTS, **{"from": friday, "to": friday}))["slots"]
    assert closed["nearestOpen"] == {"day": str(coming), "window": window}


async def test_slots_can_be_asked_for_62_days_and_no_more(merchant: Client) -> None:
    answer = await merchant.ask(SLOTS, **{"from": THURSDAY, "to": "2018-06-05"})
    assert len(answer["slots"]) == 62
    for variables in (
        {"from": THURSDAY, "to": "2018-06-06"},
        {"from": NEXT_THURSDAY, "to": THURSDAY},
        {"from": THURSDAY, "to": THURSDAY, "limit": 0},
        {"from": THURSDAY, "to": THURSDAY, "limit": 501},
        {"from": "0001-01-01", "to": "9999-12-31"},
    ):
        assert await merchant.code(SLOTS, **variables) == "BAD_USER_INPUT"


async def test_more_slots_than_the_limit_are_refused_and_not_cut(merchant: Client) -> None:
    zone = {"zipFrom": "2000", "zipTo": "2999"}
    offers = [{"zone": zone, "window": {"start": f"10:{start}", "end": "20:00"}} for start in range(10, 60)]
    update = """mutation($input: UpdateSettingsInput!) {
      updateSettings(input: $input) { violations { code } } }"""
    await merchant.ask(update, input={"zoneWindows": offers})
    days = {"from": THURSDAY, "to": FRIDAY}
    by_default = f"""{{ slots(zip: "2100", from: "{THURSDAY}", to: "{FRIDAY}") {{ open }} }}"""
    assert len((await merchant.ask(by_default))["slots"]) == 100
    assert len((await merchant.ask(SLOTS, **days, limit=101))["slots"]) == 100
    (error,) = await merchant.errors(SLOTS, **days, limit=99)
    assert error["extensions"] == {"code": "TOO_MANY_SLOTS", "limit": 99}
    (error,) = await merchant.errors(by_default.replace(FRIDAY, NEXT_THURSDAY))
    assert error["extensions"] == {"code": "TOO_MANY_SLOTS", "limit": 100}
    assert len((await merchant.ask(SLOTS, zip="9000", **days, limit=2))["slots"]) == 2


async def test_slots_of_strange_places_and_days_are_answered(merchant: Client, stranger: Client) -> None:
    for zip_code in ("", " ", "\x00", "9" * 17, "9" * 5000):
        assert await merchant.code(SLOTS, zip=zip_code, **{"from": THURSDAY, "to": THURSDAY}) == (
            "BAD_USER_INPUT"
        )
    for zip_code in ("æøå", "9" * 16, "SW1A 1AA"):
        for day in ("0001-01-01", "1969-12-31", "9999-12-31"):
            for client in (merchant, stranger):
                assert await client.ask(SLOTS, zip=zip_code, **{"from": day, "to": day})


async def test_a_rehearsal_costs_what_the_mutation_would(merchant: Client) -> None:
    items = [delivery()] * 30
    response = await merchant.post(REHEARSE, {"input": {"deliveries": items}})
    cost = response.json()["extensions"]["cost"]
    assert cost["requested"] == 1 + 1 + 30
