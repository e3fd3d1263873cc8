import json
from typing import Any

import httpx

from tests.api.cli.conftest import Gateway, serving
from tests.persistence.embedded.processes import until


def run_and_read(gateway_command: Gateway, *arguments: str) -> dict[str, Any]:
    done = gateway_command(*arguments, "--json")
    assert done.code == 0, done.err
    [row] = json.loads(done.out)
    return dict(row)


def test_an_account_and_a_token_are_enough_to_use_the_gateway(
    gateway_command: Gateway, database: str
) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Bakery & Sons")
    token = run_and_read(gateway_command, "tokens", "create", account["id"])
    assert json.loads(gateway_command("accounts", "list", "--json").out) == [account]
    with serving(DATABASE_URL=database) as served:
        headers = {"Token": token["token"]}
        settings = httpx.get(f"{served.url}/v1/settings/config", headers=headers)
        assert settings.json()["delivery_window_start"] == "08:00"
        assert gateway_command("tokens", "revoke", account["id"], token["id"]).code == 0
        until(
            lambda: httpx.delete(f"{served.url}/v1/scheduled/x", headers=headers).status_code == 401, bound=5
        )


def test_keys_are_rotated_by_hand(gateway_command: Gateway) -> None:
    first, second = (run_and_read(gateway_command, "keys", "rotate") for _ in range(2))
    assert json.loads(gateway_command("keys", "list", "--json").out) == [first, second]
    last = run_and_read(gateway_command, "keys", "rotate", "--at-once")
    assert json.loads(gateway_command("keys", "list", "--json").out) == [last]


