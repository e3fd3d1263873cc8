"""The formats of each request field; an array has all malformed values of one kind, as all are listed."""

from typing import Any

from domain.model.booking import Kind
from tests.legacy_rest.examples import (
    CREATE,
    UPDATE,
    change_settings,
    create_one,
    item,
    load_booking,
    newest_ids,
    post,
    refusals,
    without,
)
from tests.running import Gateway

PACKAGES = "Field delivery_number_of_packages must be a whole number from 1 to 999."
LOCATION = {"zip": "2100", "city": "København", "address_1": "Kattegatvej 57"}
NOT_TEXT: list[Any] = [True, [], {}, ["x"], 10**40, 1e300, 1e-9]
NO_OBJECT: list[Any] = [7, "x", True, [], [{}], 1.5]
TEXT_FIELDS = [
    "delivery_id",
    "recipient_id",
    "recipient_name",
    "recipient_email",
    "delivery_label",
    "delivery_notes",
    "department",
    "returned_delivery_id",
    "return_request_by",
]
NO_FREE_TEXT = ("recipient_email", "department", "returned_delivery_id")
GROUPS = [
    "recipient_phone",
    "pickup_window",
    "delivery_window",
    "pickup_location",
    "delivery_location",
    "cargo_insurance",
]


async def test_a_number_of_packages_is_a_whole_one_from_1_to_999(gateway: Gateway) -> None:
    good = [1, "1", "01", 999, "999", 1.0, None, "", " ", "2.0", "999.00"]
    answer = await post(gateway, CREATE, [item(delivery_number_of_packages=each) for each in good])
    assert [each["packages"] for each in answer.json()] == [1, 1, 1, 999, 999, 1, 1, 1, 1, 2, 999]
    assert (await create_one(gateway)).get("packages") == 1
    bad = [
        0,
        -1,
        1000,
        1.5,
        "1.5",
        "0",
        "1000",
        "1.",
        "1,0",
        "one",
        " 1",
        "\u0661",
        True,
        [],
        {},
        10**30,
        1e300,
        "9" * 5000,
    ]
    found = await refusals(gateway, *[item(delivery_number_of_packages=each) for each in bad])
    assert found == [(index, "delivery_number_of_packages", PACKAGES) for index in range(len(bad))]


async def test_a_number_where_text_is_kept_is_the_text_it_stands_for(gateway: Gateway) -> None:
    numbers: list[tuple[float, str]] = [
        (4711, "4711"),
        (4711.0, "4711"),
        (12.5, "12.5"),
        (-7, "-7"),
        (0, "0"),
        (10**39, f"1{'0' * 39}"),
        (1e20, f"1{'0' * 20}"),
    ]
    names = [name for name in TEXT_FIELDS if name not in NO_FREE_TEXT]
    place = {**LOCATION, "address_1": 53, "address_2": 7.0, "description": 2}
    for number, text in numbers:
        body = await create_one(gateway, **dict.fromkeys(names, number), pickup_location=place)
        booking = await load_booking(gateway, body["scheduled_id"])
        assert (booking.reference, booking.recipient.id, booking.recipient.name) == (text, text, text)
        assert (booking.label, booking.notes) == (text, text)
        assert booking.return_request_by == text
        kept_place = booking.pickup
        assert (kept_place.address_1, kept_place.address_2, kept_place.description) == ("53", "7", "2")


async def test_an_id_of_a_returned_delivery_may_be_in_capital_letters(gateway: Gateway) -> None:
    first = (await create_one(gateway))["scheduled_id"]
    body = await create_one(gateway, type="return", returned_delivery_id=f" {first.upper()} ")
    assert (await load_booking(gateway, body["scheduled_id"])).returned_delivery_id == first


async def test_a_department_may_be_a_number(gateway: Gateway) -> None:
    await change_settings(gateway, departments=("12", "13"))
    body = await create_one(gateway, department=12)
    assert body["department"] == "12"


