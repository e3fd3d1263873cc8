"""The fields that an update does not change."""

from tests.legacy_rest.examples import UPDATE, create_one, load_booking, post
from tests.running import Gateway


async def test_an_update_keeps_what_it_omits(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway, delivery_notes="fragile"))["scheduled_id"]
    before = await load_booking(gateway, scheduled_id)
    answer = await post(gateway, UPDATE, [{"scheduled_id": scheduled_id}])
    assert answer.status_code == 200
    assert await load_booking(gateway, scheduled_id) == before


async def test_an_update_keeps_what_it_omits_inside_a_group(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    change = {
        "scheduled_id": scheduled_id,
        "pickup_window": {"to": "04:00"},
        "delivery_window": "",
        "delivery_location": {"address_2": "7tv"},
        "recipient_phone": {"phone": "456"},
        "cargo_insurance": {"enabled": True},
    }
    body = (await post(gateway, UPDATE, [change])).json()[0]
    assert (body["pickup_deadline"], body["pickup_deadline_to"]) == ("02:10", "04:00")
    assert body["dropoff_location"]["info"] == "7tv"
    assert body["dropoff_location"]["description"] == "Kattegatvej 57, 2100 København, Denmark"
    assert body["buyer"]["phone"] == "45 456"
    assert (await load_booking(gateway, scheduled_id)).insured_value == 123
