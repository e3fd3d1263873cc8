"""The form of an account's settings, and the settings that result from it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, Refused
from domain.model.settings import MOST_ENTRIES, AddressMode, ClosedPeriod, CutOff, Settings, Store, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules.form_reader import Form
from domain.rules.setting_readers import MOST_MINUTES
from domain.rules.settings import read_settings, starting_settings
from domain.rules.texts import NO_CONTROLS, NOT_BLANK, ONE_LINE
from tests.domain.strategies import json_values, settings_of_accounts, wild_texts
from tests.fakes import COPENHAGEN, open_settings

LEAST: dict[str, Any] = {
    "time_zone": COPENHAGEN,
    "country": "DK",
    "address": "Kattegatvej 53, 2100 København, Denmark",
    "pickup_deadline": TimeOfDay.at(2, 5),
    "delivery_window_start": TimeOfDay.at(4, 20),
    "delivery_window_end": TimeOfDay.at(4, 20),
}
STORE = {"id": "1", "name": "Shop", "zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
ZONE = {"zip_from": "1000", "zip_to": "2999"}
OFFER = {
    "zone.zip_from": "1000",
    "zone.zip_to": "2999",
    "window.start": TimeOfDay.at(8),
    "window.end": TimeOfDay.at(16),
}
EVERY_SETTING: dict[str, Any] = {
    "time_zone": ZoneInfo("Europe/Stockholm"),
    "country": "NO",
    "address": "Storgatan 1",
    "pickup_deadline": TimeOfDay.at(7, 30),
    "delivery_window_start": TimeOfDay.at(8),
    "delivery_window_end": TimeOfDay.at(18),
    "week_days": ["FRIDAY", "MONDAY"],
    "closed_dates": [date(2026, 12, 25), date(1, 1, 1)],
    "closed_periods": [{"first_date": date(2026, 12, 24), "last_date": date(2027, 1, 1)}],
    "cut_offs": [{"week_day": "MONDAY", "days_before": 3, "time": TimeOfDay.at(14)}],
    "zone_windows": [OFFER],
    "pickup_zones": [ZONE],
    "delivery_zones": (ZONE, {"zip_from": " 21 55 ", "excluded": True}),
    "home_delivery": False,
    "store_pickup": False,
    "dropshipping": False,
    "notify_by_email": True,
    "notify_by_sms": True,
    "stores": [STORE | {"zip": "21 00"}],
    "departments": [" Bakery ", "Catering"],
    "notice_minutes": 90,
    "address_mode": "STRICT",
}
NAMES = st.sampled_from([*EVERY_SETTING, "notice", "pickup_zones[0].zip_from"]) | wild_texts
ENTRIES = st.lists(
    json_values | st.dictionaries(st.sampled_from([*STORE, *ZONE, *OFFER]) | wild_texts, json_values),
    max_size=3,
)


def refusals(form: Form, standing: Settings | None) -> list[tuple[str, str]]:
    """Path and requirement of everything that the form is refused for."""
    with pytest.raises(Refused) as caught:
        read_settings(form, standing)
    assert {(each.code, each.index) for each in caught.value.violations} == {(Code.MALFORMED_REQUEST, 0)}
    return [(each.path, each.facts["requirement"]) for each in caught.value.violations]


@given(settings_of_accounts)
def test_an_empty_form_changes_nothing(settings: Settings) -> None:
    assert read_settings({}, settings) == settings


def test_a_form_can_change_every_setting() -> None:
    assert read_settings(EVERY_SETTING, open_settings()) == Settings(
        time_zone=ZoneInfo("Europe/Stockholm"),
        country="NO",
        address="Storgatan 1",
        pickup_deadline=TimeOfDay.at(7, 30),
        delivery_window_start=TimeOfDay.at(8),
        delivery_window_end=TimeOfDay.at(18),
        week_days=frozenset({Weekday.MONDAY, Weekday.FRIDAY}),
        closed_dates=frozenset({date(2026, 12, 25), date(1, 1, 1)}),
        closed_periods=(ClosedPeriod(date(2026, 12, 24), date(2027, 1, 1)),),
        cut_offs=(CutOff(Weekday.MONDAY, 3, TimeOfDay.at(14)),),
        zone_windows=(ZoneWindow(ZipRange("1000", "2999"), Window(TimeOfDay.at(8), TimeOfDay.at(16))),),
        pickup_zones=(ZipRange("1000", "2999"),),
        delivery_zones=(ZipRange("1000", "2999"), ZipRange("21 55", "21 55", excluded=True)),
        home_delivery=False,
        store_pickup=False,
        dropshipping=False,
        notify_by_email=True,
        notify_by_sms=True,
        stores=(Store(**STORE | {"zip": "2100"}, key=""),),
        departments=("Bakery", "Catering"),
        notice=timedelta(minutes=90),
        address_mode=AddressMode.STRICT,
    )


@pytest.mark.parametrize("path", EVERY_SETTING)
def test_a_setting_that_the_form_omits_keeps_its_value(path: str) -> None:
    attribute = {"notice_minutes": "notice"}.get(path, path)
    every = read_settings(EVERY_SETTING, open_settings())
    early, late = TimeOfDay.at(4), TimeOfDay.at(20)
    standing = replace(open_settings(), delivery_window_start=early, delivery_window_end=late)
    changed = read_settings({path: EVERY_SETTING[path]}, standing)
    assert changed == replace(standing, **{attribute: getattr(every, attribute)})


def test_null_ends_the_notice_and_is_no_value_of_anything_else() -> None:
    assert read_settings({"notice_minutes": None}, read_settings(LEAST)).notice is None
    nulls = dict.fromkeys(path for path in EVERY_SETTING if path != "notice_minutes")
    assert [path for path, _ in refusals(nulls, open_settings())] == list(nulls)


def test_a_new_account_has_the_defaults_of_what_its_form_omits() -> None:
    settings = read_settings(LEAST)
    assert (settings.notice, settings.home_delivery, settings.pickup_zones) == (timedelta(0), True, ())


@pytest.mark.parametrize("path", LEAST)
def test_a_new_account_needs_some_settings(path: str) -> None:
    form = {other: value for other, value in LEAST.items() if other != path}
    assert refusals(form, None) == [(path, "must be given")]


def test_the_starting_settings_need_only_a_country_and_a_time_zone() -> None:
    settings = read_settings(starting_settings({"time_zone": COPENHAGEN, "country": "SE"}))
    assert (settings.country, settings.time_zone, settings.dropshipping) == ("SE", COPENHAGEN, True)
    missing = [("time_zone", "must be given"), ("country", "must be given")]
    assert refusals(starting_settings({}), None) == missing


@pytest.mark.parametrize(
    ("country", "first", "last"),
    [("DK", "0", "9999"), ("PL", "0", "99999"), ("NL", "0", "9999"), ("GB", "A", "Z"), ("AR", "0", "Z")],
)
def test_a_new_account_delivers_everywhere_in_its_country(country: str, first: str, last: str) -> None:
    settings = read_settings(starting_settings({"time_zone": COPENHAGEN, "country": country}))
    assert settings.pickup_zones == settings.delivery_zones == (ZipRange(first, last),)


TEXT, LENGTH = "must be text", "must have 500 characters at most"
TIME = "must be a local time written HH:MM"
DATE = "must be a date written YYYY-MM-DD"
TWICE = "must not name anything twice"
MINUTES = f"must be null or a whole number from 0 to {MOST_MINUTES}"
COUNTRY = "must be a country code of two capital letters, e.g. DK"
END = "must be or begin a zip code in the form 9999"
NOTHING = "must begin a range that has zip codes in the form 9999"
FLAG = "must be true or false"
DAYS = f"must be one of {', '.join(Weekday.__members__)}"


@pytest.mark.parametrize(
    ("changes", "path", "requirement"),
    [
        (
            {"time_zone": "Europe/Copenhagn"},
            "time_zone",
            "must be the name of a time zone, e.g. Europe/Copenhagen",
        ),
        ({"time_zone": 1}, "time_zone", TEXT),
        ({"country": "Denmark"}, "country", COUNTRY),
        ({"country": "dk"}, "country", COUNTRY),
        ({"country": "ÆØ"}, "country", COUNTRY),
        ({"address": 1}, "address", TEXT),
        ({"address": "a\0b"}, "address", NO_CONTROLS),
        ({"address": "\ud800"}, "address", NO_CONTROLS),
        ({"address": "a\u202eb"}, "address", NO_CONTROLS),
        ({"address": "\u200b"}, "address", NOT_BLANK),
        ({"address": "a\nb"}, "address", ONE_LINE),
        ({"departments": ["Shop", "\u3164"]}, "departments[1]", NOT_BLANK),
        ({"stores": [STORE | {"name": "a\x1bb"}]}, "stores[0].name", NO_CONTROLS),
        ({"pickup_zones": [ZONE | {"zip_from": "1\t2"}]}, "pickup_zones[0].zip_from", ONE_LINE),
        ({"address": "a" * 501}, "address", LENGTH),
        ({"pickup_deadline": "24:00"}, "pickup_deadline", TIME),
        ({"pickup_deadline": "9:00"}, "pickup_deadline", TIME),
        ({"pickup_deadline": 9}, "pickup_deadline", TEXT),
        (
            {"delivery_window_start": TimeOfDay.at(16)},
            "delivery_window_end",
            "must not be before the start of the delivery window",
        ),
        ({"week_days": ["MONDAY", "Thursday"]}, "week_days[1]", DAYS),
        ({"week_days": ["MONDAY", "MONDAY"]}, "week_days", TWICE),
        ({"week_days": "MONDAY"}, "week_days", "must be a list"),
        ({"closed_dates": ["2018-02-30"]}, "closed_dates[0]", DATE),
        ({"closed_dates": [datetime(2018, 2, 3)]}, "closed_dates[0]", DATE),  # noqa: DTZ001 - an instant, not a day
        ({"closed_dates": [date(2018, 2, 3)] * 2}, "closed_dates", TWICE),
        (
            {"zone_windows": [OFFER | {"window.end": TimeOfDay.at(8)}]},
            "zone_windows[0].window.end",
            "must be after the start of the window",
        ),
        (
            {"zone_windows": [OFFER | {"window.end": "9:00"}]},
            "zone_windows[0].window.end",
            TIME,
        ),
        ({"zone_windows": [OFFER | {"window.start": "8"}]}, "zone_windows[0].window.start", TIME),
        (
            {"zone_windows": [OFFER, OFFER | {"zone.zip_to": "999"}]},
            "zone_windows[1].zone.zip_to",
            "must not be before the first zip code of the range",
        ),
        ({"zone_windows": [OFFER, OFFER | {"days": []}]}, "zone_windows[1].days", "is not known here"),
        ({"pickup_zones": [ZONE, {"zip_to": "1"}]}, "pickup_zones[1].zip_from", "must be given"),
        ({"pickup_zones": [ZONE | {"zip_from": "21OO"}]}, "pickup_zones[0].zip_from", END),
        ({"pickup_zones": [{"zip_from": "21OO"}]}, "pickup_zones[0].zip_from", END),
        ({"pickup_zones": [ZONE | {"zip_to": "29;99"}]}, "pickup_zones[0].zip_to", END),
        ({"pickup_zones": [{"zip_from": "10000", "zip_to": "20000"}]}, "pickup_zones[0].zip_from", NOTHING),
        ({"pickup_zones": [ZONE | {"excluded": None}]}, "pickup_zones[0].excluded", FLAG),
        (
            {"zone_windows": [OFFER | {"zone.excluded": True}]},
            "zone_windows[0].zone.excluded",
            "must be false where a window is offered",
        ),
        ({"stores": [STORE | {"zip": "210"}]}, "stores[0].zip", "must be a zip code of DK in the form 9999"),
        ({"pickup_zones": [ZONE | {"zip_from": " "}]}, "pickup_zones[0].zip_from", "must not be blank"),
        ({"delivery_zones": [ZONE | {"zip_to": "2" * 501}]}, "delivery_zones[0].zip_to", LENGTH),
        ({"delivery_zones": [ZONE | {"zip": "2"}]}, "delivery_zones[0].zip", "is not known here"),
        ({"pickup_zones": [[]]}, "pickup_zones[0]", "must be an object"),
        ({"home_delivery": 1}, "home_delivery", "must be true or false"),
        ({"stores": [STORE, STORE | {"name": "Other"}]}, "stores", TWICE),
        ({"stores": [STORE | {"key": "x"}]}, "stores[0].key", "is not known here"),
        ({"stores": [STORE | {"city": ""}]}, "stores[0].city", "must not be blank"),
        ({"departments": ["Shop", " Shop"]}, "departments", TWICE),
        ({"departments": [{}]}, "departments[0]", TEXT),
        ({"notice_minutes": -1}, "notice_minutes", MINUTES),
        ({"notice_minutes": MOST_MINUTES + 1}, "notice_minutes", MINUTES),
        ({"notice_minutes": 1.5}, "notice_minutes", MINUTES),
        ({"notice_minutes": True}, "notice_minutes", MINUTES),
        ({"address_mode": "strict"}, "address_mode", "must be one of LENIENT, STRICT"),
        ({"notice": timedelta(0)}, "notice", "is not known here"),
    ],
)
@pytest.mark.parametrize("standing", [None, open_settings()], ids=["of a new account", "of an account"])
def test_a_setting_that_is_not_as_it_must_be_is_refused_by_its_path(
    standing: Settings | None, changes: dict[str, object], path: str, requirement: str
) -> None:
    assert refusals(changes if standing else LEAST | changes, standing) == [(path, requirement)]


@pytest.mark.parametrize(
    ("path", "entry"),
    [("zone_windows", OFFER), ("pickup_zones", ZONE), ("delivery_zones", ZONE)],
)
def test_a_list_has_at_most_a_thousand_entries(path: str, entry: Form) -> None:
    assert len(getattr(read_settings({path: [entry] * MOST_ENTRIES}, open_settings()), path)) == MOST_ENTRIES
    form = {path: [entry] * (MOST_ENTRIES + 1)}
    assert refusals(form, open_settings()) == [(path, "must have 1,000 entries at most")]


def test_all_violations_are_reported_at_once() -> None:
    form = {
        "country": "dk",
        "pickup_zones": [{"zip_from": "9", "zip_to": "1"}, ZONE, {}],
        "zone_windows": [{"zone.zip_from": "", "zone.zip_to": "1", "window.start": "", "window.end": ""}],
        "notice_minutes": -1,
        "colour": "red",
    }
    assert [path for path, _ in refusals(form, open_settings())] == [
        "country",
        "zone_windows[0].zone.zip_from",
        "zone_windows[0].window.start",
        "zone_windows[0].window.end",
        "pickup_zones[0].zip_to",
        "pickup_zones[2].zip_from",
        "notice_minutes",
        "colour",
    ]


def test_the_ends_of_the_account_s_window_are_compared_when_nothing_else_is_refused() -> None:
    form = {"delivery_window_start": TimeOfDay.at(16), "delivery_window_end": TimeOfDay.at(8)}
    assert [path for path, _ in refusals(form, open_settings())] == ["delivery_window_end"]
    assert [path for path, _ in refusals({**form, "country": ""}, open_settings())] == ["country"]
    settings = read_settings({**form, "delivery_window_end": TimeOfDay.at(16)}, open_settings())
    assert settings.account_window is None


@given(st.dictionaries(NAMES, json_values | ENTRIES, max_size=8))
def test_any_form_is_read_or_refused(form: dict[str, object]) -> None:
    try:
        settings = read_settings(form, open_settings())
    except Refused:
        return
    assert settings.delivery_window_start <= settings.delivery_window_end
