from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.booking import Booking, Kind
from domain.model.location import Location
from domain.model.recipient import Recipient
from domain.model.settings import Settings
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.rules.booking_form import read_booking
from domain.rules.emails import is_email
from domain.rules.form_reader import Form
from domain.rules.texts import has_controls, is_visible
from tests.domain.examples import BOOKING
from tests.domain.strategies import (
    PATHS,
    form_from_booking,
    locations,
    settings_of_accounts,
    whole_bookings,
    wild_forms,
)
from tests.fakes import open_settings

OPEN = open_settings()
FORM = form_from_booking(BOOKING)
WINDOWS = ("pickup_window.start", "pickup_window.end", "delivery_window.start", "delivery_window.end")


def refusals_of(form: Form, existing: Booking | None = None) -> list[tuple[str, str]]:
    _, violations = read_booking(form, OPEN, existing, 0)
    return [(broken.path, broken.facts["requirement"]) for broken in violations]


def assert_keeps_the_documented_limits(booking: Booking) -> None:
    assert date(1970, 1, 1) <= booking.delivery_date
    assert booking.pickup_window.start < booking.pickup_window.end
    assert booking.delivery_window.start < booking.delivery_window.end
    assert 1 <= booking.packages <= 999
    assert booking.insured_value is None or 0 <= booking.insured_value <= 100_000_000
    assert is_visible(booking.recipient.name)
    assert booking.recipient.email == "" or is_email(booking.recipient.email)
    assert len(booking.label) <= 2000
    assert len(booking.notes) <= 2000
    phone = booking.recipient.phone
    assert phone is None or set(phone.number + phone.dial_code) <= set("0123456789 +-()")
    for place in (booking.pickup, booking.drop_off):
        assert all(part.strip() == part != "" for part in (place.zip, place.city, place.address_1))
        assert len(place.zip) <= 16
        assert (place.latitude is None) == (place.longitude is None)
        assert place.latitude is None or (abs(place.latitude) <= 90 and abs(place.longitude or 0) <= 180)
    for text in (booking.reference, booking.label, booking.notes, booking.pickup.address_2):
        assert text.encode().decode() == text
        assert not has_controls(text)


@given(wild_forms, settings_of_accounts, st.none() | whole_bookings)
def test_any_form_is_refused_or_becomes_a_booking_within_the_limits(
    form: Form, settings: Settings, existing: Booking | None
) -> None:
    booking, violations = read_booking(form, settings, existing, 4)
    assert all(broken.code is Code.MALFORMED_REQUEST and broken.index == 4 for broken in violations)
    if not violations:
        assert_keeps_the_documented_limits(booking)


@given(wild_forms)
def test_a_good_form_spoilt_anywhere_is_refused_or_stays_within_the_limits(spoilt: Form) -> None:
    booking, violations = read_booking({**FORM, **spoilt}, OPEN, None, 0)
    if not violations:
        assert_keeps_the_documented_limits(booking)
    assert len({broken.path for broken in violations}) == len(violations)


@given(whole_bookings)
def test_a_booking_written_as_a_form_is_read_as_it_was(booking: Booking) -> None:
    stripped = replace(booking, department=booking.department or "Catering")
    read, violations = read_booking(form_from_booking(stripped), OPEN, None, 0)
    assert violations == []
    unjudged = [replace(place, level=read.pickup.level) for place in (stripped.pickup, stripped.drop_off)]
    assert read == replace(stripped, pickup=unjudged[0], drop_off=unjudged[1])


@given(whole_bookings, settings_of_accounts)
def test_an_update_with_an_empty_form_is_the_identity(booking: Booking, settings: Settings) -> None:
    assert read_booking({}, settings, booking, 0) == (booking, [])


@given(whole_bookings, whole_bookings, st.sets(st.sampled_from(sorted(FORM.keys() - set(WINDOWS)))))
def test_an_update_changes_what_its_form_names_and_nothing_else(
    booking: Booking, other: Booking, named: set[str]
) -> None:
    places = {path for path in named if path.startswith(("pickup.", "drop_off."))}
    form = {path: value for path, value in form_from_booking(other).items() if path in named - places}
    read, violations = read_booking(form, OPEN, booking, 0)
    assert violations == []
    before, after = form_from_booking(booking), form_from_booking(read)
    untouched = before.keys() - form.keys() - {"department"}
    assert {path: before[path] for path in untouched} == {path: after.get(path) for path in untouched}


@pytest.mark.parametrize("path", sorted({*PATHS} - {"id"}))
def test_an_update_reads_each_field_of_a_form_by_itself(path: str) -> None:
    assert refusals_of({path: object()}, BOOKING) != []


