"""The formats of the two windows and their times."""

from typing import Any

from tests.legacy_rest.examples import UPDATE, create_one, item, post, refusals
from tests.running import Gateway


async def test_a_window_is_two_times_in_order(gateway: Gateway) -> None:
    bad: list[tuple[Any, str]] = [
        ({"from": "8", "to": "16:00"}, ".from"),
        ({"from": "8:5", "to": "16:00"}, ".from"),
        ({"from": "9.5", "to": "16:00"}, ".from"),
        ({"from": "0900", "to": "16:00"}, ".from"),
        ({"from": "9:00 PM", "to": "22:00"}, ".from"),
        ({"from": "08:00", "to": "16:60"}, ".to"),
        ({"from": "08:00", "to": "25:00"}, ".to"),
        ({"from": "08:00", "to": "24:01"}, ".to"),
        ({"from": "08:00", "to": "24.30"}, ".to"),
        ({"from": "24:00", "to": "24:00"}, ""),
        ({"from": "22:00", "to": "02:00"}, ""),
        ({"from": "08:00:30", "to": "16:00"}, ".from"),
        ({"from": "08:00:00.5", "to": "16:00"}, ".from"),
        ({"from": "08.00:00", "to": "16:00"}, ".from"),
        ({"from": "1899-12-30T08:00:00.000Z", "to": "16:00"}, ".from"),
        ({"from": 8, "to": "16:00"}, ".from"),
        ({"from": 8.30, "to": "16:00"}, ".from"),
        ({"from": 0.375, "to": "16:00"}, ".from"),
        ({"from": ["08:00"], "to": "16:00"}, ".from"),
        ({"from": "16:00", "to": "16:00"}, ""),
        ({"from": "16:00", "to": "08:00"}, ""),
    ]
    for name in ("pickup_window", "delivery_window"):
        found = await refusals(gateway, *[item(**{name: window}) for window, _ in bad])
        assert [path for _, path, _ in found] == [name + end for _, end in bad]
        assert found[0][2] == f"Field {name}.from must be a local time written HH:MM."


async def test_a_time_may_be_written_as_spreadsheets_and_databases_write_it(gateway: Gateway) -> None:
    for time in ("9:05", "09:05", "9.05", "09.05", "09:05:00", "9:05:00", "09.05.00", "09:05:00.0000000"):
        body = await create_one(gateway, delivery_window={"from": time, "to": "12:00"})
        assert body["estimated_delivery_time"] == "09:05 - 12:00", time
        body = await create_one(gateway, pickup_window={"from": "8.00", "to": time})
        assert (body["pickup_deadline"], body["pickup_deadline_to"]) == ("08:00", "09:05"), time


async def test_a_window_may_end_at_midnight_however_it_is_written(gateway: Gateway) -> None:
    for end in ("24:00", "24:00:00", "24.00", "00:00", "0:00", "00:00:00"):
        body = await create_one(gateway, delivery_window={"from": "20:00", "to": end})
        assert body["estimated_delivery_time"] == "20:00 - 24:00", end


async def test_a_window_of_other_keys_alone_is_refused_and_not_defaulted(gateway: Gateway) -> None:
    scheduled_id = (await create_one(gateway))["scheduled_id"]
    for other in ({"start": "08:00", "end": "16:00"}, {}, {"From": "08:00"}, {"0": "08:00", "1": "09:00"}):
        for name in ("pickup_window", "delivery_window"):
            message = f"Field {name} must be an object with from and to, each written HH:MM."
            assert await refusals(gateway, item(**{name: other})) == [(0, name, message)]
            change = {"scheduled_id": scheduled_id, name: other}
            answer = await post(gateway, UPDATE, [change])
            assert (answer.status_code, answer.json()["message"]) == (400, message)
    body = await create_one(gateway, delivery_window={"to": "15:00", "start": "09:00"})
    assert body["estimated_delivery_time"] == "08:00 - 15:00"


async def test_a_window_of_nothing_is_the_default_one(gateway: Gateway) -> None:
    nothings: list[Any] = [None, "", " ", {"from": "", "to": ""}, {"from": None, "to": None}, {"to": ""}]
    for nothing in nothings:
        body = await create_one(gateway, pickup_window=nothing, delivery_window=nothing)
        assert (body["pickup_deadline"], body["pickup_deadline_to"]) == ("02:05", "02:35")
        assert body["estimated_delivery_time"] == "08:00 - 16:00"
