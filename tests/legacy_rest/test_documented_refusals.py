"""Every documented refusal with exactly the documented values, and other refusals."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.model.auth import Scope
from domain.model.settings import Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.zones import ZipRange
from tests.legacy_rest.examples import (
    CREATE,
    DELETE,
    SETTINGS,
    TOKEN,
    UNKNOWN_ID,
    UPDATE,
    caller,
    change_settings,
    create_one,
    golden,
    is_problem,
    item,
    newest_ids,
    post,
)
from tests.running import Gateway

ELSEWHERE = (ZipRange("8000", "8999"),)
DAY = date(2018, 4, 5)


def documented_refusal(name: str, **values: str) -> dict[str, object]:
    body: dict[str, object] = golden(name)
    return body | {"message": str(body["message"]).replace(UNKNOWN_ID, values.get("id", UNKNOWN_ID))}


async def create_planned(gateway: Gateway) -> str:
    scheduled_id: str = (await create_one(gateway))["scheduled_id"]
    await gateway.usecases.sweeps.plan(await caller(gateway, "demo-dispatcher"), DAY, [scheduled_id])
    return scheduled_id


@pytest.mark.parametrize("end", ["pickup", "delivery"])
async def test_a_zip_outside_the_zone_is_refused_as_documented(gateway: Gateway, end: str) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    await change_settings(gateway, **{f"{end}_zones": ELSEWHERE})
    create = await post(gateway, CREATE, [item()])
    update = await post(gateway, UPDATE, [item(scheduled_id=scheduled_id)])
    assert create.status_code == update.status_code == 400
    assert create.json().items() >= golden(f"create_400_{end}_zone").items()
    assert update.json().items() >= golden(f"update_400_{end}_zone").items()
    assert create.json()["code"] == f"{end}_zone_not_allowed"
    assert create.json()["fields"] == [
        {
            "index": 0,
            "path": f"{end}_location.zip",
            "code": f"{end}_zone_not_allowed",
            "message": create.json()["message"],
        }
    ]


async def test_a_planned_delivery_can_be_neither_updated_nor_deleted(gateway: Gateway) -> None:
    scheduled_id = await create_planned(gateway)
    update = await post(gateway, UPDATE, [item(scheduled_id=scheduled_id)])
    delete = await gateway.http.delete(f"{DELETE}/{scheduled_id}", headers=TOKEN)
    assert update.status_code == delete.status_code == 400
    assert update.json().items() >= documented_refusal("update_400_locked", id=scheduled_id).items()
    assert delete.json().items() >= documented_refusal("delete_400_locked", id=scheduled_id).items()
    assert update.json()["code"] == delete.json()["code"] == "delivery_locked"


async def test_an_unknown_token_is_no_user_to_the_settings_alone(gateway: Gateway) -> None:
    unknown = {"Token": "unknown"}
    settings = await gateway.http.get(SETTINGS, headers=unknown)
    assert settings.status_code == 400
    assert settings.json().items() >= golden("settings_config_400").items()
    for method, path in (("POST", CREATE), ("POST", UPDATE), ("DELETE", f"{DELETE}/{UNKNOWN_ID}")):
        answer = await gateway.http.request(method, path, headers=unknown)
        assert is_problem(answer)
        challenge = 'Bearer error="invalid_token"'
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, challenge)


async def test_an_unknown_bearer_token_gets_401_from_the_settings_too(gateway: Gateway) -> None:
    answer = await gateway.http.get(SETTINGS, headers={"Authorization": "Bearer unknown"})
    assert is_problem(answer)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_request_without_a_token_is_refused(gateway: Gateway) -> None:
    calls = (("GET", SETTINGS), ("POST", CREATE), ("POST", UPDATE), ("DELETE", f"{DELETE}/{UNKNOWN_ID}"))
    for method, path in calls:
        answer = await gateway.http.request(method, path)
        assert is_problem(answer)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "fields" not in answer.json()


async def test_a_token_without_the_scope_gets_its_name(gateway: Gateway) -> None:
    office = gateway.usecases.administration
    _, reader = await office.add_token("demo", "reader", frozenset({Scope.DELIVERIES_READ}))
    settings = await gateway.http.get(SETTINGS, headers={"Token": reader})
    create = await gateway.http.post(CREATE, headers={"Token": reader}, json=[item()])
    assert settings.status_code == create.status_code == 403
    assert "settings:read" in settings.json()["message"]
    assert "deliveries:write" in create.json()["message"]
    assert 'scope="deliveries:write"' in create.headers["www-authenticate"]


async def test_an_unknown_a_malformed_and_a_foreign_id_are_refused_alike(gateway: Gateway) -> None:
    answer = await gateway.http.post(
        CREATE, headers={"Token": "demo-2"}, json=[item(delivery_date="2999-04-05")]
    )
    foreign = answer.json()["scheduled_id"]
    for name in (UNKNOWN_ID, "nonsense", foreign, UNKNOWN_ID.upper(), "0"):
        update = await post(gateway, UPDATE, [item(scheduled_id=name)])
        delete = await gateway.http.delete(f"{DELETE}/{name}", headers=TOKEN)
        assert update.status_code == delete.status_code == 404
        assert update.json() == delete.json()
        assert update.json()["message"] == f"Delivery not found. Delivery ID: {name.lower()}."


async def test_an_id_in_capital_letters_is_found(gateway: Gateway) -> None:
    made = (await create_one(gateway))["scheduled_id"]
    update = await post(gateway, UPDATE, [{"scheduled_id": f" {made.upper()}", "delivery_notes": "found"}])
    assert [each["notes"] for each in update.json()] == ["found"]
    assert (await gateway.http.delete(f"{DELETE}/{made.upper()}", headers=TOKEN)).status_code == 200


async def test_a_path_is_found_in_any_case(gateway: Gateway) -> None:
    answer = await gateway.http.post("/V1.3/Scheduled/CREATE/", headers=TOKEN, json=[item()])
    made = answer.json()["scheduled_id"]
    update = await gateway.http.post(UPDATE.upper(), headers=TOKEN, json=[{"scheduled_id": made}])
    assert update.status_code == 200
    assert (await gateway.http.delete(f"/V1/SCHEDULED/{made}", headers=TOKEN)).status_code == 200
    assert (await gateway.http.get("/V1/Settings/Config", headers=TOKEN)).status_code == 200


async def test_a_delete_that_names_two_deliveries_deletes_none(gateway: Gateway) -> None:
    one, other = [(await create_one(gateway))["scheduled_id"] for _ in range(2)]
    query, body = {"scheduled_id": other}, {"scheduled_id": other}
    for path, more in (
        (f"{DELETE}/{one}", {"params": query}),
        (f"{DELETE}/{one}", {"json": body}),
        (f"{DELETE}/{one}", {"data": body}),
        (f"{DELETE}/{one}", {"json": {"scheduled_id": 7}}),
        (f"{DELETE}?scheduled_id={one}", {"json": body}),
        (f"{DELETE}?scheduled_id={one}&scheduled_id={other}", {}),
    ):
        answer = await gateway.http.request("DELETE", path, headers=TOKEN, **more)
        assert is_problem(answer)
        assert answer.json()["message"] == "Field scheduled_id must be the same in path, query and body."
        assert [each["path"] for each in answer.json()["fields"]] == ["scheduled_id"]
    assert {one, other} <= set(await newest_ids(gateway))
    for name in (one, other):
        answer = await gateway.http.request(
            "DELETE",
            f"{DELETE}/{name.upper()}?scheduled_id={name}",
            headers=TOKEN,
            json={"scheduled_id": name},
        )
        assert answer.status_code == 200


async def test_a_delete_without_an_id_is_malformed(gateway: Gateway) -> None:
    nameless: list[Any] = [{}, {"scheduled_id": None}, {"scheduled_id": 7}, [], "x", None]
    answers = [
        await gateway.http.delete(DELETE, headers=TOKEN),
        await gateway.http.delete(DELETE, headers=TOKEN, params={"scheduled_id": ""}),
        await gateway.http.delete(f"{DELETE}/%20", headers=TOKEN),
        *[await gateway.http.request("DELETE", DELETE, headers=TOKEN, json=body) for body in nameless],
    ]
    for answer in answers:
        assert is_problem(answer)
        assert (answer.status_code, answer.json()["fields"][0]["path"]) == (400, "scheduled_id")


async def test_one_violation_refuses_the_whole_array_and_all_are_listed(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    friday = item(delivery_date="2018-04-06")
    answer = await post(gateway, CREATE, [item(), friday, item(recipient_name=" "), friday])
    assert answer.json()["message"] == "No deliveries on Friday. Available: Thursday."
    assert [(each["index"], each["path"], each["code"]) for each in answer.json()["fields"]] == [
        (1, "delivery_date", "weekday_not_available"),
        (2, "recipient_name", "malformed_request"),
        (3, "delivery_date", "weekday_not_available"),
    ]
    assert await newest_ids(gateway) == before


async def test_one_delivery_twice_in_an_update_is_refused(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    answer = await post(gateway, UPDATE, [item(scheduled_id=scheduled_id)] * 2)
    assert [(each["index"], each["path"], each["code"]) for each in answer.json()["fields"]] == [
        (1, "scheduled_id", "duplicate_item")
    ]


@pytest.mark.parametrize(
    ("settings", "changes", "path", "code"),
    [
        ({"dropshipping": False}, {}, "pickup_location", "dropshipping_not_allowed"),
        ({"home_delivery": False}, {}, "delivery_location", "service_not_offered"),
        ({}, {"department": "Bakery"}, "department", "department_unknown"),
        ({"week_days": frozenset({Weekday.MONDAY})}, {}, "delivery_date", "weekday_not_available"),
        ({"closed_dates": frozenset({DAY})}, {}, "delivery_date", "date_closed"),
        (
            {"notice": timedelta(days=100_000)},
            {"delivery_date": "2099-01-01"},
            "pickup_window",
            "notice_too_short",
        ),
    ],
)
async def test_every_other_rule_names_its_field(
    gateway: Gateway, settings: dict[str, object], changes: dict[str, object], path: str, code: str
) -> None:
    await change_settings(gateway, **settings)
    answer = await post(gateway, CREATE, [item(**changes)])
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert [(each["path"], each["code"]) for each in answer.json()["fields"]] == [(path, code)]


async def test_a_window_that_is_not_offered_is_answered_with_those_that_are(gateway: Gateway) -> None:
    opens, closes = TimeOfDay.at(9), TimeOfDay.at(15)
    await change_settings(gateway, delivery_window_start=opens, delivery_window_end=closes)
    answer = await post(gateway, CREATE, [item()])
    assert answer.json()["fields"][0]["path"] == "delivery_window"
    assert "09:00 - 15:00" in answer.json()["message"]