def test_a_token_is_shown_once_and_its_state_ever_after(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop")["id"]
    token = run_and_read(
        gateway_command, "tokens", "create", account, "--scope", "settings:read", "--days", "3"
    )
    [listed] = json.loads(gateway_command("tokens", "list", account, "--json").out)
    assert token["token"].startswith("dg_live_")
    assert "token" not in listed
    assert (listed["scopes"], listed["state"]) == ("settings:read", "good")
    gateway_command("tokens", "revoke", account, listed["id"])
    [revoked] = json.loads(gateway_command("tokens", "list", account, "--json").out)
    assert revoked["state"] == "revoked"


def test_settings_are_shown_and_changed_as_one_document(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop")["id"]
    before = json.loads(gateway_command("settings", "show", account).out)
    changed = gateway_command("settings", "set", account, '{"notice_minutes": 90}')
    assert json.loads(changed.out) == {**before, "notice_minutes": 90}
    assert json.loads(gateway_command("settings", "show", account).out) == {**before, "notice_minutes": 90}


def test_bad_settings_are_refused_by_name_and_change_nothing(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop")["id"]
    before = gateway_command("settings", "show", account).out
    for changes in ('{"week_days": ["FUNDAY"]}', '{"time_zone": "Mars/Base"}', "[]", "{"):
        refused = gateway_command("settings", "set", account, changes)
        assert refused.code == 1
        assert "Traceback" not in refused.err
    assert gateway_command("settings", "show", account).out == before


def test_a_name_that_cannot_be_seen_is_refused_in_one_line(gateway_command: Gateway) -> None:
    refused = gateway_command("accounts", "create", "\u200b")
    assert refused.code == 1
    assert refused.err == "delivery-gateway: name must not be blank.\n"
    assert json.loads(gateway_command("accounts", "list", "--json").out) == []


OFFER = {"zip_from": "1000", "zip_to": "2999", "time_from": "08:00", "time_to": "16:00"}
PERIOD = {"first_date": "2026-12-24", "last_date": "2027-01-01"}
CUT_OFF = {"week_day": "MONDAY", "days_before": 3, "time": "24:00"}
REFUSED_SETTINGS = {
    "time_zone": ("Mars/Base", "time_zone must be the name of a time zone, e.g. Europe/Copenhagen."),
    "pickup_deadline": ("9:00", "pickup_deadline must be a local time written HH:MM."),
    "delivery_window_start": ("08:00:00", "delivery_window_start must be a local time written HH:MM."),
    "closed_periods": (
        [PERIOD, PERIOD | {"last_date": "soon"}],
        "closed_periods[1].last_date must be a date written YYYY-MM-DD.",
    ),
    "cut_offs": (
        [CUT_OFF | {"days_before": 9}],
        "cut_offs[0].days_before must be a whole number from 0 to 7.",
    ),
    "closed_dates": (["2018-02-28", "20180228"], "closed_dates[1] must be a date written YYYY-MM-DD."),
    "zone_windows": (
        [OFFER | {"time_to": "08:00"}],
        "zone_windows[0].time_to must be after the start of the window.",
    ),
    "pickup_zones": ([{"zip_to": "1"}], "pickup_zones[0].zip_from must be given."),
    "notice_minutes": (1.5, "notice_minutes must be null or a whole number from 0 to 527040."),
    "colour": ("red", "colour is not known here."),
}


def test_every_setting_that_is_refused_is_named_as_the_document_names_it(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop")["id"]
    changes = {name: value for name, (value, _) in REFUSED_SETTINGS.items()}
    refused = gateway_command("settings", "set", account, json.dumps(changes))
    lines = [line.removeprefix("delivery-gateway: ") for line in refused.err.splitlines()]
    assert sorted(lines) == sorted(line for _, line in REFUSED_SETTINGS.values())


def test_the_document_that_is_shown_can_be_set_again(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop")["id"]
    store = {"id": "1", "name": "Shop", "zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
    zones = [{"zip_from": "0", "zip_to": "9999"}, {"zip_from": "21 00", "zip_to": "21 00", "excluded": True}]
    changes = {
        "zone_windows": [OFFER],
        "closed_dates": ["2026-12-24"],
        "closed_periods": [PERIOD],
        "cut_offs": [CUT_OFF],
        "delivery_window_end": "24:00",
        "stores": [store],
        "delivery_zones": zones,
    }
    shown = gateway_command("settings", "set", account, json.dumps(changes)).out
    assert json.loads(shown).items() >= changes.items()
    assert gateway_command("settings", "set", account, shown).out == shown


def test_a_new_account_delivers_everywhere_in_its_own_country(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop", "--country", "GB")["id"]
    settings = json.loads(gateway_command("settings", "show", account).out)
    assert settings["delivery_zones"] == settings["pickup_zones"] == [{"zip_from": "A", "zip_to": "Z"}]


def test_an_account_with_a_country_that_cannot_be_is_not_created(gateway_command: Gateway) -> None:
    refused = gateway_command("accounts", "create", "Shop", "--country", "Sweden")
    assert refused.code == 1
    assert (
        refused.err == "delivery-gateway: country must be a country code of two capital letters, e.g. DK.\n"
    )
    assert json.loads(gateway_command("accounts", "list", "--json").out) == []


def test_an_unknown_account_is_said_so(gateway_command: Gateway) -> None:
    for command in (
        ["tokens", "create", "nobody"],
        ["tokens", "list", "nobody"],
        ["tokens", "revoke", "nobody", "5aba00dcafe9af1843c294b7"],
        ["settings", "show", "nobody"],
    ):
        refused = gateway_command(*command)
        assert refused.code == 1
        assert "there is no account nobody" in refused.err


def test_a_token_that_is_refused_is_one_line(gateway_command: Gateway) -> None:
    account = run_and_read(gateway_command, "accounts", "create", "Shop")["id"]
    run_and_read(gateway_command, "tokens", "create", account, "--name", "[/x]")
    for name, why in (("[/x]", "another token"), (" ", "blank"), ("x" * 501, "500 characters")):
        refused = gateway_command("tokens", "create", account, "--name", name)
        assert (refused.code, refused.out, refused.err.count("\n")) == (1, "", 1)
        assert refused.err.startswith("delivery-gateway: Field name must ")
        assert why in refused.err
    assert len(json.loads(gateway_command("tokens", "list", account, "--json").out)) == 1


def test_a_database_that_is_away_is_one_line(gateway_command: Gateway) -> None:
    away = gateway_command("accounts", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert away.code == 1
    assert away.err.count("\n") == 1
