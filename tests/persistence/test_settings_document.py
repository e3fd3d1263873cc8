"""Settings as a person reads and writes them."""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.demo.accounts import demo_accounts
from domain.model.settings import AddressMode, Settings, Store, Weekday
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from persistence.addresses.normalise import place_key
from persistence.rows.document import SettingsDocumentError
from persistence.rows.settings import kept_settings, settings_document, settings_from_document

LEAST: dict[str, Any] = {
    "time_zone": "Europe/Copenhagen",
    "country": "DK",
    "address": "Kattegatvej 53, 2100 København, Denmark",
    "pickup_deadline": "02:05",
    "delivery_window_start": "04:20",
    "delivery_window_end": "04:20",
}
STORE = {"id": "1", "name": "Shop", "zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
OFFER = {"zip_from": "1000", "zip_to": "2999", "time_from": "08:00", "time_to": "16:00"}

words = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
minutes = st.times().map(lambda each: each.replace(second=0, microsecond=0))
zones = st.lists(st.integers(0, 9999), min_size=2, max_size=2).map(
    lambda ends: ZipRange(*map(str, sorted(ends)))
)
windows = st.lists(minutes, min_size=2, max_size=2, unique=True).map(lambda ends: Window(*sorted(ends)))
stores = st.builds(
    lambda zip_code, city, address_1, **names: Store(
        zip=zip_code, city=city, address_1=address_1, key=place_key(zip_code, city, address_1), **names
    ),
    words,
    words,
    words,
    id=words,
    name=words,
)
any_settings = st.builds(
    lambda window, **parts: Settings(
        delivery_window_start=window.start, delivery_window_end=window.end, **parts
    ),
    windows,
    time_zone=st.sampled_from(["Europe/Copenhagen", "UTC", "Asia/Kolkata"]).map(ZoneInfo),
    country=st.sampled_from(["DK", "SE"]),
    address=words,
    pickup_deadline=minutes,
    week_days=st.frozensets(st.sampled_from(Weekday)),
    closed_dates=st.frozensets(st.dates(), max_size=3),
    zone_windows=st.lists(st.builds(ZoneWindow, zones, windows), max_size=3).map(tuple),
    pickup_zones=st.lists(zones, max_size=3).map(tuple),
    delivery_zones=st.lists(zones, max_size=3).map(tuple),
    home_delivery=st.booleans(),
    store_pickup=st.booleans(),
    dropshipping=st.booleans(),
    notify_by_email=st.booleans(),
    notify_by_sms=st.booleans(),
    stores=st.lists(stores, max_size=3, unique_by=lambda store: store.id).map(tuple),
    departments=st.lists(words, max_size=3, unique=True).map(tuple),
    notice=st.none() | st.integers(0, 10_000).map(lambda number: timedelta(minutes=number)),
    address_mode=st.sampled_from(AddressMode),
)


@given(any_settings)
def test_every_setting_comes_back_from_its_document(settings: Settings) -> None:
    document = msgspec.json.decode(msgspec.json.encode(settings_document(settings)))
    assert settings_from_document(document) == settings


@pytest.mark.parametrize("settings", demo_accounts().values(), ids=demo_accounts())
def test_the_demo_accounts_have_documents(settings: Settings) -> None:
    assert settings_from_document(settings_document(settings)) == settings


def test_a_document_reads_as_people_write() -> None:
    settings = settings_from_document(
        LEAST | {"week_days": ["THURSDAY"], "zone_windows": [OFFER], "stores": [STORE], "notice_minutes": 60}
    )
    assert settings.week_days == {Weekday.THURSDAY}
    assert settings.zone_windows == (ZoneWindow(ZipRange("1000", "2999"), Window(time(8), time(16))),)
    assert settings.notice == timedelta(hours=1)
    assert settings.stores[0].key == place_key("2100", "København Ø", "Kattegatvej 53")
    assert settings_document(settings)["notice_minutes"] == 60


def test_what_is_left_out_takes_its_default() -> None:
    settings = settings_from_document(LEAST)
    assert (settings.notice, settings.home_delivery, settings.pickup_zones) == (timedelta(0), True, ())


@pytest.mark.parametrize(
    ("changes", "path", "requirement"),
    [
        ({"time_zone": "Europe/Copenhagn"}, "time_zone", "time zone"),
        ({"time_zone": 1}, "time_zone", "text"),
        ({"country": "Denmark"}, "country", "two capital letters"),
        ({"address": None}, "address", "text"),
        ({"address": "a\0b"}, "address", "control characters"),
        ({"address": "a\u202eb"}, "address", "bidirectional"),
        ({"address": "\u200b"}, "address", "blank"),
        ({"address": "a\nb"}, "address", "one line"),
        ({"departments": ["Shop", "\u3164"]}, "departments[1]", "blank"),
        ({"stores": [STORE | {"name": "a\x1bb"}]}, "stores[0].name", "control characters"),
        ({"pickup_zones": [{"zip_from": "1\t2", "zip_to": "2"}]}, "pickup_zones[0].zip_from", "one line"),
        ({"address": "a" * 501}, "address", "500 characters"),
        ({"address": "\ud800"}, "address", "surrogates"),
        ({"pickup_deadline": "24:00"}, "pickup_deadline", "HH:MM"),
        ({"pickup_deadline": "9:00"}, "pickup_deadline", "HH:MM"),
        ({"delivery_window_start": "16:00"}, "delivery_window_end", "not be before"),
        ({"week_days": ["Thursday"]}, "week_days[0]", "one of MONDAY"),
        ({"week_days": ["MONDAY", "MONDAY"]}, "week_days", "twice"),
        ({"week_days": "MONDAY"}, "week_days", "list"),
        ({"zone_windows": [OFFER] * 1_001}, "zone_windows", "1,000 entries"),
        ({"closed_dates": ["2018-02-30"]}, "closed_dates[0]", "YYYY-MM-DD"),
        ({"closed_dates": ["20180228"]}, "closed_dates[0]", "YYYY-MM-DD"),
        ({"zone_windows": [OFFER | {"time_to": "08:00"}]}, "zone_windows[0].time_to", "after time_from"),
        ({"zone_windows": [OFFER | {"zip_to": "999"}]}, "zone_windows[0].zip_to", "not be before"),
        ({"zone_windows": [OFFER, OFFER | {"days": []}]}, "zone_windows[1].days", "not known"),
        ({"pickup_zones": [{"zip_from": "1"}]}, "pickup_zones[0].zip_to", "must be given"),
        ({"pickup_zones": [{"zip_from": " ", "zip_to": "1"}]}, "pickup_zones[0].zip_from", "blank"),
        ({"pickup_zones": [[]]}, "pickup_zones[0]", "object"),
        ({"home_delivery": 1}, "home_delivery", "true or false"),
        ({"stores": [STORE, STORE]}, "stores", "twice"),
        ({"stores": [STORE | {"key": "x"}]}, "stores[0].key", "not known"),
        ({"departments": ["Shop", "Shop"]}, "departments", "twice"),
        ({"notice_minutes": -1}, "notice_minutes", "whole number"),
        ({"notice_minutes": 1.5}, "notice_minutes", "whole number"),
        ({"notice_minutes": True}, "notice_minutes", "whole number"),
        ({"address_mode": "strict"}, "address_mode", "one of LENIENT, STRICT"),
        ({"notice": 60}, "notice", "not known"),
    ],
)
def test_a_wrong_document_is_told_what_is_wrong(
    changes: dict[str, object], path: str, requirement: str
) -> None:
    with pytest.raises(SettingsDocumentError, match=requirement) as wrong:
        settings_from_document(LEAST | changes)
    assert wrong.value.path == path


@pytest.mark.parametrize("name", LEAST)
def test_some_settings_must_be_given(name: str) -> None:
    with pytest.raises(SettingsDocumentError, match=f"{name} must be given"):
        settings_from_document({other: value for other, value in LEAST.items() if other != name})


@pytest.mark.parametrize("document", [None, [], "text", 1])
def test_a_document_is_an_object(document: object) -> None:
    with pytest.raises(SettingsDocumentError, match="The document must be an object"):
        settings_from_document(document)


def test_texts_that_are_no_longer_taken_stay_readable() -> None:
    old = {
        **LEAST,
        "address": "a\u202eb\n",
        "departments": ["\u3164"],
        "stores": [STORE | {"name": "a\x1bb"}],
    }
    kept = kept_settings(old)
    assert (kept.address, kept.departments, kept.stores[0].name) == ("a\u202eb\n", ("\u3164",), "a\x1bb")
