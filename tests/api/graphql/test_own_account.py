"""Settings, stores and tokens, changed by those whose they are."""

import asyncio
from typing import Any

import pytest

from api.graphql.global_ids import encode_id
from domain.model.auth import IDENTITY_LIFETIME, Scope
from tests.api.graphql.client import Client, delivery, list_violations
from tests.api.oauth.client import access_token
from tests.running import AdjustableClock, Gateway

SETTINGS = "settings { country weekDays noticeMinutes departments closedDates pickupDeadline addressMode }"
VIOLATIONS = "violations { index path code message }"
UPDATE = f"""mutation($input: UpdateSettingsInput!) {{
  updateSettings(input: $input) {{ {SETTINGS} {VIOLATIONS} }} }}"""
ADD = f"""mutation($input: AddStoreInput!) {{ addStore(input: $input) {{
  store {{ id name zip city address1 }} settings {{ stores {{ id }} }} {VIOLATIONS} }} }}"""
REMOVE = f"""mutation($input: RemoveStoreInput!) {{ removeStore(input: $input) {{
  settings {{ stores {{ id }} }} {VIOLATIONS} }} }}"""
CREATE = f"""mutation($input: CreateTokenInput!) {{ createToken(input: $input) {{
  secret token {{ id name scopes createdAt expiresAt revokedAt }} {VIOLATIONS} }} }}"""
REVOKE = f"""mutation($input: RevokeTokenInput!) {{ revokeToken(input: $input) {{
  token {{ id revokedAt }} {VIOLATIONS} }} }}"""
VIEWER = "{ viewer { account { id name } token { id name scopes expiresAt } scopes expiresAt } }"
ID_REFUSED = [(0, "id", "MALFORMED_REQUEST")]
SHOP = {"name": "Shop", "zip": "2100", "city": "København", "address1": "Kattegatvej 53"}


async def mutate(client: Client, document: str, order: dict[str, Any]) -> dict[str, Any]:
    (payload,) = (await client.ask(document, input=order)).values()
    assert isinstance(payload, dict)
    return payload


async def test_settings_that_are_given_change_and_others_stay(merchant: Client) -> None:
    changes = {
        "weekDays": ["FRIDAY", "MONDAY"],
        "noticeMinutes": 90,
        "departments": ["Bakery", "Catering"],
        "closedDates": ["2026-12-25", "2026-12-24"],
        "addressMode": "STRICT",
    }
    payload = await mutate(merchant, UPDATE, changes)
    expected = {**changes, "weekDays": ["MONDAY", "FRIDAY"], "closedDates": ["2026-12-24", "2026-12-25"]}
    assert payload["violations"] == []
    assert payload["settings"] == {**expected, "country": "DK", "pickupDeadline": "02:05"}
    assert (await merchant.ask(f"{{ {SETTINGS} }}"))["settings"] == payload["settings"]
    payload = await mutate(merchant, UPDATE, {"noticeMinutes": None})
    assert payload["settings"]["noticeMinutes"] is None


async def test_every_setting_can_be_changed(merchant: Client) -> None:
    zone, window = {"zipFrom": "200 00", "zipTo": "29999"}, {"start": "09:00", "end": "12:00"}
    changes = {
        "timeZone": "Europe/Stockholm",
        "country": "SE",
        "address": "Storgatan 1",
        "pickupDeadline": "07:30",
        "deliveryWindowStart": "08:00",
        "deliveryWindowEnd": "18:00",
        "zoneWindows": [{"zone": zone, "window": window}],
        "pickupZones": [zone],
        "deliveryZones": [zone],
        "homeDelivery": False,
        "storePickup": False,
        "dropshipping": False,
        "notifyByEmail": False,
        "notifyBySms": False,
    }
    query = """mutation($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings {
      timeZone country address pickupDeadline deliveryWindowStart deliveryWindowEnd
      zoneWindows { zone { zipFrom zipTo } window { start end } } pickupZones { zipFrom zipTo }
      deliveryZones { zipFrom zipTo } homeDelivery storePickup dropshipping notifyByEmail notifyBySms
    } } }"""
    assert (await merchant.ask(query, input=changes))["updateSettings"]["settings"] == changes


