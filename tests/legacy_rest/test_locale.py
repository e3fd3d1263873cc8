"""The time zone and the country of an account, which count from the moment a change of them is answered."""

from zoneinfo import ZoneInfo

from domain.model.zones import ZipRange
from tests.channels.test_repetitions import send
from tests.legacy_rest.examples import CREATE, UPDATE, change_settings, create_one, item, post
from tests.running import Gateway

LATE = "2018-04-04T15:30:00.000Z"  # the 5th in Auckland, the 4th in Copenhagen
NUMBER = {"zip": 9990, "city": "Skagen", "address_1": "Girostrøget 1"}


async def move_away(gateway: Gateway) -> None:
    """Change the settings as another process would: nothing in this one forgets what it has cached."""
    everywhere = (ZipRange("0", "99999"),)
    await change_settings(
        gateway,
        time_zone=ZoneInfo("Pacific/Auckland"),
        country="DE",
        week_days=frozenset(),
        pickup_zones=everywhere,
        delivery_zones=everywhere,
    )


async def test_a_new_time_zone_and_country_count_at_once(gateway: Gateway) -> None:
    await change_settings(gateway, week_days=frozenset())
    before = await create_one(gateway, delivery_date=LATE, pickup_location=NUMBER, delivery_location=NUMBER)
    assert before["pickup_date"] == "2018-04-04T00:00:00"
    assert before["dropoff_location"]["description"] == "Girostrøget 1, 9990 Skagen, Denmark"
    await move_away(gateway)
    after = await create_one(gateway, delivery_date=LATE, pickup_location=NUMBER, delivery_location=NUMBER)
    assert after["pickup_date"] == "2018-04-05T00:00:00"
    assert after["dropoff_location"]["description"] == "Girostrøget 1, 09990 Skagen, Germany"
    change = {
        "scheduled_id": before["scheduled_id"],
        "delivery_date": LATE,
        "pickup_location": NUMBER,
        "delivery_location": NUMBER,
    }
    (updated,) = (await post(gateway, UPDATE, [change])).json()
    assert updated["pickup_date"] == "2018-04-05T00:00:00"
    assert updated["dropoff_location"]["description"].endswith(", Germany")


async def test_a_request_is_the_same_in_another_time_zone(gateway: Gateway) -> None:
    await change_settings(gateway, week_days=frozenset())
    first = await send(gateway, "POST", CREATE, [item(delivery_date=LATE)])
    await move_away(gateway)
    again = await send(gateway, "POST", CREATE, [item(delivery_date=LATE)])
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json()["pickup_date"] == first.json()["pickup_date"]
    assert again.json()["pickup_location"]["description"].endswith(", Germany")