async def test_text_fields_take_nothing_but_text_and_numbers(gateway: Gateway) -> None:
    faults = [(name, value) for name in TEXT_FIELDS for value in NOT_TEXT]
    found = await refusals(gateway, *[item(**{name: value}) for name, value in faults])
    assert [path for _, path, _ in found] == [name for name, _ in faults]
    assert found[0][2] == "Field delivery_id must be text of at most 500 characters."


async def test_groups_take_nothing_but_objects(gateway: Gateway) -> None:
    faults = [(name, value) for name in GROUPS for value in NO_OBJECT]
    found = await refusals(gateway, *[item(**{name: value}) for name, value in faults])
    assert found == [
        (index, name, f"Field {name} must be an object.") for index, (name, _) in enumerate(faults)
    ]


async def test_an_item_that_is_no_object_is_refused_as_a_whole(gateway: Gateway) -> None:
    found = await refusals(gateway, 7, None, "x", [], 0, 1.5)
    assert found == [(index, "", "Every item must be an object.") for index in range(6)]
    answer = await post(gateway, UPDATE, [7, None])
    assert [each["message"] for each in answer.json()["fields"]] == ["Every item must be an object."] * 2


async def test_what_is_required_is_missed_when_missing_null_or_blank(gateway: Gateway) -> None:
    for name in ("recipient_name", "delivery_date"):
        found = await refusals(gateway, without(name), item(**{name: None}), item(**{name: ""}))
        assert [(index, path) for index, path, _ in found] == [(0, name), (1, name), (2, name)]
    for name in ("pickup_location", "delivery_location"):
        parts = [f"{name}.{part}" for part in LOCATION]
        blank = dict.fromkeys(LOCATION, " ")
        found = await refusals(
            gateway, *[item(**{name: each}) for each in (None, "", {}, blank)], without(name)
        )
        assert [path for _, path, _ in found] == parts * 5


async def test_free_text_ends_at_its_limit(gateway: Gateway) -> None:
    limits = {"delivery_id": 500, "recipient_name": 500, "delivery_label": 2000, "delivery_notes": 2000}
    await create_one(gateway, **{name: "å" * limit for name, limit in limits.items()})
    found = await refusals(gateway, item(**{name: "å" * (limit + 1) for name, limit in limits.items()}))
    assert {path for _, path, _ in found} == set(limits)


async def test_characters_that_cannot_be_stored_are_refused(gateway: Gateway) -> None:
    found = await refusals(
        gateway, item(delivery_notes="a\0b"), item(delivery_location=LOCATION | {"city": "\0"})
    )
    assert [path for _, path, _ in found] == ["delivery_notes", "delivery_location.city"]


async def test_a_zip_may_be_a_number(gateway: Gateway) -> None:
    for sent, zip_code in ((2100, "2100"), (800, "0800"), (2100.0, "2100"), ("2100", "2100")):
        body = await create_one(gateway, delivery_location=LOCATION | {"zip": sent})
        assert body["dropoff_location"]["description"] == f"Kattegatvej 57, {zip_code} København, Denmark"
    bad: list[Any] = [-1, 21.5, True, [], 10**400, 1e300]
    found = await refusals(gateway, *[item(pickup_location=LOCATION | {"zip": each}) for each in bad])
    assert [path for _, path, _ in found] == ["pickup_location.zip"] * len(bad)


async def test_coordinates_are_taken_when_both_are_in_range_and_else_ignored(gateway: Gateway) -> None:
    place = LOCATION | {"address_1": "Unregistered Road 1"}
    for latitude, longitude, kept_ones in (
        (10, 11, (10.0, 11.0)),
        (10, "10", (None, None)),
        ("10.0", 10.0, (None, None)),
        ("", "", (None, None)),
        ("-55.5", 12.25, (-55.5, 12.25)),
        (90, -180, (90.0, -180.0)),
        (91, 10, (None, None)),
        (10, None, (None, None)),
        ("north", 10, (None, None)),
        (True, [], (None, None)),
        (10**400, 10, (None, None)),
    ):
        body = await create_one(
            gateway, delivery_location=place | {"latitude": latitude, "longitude": longitude}
        )
        location = body["dropoff_location"]
        assert (location["latitude"], location["longitude"]) == kept_ones