async def test_every_setting_that_is_malformed_is_listed_and_none_is_changed(merchant: Client) -> None:
    zone, window = {"zipFrom": "2000", "zipTo": "2999"}, {"start": "12:00", "end": "09:00"}
    payload = await mutate(
        merchant,
        UPDATE,
        {
            "timeZone": "Moon",
            "country": "dk",
            "address": "a\x00b",
            "weekDays": ["MONDAY", "MONDAY"],
            "zoneWindows": [{"zone": zone, "window": window}],
            "pickupZones": [{"zipFrom": "9", "zipTo": "1"}],
            "deliveryZones": [{"zipFrom": "1" * 500, "zipTo": "2" * 501}],
            "homeDelivery": None,
            "departments": ["a", ""],
            "closedDates": ["2018-01-01"] * 2,
            "noticeMinutes": -1,
        },
    )
    assert payload["settings"] is None
    assert {path for _, path, _ in list_violations(payload)} == {
        "timeZone",
        "country",
        "address",
        "weekDays",
        "zoneWindows.0.window.end",
        "pickupZones.0.zipTo",
        "deliveryZones.0.zipTo",
        "homeDelivery",
        "departments.1",
        "closedDates",
        "noticeMinutes",
    }
    assert {code for _, _, code in list_violations(payload)} == {"MALFORMED_REQUEST"}
    assert (await merchant.ask(f"{{ {SETTINGS} }}"))["settings"]["country"] == "DK"


async def test_the_two_ends_of_the_account_s_window_are_judged_together(merchant: Client) -> None:
    payload = await mutate(merchant, UPDATE, {"deliveryWindowStart": "16:00", "deliveryWindowEnd": "08:00"})
    assert list_violations(payload) == [(0, "deliveryWindowEnd", "MALFORMED_REQUEST")]
    payload = await mutate(merchant, UPDATE, {"deliveryWindowStart": "16:00", "deliveryWindowEnd": "18:00"})
    assert payload["violations"] == []


async def test_a_store_is_added_and_removed(merchant: Client, stranger: Client) -> None:
    payload = await mutate(merchant, ADD, SHOP)
    store = payload["store"]
    assert {name: store[name] for name in SHOP} == SHOP
    assert payload["settings"]["stores"] == [{"id": store["id"]}]
    await mutate(merchant, UPDATE, {"dropshipping": False})
    assert await merchant.book(delivery())
    assert list_violations(await mutate(stranger, REMOVE, {"id": store["id"]})) == [
        (0, "id", "MALFORMED_REQUEST")
    ]
    assert (await mutate(merchant, REMOVE, {"id": store["id"]}))["settings"]["stores"] == []
    payload = await merchant.do("createDeliveries", {"deliveries": [delivery()]})
    assert list_violations(payload) == [(0, "pickup", "DROPSHIPPING_NOT_ALLOWED")]


@pytest.mark.parametrize("store_id", ["", "x", "U3RvcmU6", "\x00", "RGVsaXZlcnk6cy0x"])
async def test_a_store_that_is_not_there_cannot_be_removed(merchant: Client, store_id: str) -> None:
    assert list_violations(await mutate(merchant, REMOVE, {"id": store_id})) == [
        (0, "id", "MALFORMED_REQUEST")
    ]


async def test_a_store_s_fields_are_checked(merchant: Client) -> None:
    order = {"name": " ", "zip": "2" * 17, "city": "\x00", "address1": "x" * 501}
    assert [path for _, path, _ in list_violations(await mutate(merchant, ADD, order))] == [
        "name",
        "zip",
        "city",
        "address1",
    ]


