"""The stored document of settings."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.demo.accounts import demo_accounts
from domain.model.settings import AddressMode, ClosedPeriod, CutOff, Settings, Store, Weekday
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from persistence.addresses.normalise import place_key
from persistence.rows.settings import settings_document, settings_from_document
from tests.persistence.delivery_strategies import times

LEAST: dict[str, Any] = {
    "time_zone": "Europe/Copenhagen",
    "country": "DK",
    "address": "Kattegatvej 53, 2100 København, Denmark",
    "pickup_deadline": "02:05",
    "delivery_window_start": "04:20",
    "delivery_window_end": "04:20",
}

words = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
zones = st.builds(
    lambda first, length, excluded: ZipRange(str(first), str(first + length), excluded),
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.booleans(),
)
windows = st.lists(times, min_size=2, max_size=2, unique=True).map(lambda ends: Window(*sorted(ends)))
stores = st.builds(
    lambda zip_code, city, address_1, **names: Store(
        zip=zip_code, city=city, address_1=address_1, key=place_key("DK", zip_code, city, address_1), **names
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
    country=st.just("DK"),
    address=words,
    pickup_deadline=times,
    week_days=st.frozensets(st.sampled_from(Weekday)),
    closed_dates=st.frozensets(st.dates(), max_size=3),
    closed_periods=st.lists(st.builds(ClosedPeriod, st.dates(), st.dates()), max_size=3).map(tuple),
    cut_offs=st.lists(st.builds(CutOff, st.sampled_from(Weekday), st.integers(0, 7), times), max_size=3).map(
        tuple
    ),
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


def test_an_attribute_that_a_document_lacks_has_its_default() -> None:
    settings = settings_from_document(LEAST)
    assert (settings.notice, settings.home_delivery, settings.pickup_zones) == (timedelta(0), True, ())


def test_a_document_may_have_a_key_that_no_attribute_has() -> None:
    assert settings_from_document({**LEAST, "colour": "red"}) == settings_from_document(LEAST)


@pytest.mark.parametrize(
    "part",
    [
        {"address": "a" * 10_000},
        {"country": ""},
        {"pickup_zones": [{"zip_from": "9", "zip_to": ""}] * 2_000},
        {"zone_windows": [{"zip_from": "9", "zip_to": "1", "time_from": "16:00", "time_to": "08:00"}]},
        {"delivery_window_start": "16:00"},
        {"notice_minutes": -(10**6)},
        {"departments": ["", ""]},
    ],
    ids=str,
)
def test_a_stored_document_is_read_whatever_the_rules_say_today(part: dict[str, object]) -> None:
    assert settings_document(settings_from_document({**LEAST, **part})).items() >= part.items()