@given(settings_of_accounts)
def test_a_create_gets_its_defaults_from_the_settings(settings: Settings) -> None:
    form = {path: value for path, value in FORM.items() if path not in (*WINDOWS, "department", "packages")}
    booking, violations = read_booking(form, settings, None, 0)
    assert violations == []
    assert booking.pickup_window == settings.default_pickup_window
    assert booking.delivery_window == settings.default_delivery_window("2100")
    assert booking.department == settings.default_department
    assert booking.packages == 1


@given(whole_bookings, settings_of_accounts)
def test_a_window_of_nothing_becomes_the_default(booking: Booking, settings: Settings) -> None:
    read, violations = read_booking(dict.fromkeys(WINDOWS), settings, booking, 0)
    assert violations == []
    assert read.pickup_window == settings.default_pickup_window
    assert read.delivery_window == settings.default_delivery_window(booking.drop_off.zip)


def test_an_empty_create_is_refused_for_every_required_field() -> None:
    assert refusals_of({}) == [
        *[(f"drop_off.{part}", "must not be blank") for part in ("zip", "city", "address_1")],
        ("recipient.name", "must not be blank"),
        ("delivery_date", "must be a date from 1970-01-01 to 9999-12-31"),
        *[(f"pickup.{part}", "must not be blank") for part in ("zip", "city", "address_1")],
    ]


@pytest.mark.parametrize(
    "group",
    ["recipient", "recipient.phone", "pickup", "drop_off", "pickup_window", "delivery_window", "insurance"],
)
@pytest.mark.parametrize("value", [5, "text", [], True])
def test_a_group_that_is_no_object_is_one_violation(group: str, value: object) -> None:
    parts = {path: part for path, part in FORM.items() if not path.startswith(f"{group}.")}
    assert refusals_of({**parts, group: value}) == [(group, "must be an object")]


@pytest.mark.parametrize("path", ["pickup_window", "delivery_window"])
def test_a_window_must_start_before_it_ends(path: str) -> None:
    form = {**FORM, f"{path}.start": TimeOfDay.at(10), f"{path}.end": TimeOfDay.at(10)}
    assert refusals_of(form) == [(path, "must start before it ends")]


@pytest.mark.parametrize(
    ("path", "value", "requirement"),
    [
        ("packages", 1000, "must be a whole number from 1 to 999"),
        (
            "insured_value",
            Decimal(100_000_001),
            "must be an amount from 0 to 100000000 with at most 20 decimals",
        ),
        ("recipient.email", "roma", "must be empty or an e-mail address"),
        ("recipient.email", "a@b@example.com", "must be empty or an e-mail address"),
        ("recipient.email", "<roma@example.com>", "must be empty or an e-mail address"),
        ("recipient.email", "ro\tma@example.com", "must be empty or an e-mail address"),
        ("recipient.email", f"roma@{'example.' * 32}com", "must be empty or an e-mail address"),
        ("recipient.email", f"roma@{'e' * 64}.com", "must be empty or an e-mail address"),
        ("recipient.email", f"{'r' * 65}@example.com", "must be empty or an e-mail address"),
        ("recipient.email", "roma@example.7", "must be empty or an e-mail address"),
        ("recipient.name", "\u200b\u200d", "must not be blank"),
        ("pickup.city", "\u3164", "must not be blank"),
        ("drop_off.address_1", "Kattegatvej\n57", "must be one line without tabs"),
        ("drop_off.zip", "21\t00", "must be one line without tabs"),
        ("recipient.phone.number", "call me", "must hold only digits, spaces and +-(), 32 at most"),
        ("recipient.phone.country", "D", "must be a country code of 2 or 3 letters"),
        ("kind", "delivery", "must be one of DELIVERY, RETURN"),
        ("kind", 1, "must be text of at most 500 characters"),
        ("notes", "x" * 2001, "must be text of at most 2000 characters"),
        ("drop_off.zip", "1" * 17, "must be text of at most 16 characters"),
        ("pickup.latitude", 90.5, "must be a number from -90 to 90"),
        ("pickup.longitude", -180.5, "must be a number from -180 to 180"),
    ],
)
def test_a_field_beyond_its_limit_is_refused(path: str, value: object, requirement: str) -> None:
    assert (path, requirement) in refusals_of({**FORM, path: value})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("packages", 999),
        ("insured_value", Decimal(100_000_000)),
        ("recipient.email", "o'hara+tag@mail.example.co.uk"),
        ("recipient.email", f"{'r' * 64}@{'e' * 63}.com"),
        ("recipient.phone.number", "123"),
        ("notes", "x" * 2000),
        ("notes", "first the bell,\r\n\tthen the phone"),
        ("drop_off.address_2", "7tv\ndør 1"),
        ("reference", "4711\t1"),
        ("recipient.name", "  Žofie \u200fعلي 👩\u200d👩\u200d👧\n"),
        ("recipient.name", "-"),
        ("drop_off.zip", "1" * 16),
        ("delivery_date", date(9999, 12, 31)),
    ],
)
def test_a_field_at_its_limit_is_accepted(path: str, value: object) -> None:
    assert refusals_of({**FORM, path: value}) == []