async def test_a_token_is_shown_once_and_ends_when_it_is_revoked(
    merchant: Client, gateway: Gateway, clock: AdjustableClock
) -> None:
    order = {"name": "till", "scopes": ["SETTINGS_READ"], "expiresAt": "2999-01-01T00:00:00Z"}
    payload = await mutate(merchant, CREATE, order)
    record, till = payload["token"], Client(gateway, payload["secret"])
    assert payload["violations"] == []
    viewer = (await till.ask(VIEWER))["viewer"]
    assert viewer["account"] == {"id": encode_id("Account", "demo"), "name": "demo"}
    own = {"scopes": ["SETTINGS_READ"], "expiresAt": "2999-01-01T00:00:00.000000Z"}
    assert viewer["token"] == {"id": record["id"], "name": "till", **own}
    assert {name: viewer[name] for name in own} == own
    seen = await merchant.post("{ tokens { nodes { id name revokedAt } } }")
    assert payload["secret"] not in seen.text
    assert {"id": record["id"], "name": "till", "revokedAt": None} in seen.json()["data"]["tokens"]["nodes"]
    assert (await mutate(merchant, REVOKE, {"id": record["id"]}))["token"]["revokedAt"]
    clock.ahead += IDENTITY_LIFETIME
    assert await till.code(VIEWER) == "UNAUTHENTICATED"
    assert list_violations(await mutate(merchant, REVOKE, {"id": record["id"]})) == [
        (0, "id", "MALFORMED_REQUEST")
    ]


async def test_a_token_that_makes_no_sense_is_refused(merchant: Client) -> None:
    order = {"name": "", "scopes": [], "expiresAt": "2018-01-01T00:00:00Z"}
    payload = await mutate(merchant, CREATE, order)
    assert (payload["secret"], payload["token"]) == (None, None)
    assert [path for _, path, _ in list_violations(payload)] == ["name", "scopes", "expiresAt"]


async def test_a_token_makes_no_more_than_it_is(merchant: Client, gateway: Gateway) -> None:
    excess = await mutate(merchant, CREATE, {"name": "round", "scopes": ["ADMIN", "SWEEPS_WRITE"]})
    assert (excess["secret"], list_violations(excess)) == (None, [(0, "scopes", "MALFORMED_REQUEST")])
    twice = await mutate(merchant, CREATE, {"name": "demo", "scopes": ["ADMIN"]})
    assert list_violations(twice) == [(0, "name", "MALFORMED_REQUEST")]
    narrow = Client(gateway, await access_token(gateway, "demo", "demo", "admin", "settings:read"))
    end = (await narrow.ask(VIEWER))["viewer"]["expiresAt"]
    for order, path in (
        ({"scopes": ["DELIVERIES_READ"]}, "scopes"),
        ({"scopes": ["ADMIN"], "expiresAt": "2999-01-01T00:00:00Z"}, "expiresAt"),
    ):
        assert list_violations(await mutate(narrow, CREATE, {"name": "till", **order})) == [
            (0, path, "MALFORMED_REQUEST")
        ]
    made = await mutate(narrow, CREATE, {"name": "till", "scopes": ["ADMIN"], "expiresAt": None})
    assert (made["violations"], made["token"]["expiresAt"]) == ([], end)


async def test_what_a_token_made_ends_with_it(
    gateway: Gateway, merchant: Client, clock: AdjustableClock
) -> None:
    order = {"name": "office", "scopes": ["ADMIN"]}
    office = await mutate(merchant, CREATE, order)
    by_office = await mutate(Client(gateway, office["secret"]), CREATE, {**order, "name": "till"})
    till = Client(gateway, by_office["secret"])
    granted = Client(gateway, await access_token(gateway, "till", by_office["secret"]))
    for client in (till, granted):
        assert (await client.ask(VIEWER))["viewer"]["token"]["name"] == "till"
    await mutate(merchant, REVOKE, {"id": office["token"]["id"]})
    clock.ahead += IDENTITY_LIFETIME
    for client in (till, granted):
        assert await client.code(VIEWER) == "UNAUTHENTICATED"
    assert await mutate(merchant, CREATE, {**order, "name": "till"})


