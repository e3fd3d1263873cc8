"""Each documented request as it stands, and the documented shape of its answer."""

import re
from datetime import date

from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    SETTINGS,
    TOKEN,
    UPDATE,
    create_one,
    golden,
    golden_bytes,
    item,
    load_booking,
    post,
)
from tests.running import PUBLIC_URL, Gateway

REGISTERED = {"latitude": 55.722582, "longitude": 12.6082901}
FORMATS = {
    "scheduled_id": r"[0-9a-f]{24}",
    "estimated_delivery_time": r"\d\d:\d\d - \d\d:\d\d",
    "pickup_deadline": r"\d\d:\d\d",
    "pickup_deadline_to": r"\d\d:\d\d",
    "pickup_date": r"\d{4}-\d\d-\d\dT00:00:00",
}


def shape(value: object) -> object:
    """Keys in their order, and types; coordinates may be unknown."""
    if isinstance(value, dict):
        return [(key, None if key in REGISTERED else shape(part)) for key, part in value.items()]
    return [shape(part) for part in value] if isinstance(value, list) else type(value)


async def test_the_settings_are_the_documented_ones(gateway: Gateway) -> None:
    answer = await gateway.http.get(SETTINGS, headers={"token": "demo"})
    documented = golden("settings_config_200")
    assert (answer.status_code, answer.json()) == (200, documented)
    assert list(answer.json()) == list(documented)


async def test_the_documented_create_is_answered_in_the_documented_shape(gateway: Gateway) -> None:
    answer = await gateway.http.post(CREATE, headers=TOKEN, content=golden_bytes("create_request"))
    body = answer.json()
    assert answer.status_code == 201
    assert shape(body) == shape(golden("create_201"))
    assert all(re.fullmatch(pattern, body[name]) for name, pattern in FORMATS.items())
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"


async def test_the_values_of_the_answer_follow_from_the_request(gateway: Gateway) -> None:
    body = await create_one(gateway)
    assert body == golden("create_201") | {
        "scheduled_id": body["scheduled_id"],
        "packages": 1,
        "labels_url": f"{PUBLIC_URL}/labels/{body['scheduled_id']}",
        "track_url": f"{PUBLIC_URL}/track/{body['scheduled_id']}",
        "pickup_deadline": "02:10",
        "pickup_deadline_to": "03:15",
        "pickup_location": body["pickup_location"],
        "dropoff_location": body["dropoff_location"],
        "buyer": {"name": "Test user", "phone": "45 123", "email": ""},
    }
    assert body["pickup_location"]["description"] == golden("create_201")["pickup_location"]["description"]


async def test_coordinates_are_shown_as_exactly_as_documented(gateway: Gateway) -> None:
    answer = await gateway.http.post(
        CREATE,
        headers=TOKEN,
        json=[item(pickup_location=golden("create_request")[0]["pickup_location"] | REGISTERED)],
    )
    assert answer.json()["pickup_location"] == golden("create_201")["pickup_location"]
    assert b'"longitude":12.6082901' in answer.content
    assert "København".encode() in answer.content


async def test_everything_the_documented_request_says_is_kept(gateway: Gateway) -> None:
    booking = await load_booking(gateway, (await create_one(gateway))["scheduled_id"])
    assert (booking.reference, booking.insured_value, booking.department) == ("Test", 123, "Catering")
    assert booking.delivery_date == date(2018, 4, 5)
    assert booking.pickup_window == Window(TimeOfDay.at(2, 10), TimeOfDay.at(3, 15))
    assert (booking.pickup.address_1, booking.drop_off.address_1) == ("Kattegatvej 53", "Kattegatvej 57")


async def test_the_documented_update_is_answered_in_the_documented_shape(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    request = [golden("update_request")[0] | {"scheduled_id": scheduled_id}]
    answer = await post(gateway, UPDATE, request)
    assert answer.status_code == 200
    assert shape(answer.json()) == shape(golden("update_200"))
    assert answer.json()[0]["scheduled_id"] == scheduled_id


async def test_a_delete_is_answered_with_nothing_and_cannot_be_repeated(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    first = await gateway.http.delete(f"{DELETE}/{scheduled_id}", headers=TOKEN)
    second = await gateway.http.delete(f"{DELETE}/{scheduled_id}", headers=TOKEN)
    assert (first.status_code, first.content) == (200, b"")
    assert second.status_code == 404
    assert second.json()["message"] == f"Delivery not found. Delivery ID: {scheduled_id}."


async def test_a_delete_takes_its_id_from_path_query_or_body(gateway: Gateway) -> None:
    made = (await post(gateway, CREATE, [item()] * 6)).json()
    ids = [each["scheduled_id"] for each in made]
    answers = [
        await gateway.http.delete(f"{DELETE}/{ids[0]}/", headers=TOKEN),
        await gateway.http.delete(DELETE, headers=TOKEN, params={"scheduled_id": ids[1]}),
        await gateway.http.delete(f"{DELETE}/", headers=TOKEN, params={"scheduled_id": ids[2]}),
        await gateway.http.request("DELETE", DELETE, headers=TOKEN, json={"scheduled_id": ids[3]}),
        await gateway.http.request("DELETE", f"{DELETE}/", headers=TOKEN, data={"scheduled_id": ids[4]}),
        await gateway.http.request(
            "DELETE", f"{DELETE}/", headers=TOKEN, content=f'{{"scheduled_id":"{ids[5]}"}}'
        ),
    ]
    assert [answer.status_code for answer in answers] == [200] * 6


async def test_several_deliveries_are_answered_as_an_array_in_request_order(gateway: Gateway) -> None:
    answer = await post(gateway, CREATE, [item(delivery_notes=str(number)) for number in range(3)])
    assert answer.status_code == 201
    assert [each["notes"] for each in answer.json()] == ["0", "1", "2"]


async def test_a_trailing_slash_changes_nothing(gateway: Gateway) -> None:
    assert (await gateway.http.get(f"{SETTINGS}/", headers=TOKEN)).status_code == 200
    assert (await post(gateway, f"{CREATE}/", [item()])).status_code == 201


async def test_a_head_request_is_answered_like_a_get_without_a_body(gateway: Gateway) -> None:
    answer = await gateway.http.head(SETTINGS, headers=TOKEN)
    assert (answer.status_code, answer.content) == (200, b"")


async def test_a_bearer_token_is_as_good_as_the_token_header(gateway: Gateway) -> None:
    answer = await gateway.http.get(SETTINGS, headers={"Authorization": "Bearer demo"})
    assert answer.json() == golden("settings_config_200")


async def test_a_success_has_no_key_that_clients_take_for_a_failure(gateway: Gateway) -> None:
    settings = (await gateway.http.get(SETTINGS, headers=TOKEN)).json()
    assert not {"message", "error"} & (set(settings) | set(await create_one(gateway)))


async def test_the_links_of_a_delivery_lead_somewhere(gateway: Gateway) -> None:
    body = await create_one(gateway)
    for name in ("labels_url", "track_url"):
        page = await gateway.http.get(body[name].removeprefix(PUBLIC_URL))
        assert page.status_code == 200
        assert body["scheduled_id"] in page.text
        assert body["buyer"]["name"] not in page.text


async def test_a_link_shows_any_id_as_text(gateway: Gateway) -> None:
    page = await gateway.http.get("/track/%3Cscript%3Ealert(1)%3C%2Fscript%3E".replace("%2F", ""))
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
