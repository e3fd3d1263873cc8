from dataclasses import replace
from datetime import date, timedelta

from domain.errors import Code
from domain.model.auth import Channel
from domain.model.settings import Store
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.catalogue import CATALOGUE
from tests.api.graphql.client import Client
from tests.changed_settings import change_settings
from tests.running import Gateway

SETTINGS = """{ settings {
  timeZone country address pickupDeadline deliveryWindowStart deliveryWindowEnd weekDays closedDates
  zoneWindows { zone { zipFrom zipTo } window { start end } }
  pickupZones { zipFrom zipTo } deliveryZones { zipFrom zipTo }
  homeDelivery storePickup dropshipping notifyByEmail notifyBySms
  stores { name zip city address1 } departments noticeMinutes addressMode
} }"""


async def test_the_settings_of_an_account_are_shown_in_full(merchant: Client) -> None:
    everywhere = [{"zipFrom": "0", "zipTo": "9999"}]
    assert (await merchant.ask(SETTINGS))["settings"] == {
        "timeZone": "Europe/Copenhagen",
        "country": "DK",
        "address": "Gurugram, Haryana, India",
        "pickupDeadline": "02:05",
        "deliveryWindowStart": "04:20",
        "deliveryWindowEnd": "04:20",
        "weekDays": ["THURSDAY"],
        "closedDates": [],
        "zoneWindows": [],
        "pickupZones": everywhere,
        "deliveryZones": everywhere,
        "homeDelivery": True,
        "storePickup": True,
        "dropshipping": True,
        "notifyByEmail": True,
        "notifyBySms": True,
        "stores": [],
        "departments": ["Catering"],
        "noticeMinutes": None,
        "addressMode": "LENIENT",
    }


async def test_changed_settings_are_shown_as_they_are_now(gateway: Gateway, stranger: Client) -> None:
    usecases = gateway.usecases
    caller = await usecases.access.authenticate("demo-2", Channel.CLI, "test")
    before = await usecases.queries.settings(caller)
    await change_settings(
        usecases,
        caller,
        replace(
            before,
            closed_dates=frozenset({date(2026, 12, 25), date(2026, 12, 24)}),
            zone_windows=(ZoneWindow(ZipRange("2000", "2999"), Window(TimeOfDay.at(9), TimeOfDay.at(12))),),
            stores=(Store("s-1", "Shop", "2100", "København", "Kattegatvej 53", "key"),),
            notice=timedelta(minutes=60),
        ),
    )
    shown = (await stranger.ask(SETTINGS))["settings"]
    assert shown["weekDays"] == [
        "MONDAY",
        "TUESDAY",
        "WEDNESDAY",
        "THURSDAY",
        "FRIDAY",
        "SATURDAY",
        "SUNDAY",
    ]
    assert shown["closedDates"] == ["2026-12-24", "2026-12-25"]
    assert shown["zoneWindows"] == [
        {"zone": {"zipFrom": "2000", "zipTo": "2999"}, "window": {"start": "09:00", "end": "12:00"}}
    ]
    store = {"name": "Shop", "zip": "2100", "city": "København", "address1": "Kattegatvej 53"}
    assert (shown["stores"], shown["noticeMinutes"]) == ([store], 60)


async def test_every_rule_can_be_read(merchant: Client) -> None:
    rules = (await merchant.ask("{ rules { code summary sentence example appliesTo } }"))["rules"]
    assert [each["code"] for each in rules] == [code.name for code in Code]
    for each in rules:
        rule = CATALOGUE[Code[each["code"]]]
        assert (each["summary"], each["sentence"], each["example"]) == (
            rule.summary,
            rule.sentence,
            rule.example,
        )
        assert each["appliesTo"] == [operation.name for operation in rule.applies_to]