async def test_a_token_that_was_just_revoked_makes_no_other(gateway: Gateway, merchant: Client) -> None:
    office = await mutate(merchant, CREATE, {"name": "office", "scopes": ["ADMIN"]})
    client = Client(gateway, office["secret"])
    await client.ask(VIEWER)
    await mutate(merchant, REVOKE, {"id": office["token"]["id"]})
    assert await client.code(CREATE, input={"name": "till", "scopes": ["ADMIN"]}) == "UNAUTHENTICATED"


async def test_an_account_has_a_hundred_good_tokens_at_most(gateway: Gateway, merchant: Client) -> None:
    office = gateway.usecases.administration
    for number in range(100 - 2):
        await office.add_token("demo", f"till {number}", frozenset(Scope))
    payload = await mutate(merchant, CREATE, {"name": "one more", "scopes": ["ADMIN"]})
    assert list_violations(payload) == [(0, "", "MALFORMED_REQUEST")]
    assert "100 tokens at most" in payload["violations"][0]["message"]


async def test_tokens_of_another_account_are_no_tokens(gateway: Gateway, merchant: Client) -> None:
    record, text = await gateway.usecases.administration.add_token("demo-2", "theirs", frozenset(Scope))
    (mine,) = [
        each
        for each in (await Client(gateway, text).ask("{ tokens { nodes { id name } } }"))["tokens"]["nodes"]
        if each["name"] == record.name
    ]
    assert mine["id"] not in (await merchant.post("{ tokens { nodes { id } } }")).text
    assert list_violations(await mutate(merchant, REVOKE, {"id": mine["id"]})) == [
        (0, "id", "MALFORMED_REQUEST")
    ]


KEYED = [
    (UPDATE, {"noticeMinutes": 90}),
    (ADD, SHOP),
    (CREATE, {"name": "till", "scopes": ["SETTINGS_READ"], "expiresAt": "2999-01-01T00:00:00Z"}),
]


@pytest.mark.parametrize(("document", "order"), KEYED)
async def test_what_an_account_does_about_itself_is_done_once_under_its_key(
    merchant: Client, gateway: Gateway, document: str, order: dict[str, Any]
) -> None:
    document = document.replace("violations", "replayed violations")
    keyed = {**order, "idempotencyKey": "key"}
    first, again = [await mutate(merchant, document, keyed) for _ in range(2)]
    assert (first.pop("replayed"), again.pop("replayed"), first["violations"]) == (False, True, [])
    assert {**first, "secret": None} == {**again, "secret": None}
    assert again.get("secret") is None
    (kept,) = await gateway.database("SELECT count(*) FROM event WHERE subject IN ('settings', 'token')")
    assert kept[0] == 1
    other = {**keyed, "noticeMinutes": 91} if document.count("updateSettings") else {**keyed, "name": "other"}
    assert list_violations(await mutate(merchant, document, other)) == [
        (0, "idempotencyKey", "IDEMPOTENCY_KEY_REUSED")
    ]


async def test_a_repeated_removal_is_no_error(merchant: Client) -> None:
    store = (await mutate(merchant, ADD, SHOP))["store"]["id"]
    token = (await mutate(merchant, CREATE, {"name": "till", "scopes": ["ADMIN"]}))["token"]["id"]
    for document, name in ((REMOVE, store), (REVOKE, token)):
        order = {"id": name, "idempotencyKey": f"end {name}"}
        first, again = [await mutate(merchant, document, order) for _ in range(2)]
        assert first["violations"] == []
        assert first == again


async def test_stores_that_are_added_at_once_are_all_kept(merchant: Client) -> None:
    await asyncio.gather(*(mutate(merchant, ADD, {**SHOP, "name": str(each)}) for each in range(20)))
    stores = (await merchant.ask("{ settings { stores { name } } }"))["settings"]["stores"]
    assert {each["name"] for each in stores} == {str(each) for each in range(20)}