async def test_a_phone_may_be_missing_and_is_otherwise_a_number(gateway: Gateway) -> None:
    for phone, shown in (
        (None, ""),
        ("", ""),
        ({}, ""),
        ({"phone": "1"}, "1"),
        ({"phone": "(+45) 1-2"}, "(+45) 1-2"),
        ({"phone": 20123456, "country_dial_code": 45}, "45 20123456"),
        ({"phone": 20123456.0, "country_dial_code": "45"}, "45 20123456"),
    ):
        assert (await create_one(gateway, recipient_phone=phone))["buyer"]["phone"] == shown
    bad = [
        ("phone", "12a"),
        ("phone", True),
        ("phone", 1e300),
        ("country_dial_code", "x"),
        ("country_iso_code", "D"),
        ("phone", "1" * 33),
    ]
    found = await refusals(
        gateway, *[item(recipient_phone={"phone": "1", name: value}) for name, value in bad]
    )
    assert [path for _, path, _ in found] == [f"recipient_phone.{name}" for name, _ in bad]


async def test_a_blank_country_of_a_phone_is_the_accounts(gateway: Gateway) -> None:
    for blank in ({}, {"country_iso_code": ""}, {"country_iso_code": " "}, {"country_iso_code": None}):
        body = await create_one(gateway, recipient_phone={"phone": "1", **blank})
        assert (await load_booking(gateway, body["scheduled_id"])).recipient.phone.country == "DK"


async def test_an_email_is_empty_or_valid(gateway: Gateway) -> None:
    assert (await create_one(gateway, recipient_email="a@b.dk"))["buyer"]["email"] == "a@b.dk"
    found = await refusals(
        gateway, *[item(recipient_email=each) for each in ("a", "a@b", "@b.dk", "a b@c.dk")]
    )
    assert [path for _, path, _ in found] == ["recipient_email"] * 4


async def test_a_return_is_kept_as_one(gateway: Gateway) -> None:
    first = (await create_one(gateway))["scheduled_id"]
    body = await create_one(gateway, type="return", returned_delivery_id=first, return_request_by="shop")
    booking = await load_booking(gateway, body["scheduled_id"])
    assert (booking.kind, booking.returned_delivery_id) == (Kind.RETURN, first)
    assert booking.return_request_by == "shop"
    found = await refusals(gateway, item(type="gift"), item(type=7), item(type=[]))
    assert found == [(index, "type", "Field type must be delivery or return.") for index in range(3)]
    for nothing in ("", " ", None, "Delivery"):
        body = await create_one(gateway, type=nothing)
        assert (await load_booking(gateway, body["scheduled_id"])).kind == Kind.DELIVERY


async def test_a_date_the_domain_does_not_take_is_refused_by_name(gateway: Gateway) -> None:
    bad: list[Any] = ["1969-12-31", "soon", 20180405, True, [], "9999-12-31T23:00:00Z", "2018-02-30"]
    found = await refusals(gateway, *[item(delivery_date=each) for each in bad])
    assert [path for _, path, _ in found] == ["delivery_date"] * len(bad)
    assert found[1][2] == (
        "Field delivery_date must be a date from 1970-01-01 to 9999-12-31, written 2018-04-05, "
        "2018-04-05T09:00:00 or, as an instant, 2018-04-05T09:00:00Z."
    )


async def test_what_this_dialect_does_not_know_is_ignored(gateway: Gateway) -> None:
    await create_one(
        gateway, cartype="van", distribution=[{}], is_default_pickup=None, **{"pickup_window.from": 7}
    )


async def test_info_is_the_second_address_line_or_else_the_description(gateway: Gateway) -> None:
    body = await create_one(
        gateway,
        pickup_location=LOCATION | {"address_2": "dør 1", "description": "ring"},
        delivery_location=LOCATION | {"address_2": "", "description": "ring"},
    )
    assert (body["pickup_location"]["info"], body["dropoff_location"]["info"]) == ("dør 1", "ring")


async def test_nothing_of_a_refused_array_is_kept(gateway: Gateway) -> None:
    before = await newest_ids(gateway)
    await refusals(gateway, item(), item(recipient_name=""))
    assert await newest_ids(gateway) == before