@pytest.mark.parametrize(
    ("sent", "kept"), [(None, Kind.DELIVERY), ("", Kind.DELIVERY), ("RETURN", Kind.RETURN)]
)
def test_a_kind_is_read(sent: str | None, kept: Kind) -> None:
    booking, _ = read_booking({**FORM, "kind": sent}, OPEN, None, 0)
    assert booking.kind is kept


def test_a_phone_without_a_number_is_no_phone() -> None:
    booking, _ = read_booking({**FORM, "recipient.phone.dial_code": "45"}, OPEN, None, 0)
    assert booking.recipient.phone is None


def test_a_phone_without_a_country_is_of_the_account_s() -> None:
    booking, _ = read_booking({**FORM, "recipient.phone.number": "123"}, OPEN, None, 0)
    assert booking.recipient.phone is not None
    assert booking.recipient.phone.country == "DK"


@given(locations, st.floats(-90, 90), st.floats(-180, 180))
def test_coordinates_of_an_address_go_when_it_changes(
    place: Location, latitude: float, longitude: float
) -> None:
    placed = replace(BOOKING, drop_off=replace(place, latitude=latitude, longitude=longitude))
    stays, _ = read_booking({"drop_off.address_2": "7tv"}, OPEN, placed, 0)
    moves, _ = read_booking({"drop_off.address_1": "Another Street 1"}, OPEN, placed, 0)
    assert (stays.drop_off.latitude, stays.drop_off.longitude) == (latitude, longitude)
    assert (moves.drop_off.latitude, moves.drop_off.longitude) == (None, None)


def test_an_address_that_reads_the_same_is_not_the_same() -> None:
    stands = replace(BOOKING, drop_off=Location("1", "2 Aa", "Street", latitude=1.0, longitude=2.0))
    moved, _ = read_booking({"drop_off.zip": "1 2", "drop_off.city": "Aa"}, OPEN, stands, 0)
    assert moved.drop_off.one_line == stands.drop_off.one_line
    assert moved.drop_off.latitude is None


def test_one_coordinate_alone_is_none() -> None:
    booking, _ = read_booking({**FORM, "drop_off.latitude": 55.7}, OPEN, None, 0)
    assert (booking.drop_off.latitude, booking.drop_off.longitude) == (None, None)


def test_the_documented_windows_are_kept() -> None:
    booking, _ = read_booking(FORM, OPEN, None, 0)
    assert booking.pickup_window == Window(TimeOfDay.at(2, 10), TimeOfDay.at(3, 15))


@pytest.mark.parametrize("path", ["pickup_window", "delivery_window"])
def test_a_window_with_a_malformed_end_is_refused_for_that_alone(path: str) -> None:
    form = {**FORM, f"{path}.start": TimeOfDay.at(23, 59), f"{path}.end": "noon"}
    assert refusals_of(form) == [(f"{path}.end", "must be a local time written HH:MM")]


def test_an_update_keeps_a_department_that_it_omits_even_none() -> None:
    without = replace(BOOKING, department="")
    kept, _ = read_booking({}, OPEN, without, 0)
    reset, _ = read_booking({"department": ""}, OPEN, without, 0)
    assert (kept.department, reset.department) == ("", "Catering")


OLD = replace(
    BOOKING,
    recipient=Recipient("\u200b", email="<a@b.c>"),
    notes="\x1b[31m",
    pickup=replace(BOOKING.pickup, city="\u3164", address_1="Kattegatvej\t53"),
)


def test_an_update_is_not_refused_for_what_stands_from_before() -> None:
    read, violations = read_booking({"packages": 2, "pickup.zip": "2200"}, OPEN, OLD, 0)
    assert violations == []
    assert (read.recipient, read.notes, read.packages) == (OLD.recipient, OLD.notes, 2)
    assert (read.pickup.city, read.pickup.address_1) == (OLD.pickup.city, OLD.pickup.address_1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("recipient.name", "\u200b"),
        ("recipient.email", "<a@b.c>"),
        ("notes", "\x1b[31m"),
        ("pickup.city", "\u3164"),
    ],
)
def test_an_update_is_refused_for_what_it_repeats_of_that(path: str, value: str) -> None:
    assert [broken for broken, _ in refusals_of({path: value}, OLD)] == [path]
