"""Insurance as this dialect asks for it."""

import json
from decimal import Decimal
from typing import Any

from tests.legacy_rest.examples import CREATE, TOKEN, create_one, item, load_booking, refusals
from tests.running import Gateway

INSURANCES: list[tuple[dict[str, Any], Decimal | None]] = [
    ({"cargo_insurance": {"enabled": True, "value": "123.45"}}, Decimal("123.45")),
    ({"cargo_insurance": {"enabled": "true", "value": 0}}, Decimal(0)),
    ({"cargo_insurance": {"enabled": 1, "value": 100_000_000}}, Decimal(100_000_000)),
    ({"cargo_insurance": {"enabled": False, "value": "nonsense"}}, None),
    ({"cargo_insurance": {"enabled": "on", "value": "100"}}, Decimal(100)),
    ({"cargo_insurance": {"enabled": "Yes", "value": 1.5}}, Decimal("1.5")),
    ({"cargo_insurance": {"enabled": 1.0, "value": "7"}}, Decimal(7)),
    ({"cargo_insurance": None, "full_insurance": "on", "full_insurance_value": "100"}, Decimal(100)),
    ({"cargo_insurance": None, "full_insurance": "off", "full_insurance_value": ""}, None),
    ({"cargo_insurance": {"enabled": "off", "value": ""}}, None),
    ({"cargo_insurance": {"enabled": "no", "value": ""}}, None),
    ({"cargo_insurance": {"enabled": " ", "value": ""}}, None),
    ({"cargo_insurance": {"enabled": "false", "value": -1}}, None),
    ({"cargo_insurance": {"enabled": "", "value": []}}, None),
    ({"cargo_insurance": {"value": 5}}, None),
    ({"cargo_insurance": {}}, None),
    ({"cargo_insurance": None}, None),
    ({"cargo_insurance": ""}, None),
    ({"cargo_insurance": None, "full_insurance": True, "full_insurance_value": 500}, Decimal(500)),
    ({"cargo_insurance": "", "full_insurance": False, "full_insurance_value": 500}, None),
]


async def test_insurance_counts_only_when_enabled(gateway: Gateway) -> None:
    for changes, insured in INSURANCES:
        body = await create_one(gateway, **changes)
        assert (await load_booking(gateway, body["scheduled_id"])).insured_value == insured, changes


async def test_a_refusal_has_the_names_that_the_item_has(gateway: Gateway) -> None:
    flat: list[dict[str, Any]] = [
        {"full_insurance": "on", "full_insurance_value": "much"},
        {"full_insurance": "maybe", "full_insurance_value": 7},
        {"full_insurance": "on"},
    ]
    found = await refusals(
        gateway,
        *[item(**{"cargo_insurance": "", **each}) for each in flat],
        item(cargo_insurance={"enabled": True, "value": "much"}, full_insurance="on"),
    )
    amount = "must be an amount from 0 to 100000000 with at most 20 decimals."
    assert found == [
        (0, "full_insurance_value", f"Field full_insurance_value {amount}"),
        (1, "full_insurance", "Field full_insurance must be true or false."),
        (2, "full_insurance_value", "Field full_insurance_value must be given where insurance is enabled."),
        (3, "cargo_insurance.value", f"Field cargo_insurance.value {amount}"),
    ]
    both = await refusals(gateway, item(cargo_insurance="", full_insurance="on", recipient_name=""))
    assert [path for _, path, _ in both] == ["recipient_name", "full_insurance_value"]


async def test_an_insured_value_is_exact_to_its_last_decimal(gateway: Gateway) -> None:
    exact = "0.12345678901234567891"
    body = json.dumps([item(cargo_insurance={"enabled": True, "value": 777})]).replace("777", exact)
    answer = await gateway.http.post(CREATE, headers=TOKEN, content=body)
    assert (await load_booking(gateway, answer.json()["scheduled_id"])).insured_value == Decimal(exact)


async def test_an_insured_value_lies_between_0_and_100_million(gateway: Gateway) -> None:
    bad: list[Any] = [-1, 100_000_000.01, 100_000_001, "much", "", "NaN", True, [], None, 10**400, "1e3"]
    found = await refusals(gateway, *[item(cargo_insurance={"enabled": True, "value": each}) for each in bad])
    assert [path for _, path, _ in found] == ["cargo_insurance.value"] * len(bad)
    wishes: list[Any] = [True, "maybe", 2, []]
    found = await refusals(gateway, *[item(cargo_insurance={"enabled": each}) for each in wishes])
    assert [path for _, path, _ in found] == ["cargo_insurance.value", *["cargo_insurance.enabled"] * 3]
