from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.location import AddressLevel, AddressMatch, Location
from domain.model.settings import AddressMode
from domain.rules.addresses import check_address, check_city, with_address_match
from domain.rules.booking_rules import with_findings
from domain.rules.catalogue import sentence
from domain.rules.context import BookingContext
from tests.domain.strategies import bookings, contexts, findings, locations


def judged_under(context: BookingContext, mode: AddressMode, **finding: Any) -> BookingContext:  # noqa: ANN401 - any attribute of Finding
    settings = replace(context.settings, address_mode=mode)
    return replace(
        context,
        settings=settings,
        pickup=replace(context.pickup, **finding),
        drop_off=replace(context.drop_off, **finding),
    )


@pytest.mark.parametrize("mode", AddressMode)
@pytest.mark.parametrize("level", AddressLevel)
@given(booking=bookings, context=contexts)
def test_an_address_that_is_ruled_out_is_refused_at_both_ends(
    mode: AddressMode, level: AddressLevel, booking: Booking, context: BookingContext
) -> None:
    broken = list(check_address(booking, judged_under(context, mode, exists=False, level=level)))
    assert [each.path for each in broken] == ["pickup.address_1", "drop_off.address_1"]
    assert [each.facts["address"] for each in broken] == [booking.pickup.one_line, booking.drop_off.one_line]
    assert {each.code for each in broken} == {Code.ADDRESS_NOT_FOUND}


@given(bookings, contexts)
def test_a_refused_address_comes_with_what_may_have_been_meant(
    booking: Booking, context: BookingContext
) -> None:
    unknown = replace(
        judged_under(context, AddressMode.LENIENT, exists=False),
        drop_off=replace(context.drop_off, exists=False, suggestions=()),
        pickup=AddressMatch("key", exists=False, suggestions=("Kattegatvej 53", "Kattegatvej 57")),
    )
    pickup, drop_off = check_address(booking, unknown)
    assert sentence(pickup, "").endswith(" Suggestions: Kattegatvej 53, Kattegatvej 57.")
    assert sentence(drop_off, "").endswith(f"Address: {booking.drop_off.one_line}.")


@given(bookings, contexts)
def test_a_lenient_account_takes_what_cannot_be_ruled_out(booking: Booking, context: BookingContext) -> None:
    lenient = judged_under(context, AddressMode.LENIENT, exists=True)
    assert not list(check_address(booking, lenient))


@given(bookings, contexts)
def test_a_strict_account_takes_exactly_what_is_verified(booking: Booking, context: BookingContext) -> None:
    strict = judged_under(context, AddressMode.STRICT, exists=True)
    refused = {broken.path.split(".")[0] for broken in check_address(booking, strict)}
    unverified = {
        path
        for path, finding in (("pickup", strict.pickup), ("drop_off", strict.drop_off))
        if finding.level is AddressLevel.UNVERIFIED
    }
    assert refused == unverified


@given(bookings, contexts)
def test_a_city_is_refused_exactly_where_the_zip_contradicts_it(
    booking: Booking, context: BookingContext
) -> None:
    contradicted = {
        path
        for path, finding in (("pickup.city", context.pickup), ("drop_off.city", context.drop_off))
        if not finding.city_agrees
    }
    broken = list(check_city(booking, context))
    assert {each.path for each in broken} == contradicted
    assert all(each.code is Code.ADDRESS_CITY_MISMATCH for each in broken)


@given(bookings, contexts)
def test_a_mismatch_names_what_was_expected(booking: Booking, context: BookingContext) -> None:
    contradicted = judged_under(
        context, AddressMode.LENIENT, city_agrees=False, expected_cities=("København Ø", "Nordhavn")
    )
    broken = list(check_city(booking, contradicted))
    assert [each.facts["expected"] for each in broken] == ["København Ø, Nordhavn"] * 2
    assert [each.facts["zip"] for each in broken] == [booking.pickup.zip, booking.drop_off.zip]


@given(locations, findings)
def test_the_register_s_coordinates_win_over_the_client_s(location: Location, finding: AddressMatch) -> None:
    kept = with_address_match(location, replace(finding, latitude=55.7, longitude=12.6))
    assert (kept.latitude, kept.longitude) == (55.7, 12.6)


@given(locations, findings)
def test_the_client_s_coordinates_stay_where_the_register_has_none(
    location: Location, finding: AddressMatch
) -> None:
    kept = with_address_match(location, replace(finding, longitude=None))
    assert (kept.latitude, kept.longitude) == (location.latitude, location.longitude)


@given(bookings, contexts)
def test_accepting_adds_what_the_register_knows_and_changes_nothing_else(
    booking: Booking, context: BookingContext
) -> None:
    kept = with_findings(booking, context)
    assert (kept.pickup.level, kept.drop_off.level) == (context.pickup.level, context.drop_off.level)
    assert (kept.pickup.one_line, kept.drop_off.one_line) == (
        booking.pickup.one_line,
        booking.drop_off.one_line,
    )
    assert replace(kept, pickup=booking.pickup, drop_off=booking.drop_off) == booking
    assert with_findings(kept, context) is kept
