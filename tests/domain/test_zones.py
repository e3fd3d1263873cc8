from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.zones import ZipRange, is_covered, normalise_zip
from domain.rules.context import BookingContext
from domain.rules.zones import check_delivery_zone, check_pickup_zone
from tests.domain.strategies import bookings, contexts, texts, zip_codes, zip_ranges

numbers = st.integers(0, 99_999)


@given(numbers, numbers, numbers)
def test_digits_are_compared_as_numbers_both_ends_included(first: int, code: int, last: int) -> None:
    assert ZipRange(str(first), f"{last:07}").covers(str(code)) == (first <= code <= last)


@pytest.mark.parametrize(
    ("first", "code", "last", "inside"),
    [
        ("0", "2100", "9999", True),
        ("AB1", "ab 2", "AB-3", True),
        ("AB1", "AB4", "AB3", False),
        ("1000", "DK2100", "2999", False),
        ("0", "", "9999", False),
        ("0", "٢١٠٠", "9999", False),
    ],
)
def test_a_range_covers_a_zip(first: str, code: str, last: str, *, inside: bool) -> None:
    assert ZipRange(first, last).covers(code) is inside


@given(texts)
def test_blanks_hyphens_and_case_make_no_other_zip(text: str) -> None:
    assert normalise_zip(f" {text}-\t") == normalise_zip(normalise_zip(text))


@given(st.lists(zip_ranges), zip_ranges, zip_codes)
def test_another_zone_never_takes_a_zip_away(zones: list[ZipRange], more: ZipRange, code: str) -> None:
    assert is_covered(code, [*zones, more]) >= is_covered(code, zones)
    assert not is_covered(code, [])


@given(bookings, contexts)
def test_a_pickup_is_refused_exactly_outside_every_pickup_zone(
    booking: Booking, context: BookingContext
) -> None:
    code = booking.pickup.zip
    inside = any(zone.covers(code) for zone in context.settings.pickup_zones)
    broken = [(each.code, each.path, dict(each.facts)) for each in check_pickup_zone(booking, context)]
    expected = (Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip", {"zip": code})
    assert broken == ([] if inside else [expected])


@given(bookings, contexts)
def test_a_drop_off_is_refused_exactly_outside_every_delivery_zone(
    booking: Booking, context: BookingContext
) -> None:
    code = booking.drop_off.zip
    inside = any(zone.covers(code) for zone in context.settings.delivery_zones)
    broken = [(each.code, each.path, dict(each.facts)) for each in check_delivery_zone(booking, context)]
    expected = (Code.DELIVERY_ZONE_NOT_ALLOWED, "drop_off.zip", {"zip": code})
    assert broken == ([] if inside else [expected])


@given(bookings, contexts, zip_codes)
def test_a_zone_of_just_that_zip_lets_it_pass(booking: Booking, context: BookingContext, code: str) -> None:
    just_here = (ZipRange(code, code),)
    settings = replace(context.settings, pickup_zones=just_here, delivery_zones=just_here)
    open_here = replace(context, settings=settings)
    moved = replace(
        booking, pickup=replace(booking.pickup, zip=code), drop_off=replace(booking.drop_off, zip=code)
    )
    assert [*check_pickup_zone(moved, open_here), *check_delivery_zone(moved, open_here)] == []
