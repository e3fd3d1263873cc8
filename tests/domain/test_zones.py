from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.booking import Booking, Kind
from domain.model.postal_codes.country_formats import FORMATS
from domain.model.postal_codes.normal_form import read_code
from domain.model.postal_codes.order import everywhere
from domain.model.zones import ZipRange, is_covered
from domain.rules.context import BookingContext
from domain.rules.zones import check_delivery_zone, check_pickup_zone, find_flaws
from tests.domain.strategies import any_zip_codes, bookings, contexts, zip_ranges
from tests.domain.zip_spellings import zip_codes_of

numbers = st.integers(0, 9_999)


@given(numbers, numbers, numbers)
def test_digits_are_compared_as_numbers_both_ends_included(first: int, code: int, last: int) -> None:
    zone = ZipRange(str(first), f"{last:07}")
    assert zone.covers("DK", f"{code:04}") == (first <= code <= last)


@pytest.mark.parametrize(
    ("country", "first", "last", "inside", "outside"),
    [
        ("DK", "0", "9999", "2100 0000 DK-2100 ٢١٠٠", "21 21000 SW1A1AA"),
        ("DK", "21", "22", "0021", "2100"),
        ("SE", "100", "999 99", "11455", "1145"),
        ("PL", "00-001", "09999", "00-950 09-999 950", "10-000"),
        ("PT", "1000-001", "1999-999", "1000-001 1999999", "2000-001"),
        ("JP", "1000000", "109-9999", "100-0001", "110-0001"),
        ("BR", "01000", "09999-999", "01310-100 1310100", "10000-000"),
        ("US", "10000", "12345", "12345 12345-6789 10000-0001", "12346 12346-0000"),
        ("US", "12345-5000", "12345", "12345 12345-0001", "12346"),
        ("NL", "1000", "1099", "1000AA 1012-ab 1099ZZ", "1100AA 9999ZZ"),
        ("NL", "1011", "1019 AB", "1019AB 1011ZZ", "1019AC"),
        ("NL", "1012 A", "1012 B", "1012AB 1012BZ", "1012CA"),
        ("GB", "NG1", "NG9", "NG11AA NG9-1AA ng91aa", "NG100AA NG241AA NH11AA NE11AA"),
        ("GB", "SW1A", "SW1A", "SW1A1AA", "SW1Y1AA SW11AA SW21AA"),
        ("GB", "SW1", "SW2", "SW1A1AA SW1Y1AA SW29AA", "SW31AA"),
        ("GB", "NG9 1", "NG9 2AB", "NG91AA NG92AB", "NG92AC NG90AA"),
        ("GB", "gb-ng1", "uk ng9", "NG51AA", "NG101AA"),
        ("CA", "K1A", "K9Z", "K1A0B1 K9Z9Z9", "K0A0A1 L1A0A0"),
        ("IE", "D01", "D24", "D02X285 D2X285 D6WAB12 D24A1B2", "D25A1B2 A65F4E2"),
        ("MT", "VLT 1000", "VLT 1999", "VLT1117", "VLT2000 SLM1000"),
        ("AR", "B1600", "B1699", "B1640ABC B1699", "C1640ABC B1700AAA 1640"),
        ("BN", "BA", "BS", "BA1111 BS8811", "BT1111"),
        ("SZ", "H100", "H199", "H100", "M100 H200"),
        ("KZ", "A10", "A20", "A15E3H4", "A25E3H4 050000"),
        ("LV", "LV-1001", "1099", "LV-1010 1010", "1100"),
        ("JE", "JE1", "JE2", "JE23AB", "JE31AA"),
        ("XX", "AB1", "AB-3", "ab2", "AB4"),
    ],
)
def test_a_range_covers_zip_codes(country: str, first: str, last: str, inside: str, outside: str) -> None:
    zone = ZipRange(first, last)
    assert not list(find_flaws(zone, country))
    assert [each for each in inside.split() if not zone.covers(country, each)] == []
    assert [each for each in outside.split() if zone.covers(country, each)] == []


@pytest.mark.parametrize(
    ("country", "first", "last", "flaws"),
    [
        ("DK", "10000", "20000", ["zip_from"]),
        ("DK", "A", "2;", ["zip_from", "zip_to"]),
        ("DK", "2999", "1000", ["zip_to"]),
        ("DK", "1" * 40, "2" * 40, ["zip_from", "zip_to"]),
        ("PT", "1000", "1999", ["zip_from"]),
        ("KY", "KY1", "KY3", ["zip_from"]),
        ("NL", "0", "999", ["zip_from"]),
        ("NL", "A", "Z", ["zip_from"]),
        ("NL", "1012 1", "1012 9", ["zip_from"]),
        ("NL", "1012 ABC", "1012 ABD", ["zip_from"]),
        ("GB", "1000", "2000", ["zip_from"]),
        ("GB", "NG9 11A", "NG9 11B", ["zip_from"]),
        ("GB", "NG9", "NG1", ["zip_to"]),
        ("GB", "!", "NG1", ["zip_from"]),
        ("TC", "TKCB", "TKCZ", ["zip_from"]),
        ("NL", "1012 AZ", "1012 BA", []),
        ("IE", "D02 X", "D02 X", []),
        ("GB", "B", "BA", []),
        ("XX", "B", "A", ["zip_to"]),
        ("XX", "?", "Z", ["zip_from"]),
        ("XX", "1", "A", []),
    ],
)
def test_a_range_that_no_zip_code_can_be_in_is_flawed(
    country: str, first: str, last: str, flaws: list[str]
) -> None:
    assert [end for end, _ in find_flaws(ZipRange(first, last), country)] == flaws


@given(st.data())
def test_everywhere_is_a_range_with_every_zip_code_of_a_country(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from([*FORMATS, "XX"]))
    zone = ZipRange(*everywhere(country))
    assert not list(find_flaws(zone, country))
    assert zone.covers(country, data.draw(zip_codes_of(country)))


@given(st.data())
def test_a_range_from_a_zip_code_to_itself_is_a_single_one(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from(list(FORMATS)))
    one, other = data.draw(zip_codes_of(country)), data.draw(zip_codes_of(country))
    assert not list(find_flaws(ZipRange(one, one), country))
    first, second = read_code(country, one), read_code(country, other)
    assert first is not None
    assert second is not None
    assert ZipRange(one, one).covers(country, one)
    assert not ZipRange(one, one).covers(country, other) or second.base.startswith(first.base)


@given(st.lists(zip_ranges), zip_ranges, any_zip_codes)
def test_only_an_excluded_zone_takes_a_zip_away(zones: list[ZipRange], more: ZipRange, code: str) -> None:
    assert is_covered("DK", code, [*zones, more]) >= is_covered("DK", code, zones)
    without = replace(more, excluded=True)
    expected = is_covered("DK", code, zones) and not more.covers("DK", code)
    assert is_covered("DK", code, [without, *zones]) == is_covered("DK", code, [*zones, without]) == expected
    assert not is_covered("DK", code, [])


@given(bookings, contexts)
def test_the_store_s_end_is_refused_exactly_outside_every_pickup_zone(
    booking: Booking, context: BookingContext
) -> None:
    path = "drop_off.zip" if booking.kind is Kind.RETURN else "pickup.zip"
    code = booking.drop_off.zip if booking.kind is Kind.RETURN else booking.pickup.zip
    settings = context.settings
    inside = any(zone.covers(settings.country, code) for zone in settings.pickup_zones)
    broken = [(each.code, each.path, dict(each.facts)) for each in check_pickup_zone(booking, context)]
    expected = (Code.PICKUP_ZONE_NOT_ALLOWED, path, {"zip": code})
    assert broken == ([] if inside else [expected])


@given(bookings, contexts)
def test_the_recipient_s_end_is_refused_exactly_outside_every_delivery_zone(
    booking: Booking, context: BookingContext
) -> None:
    path = "pickup.zip" if booking.kind is Kind.RETURN else "drop_off.zip"
    code = booking.pickup.zip if booking.kind is Kind.RETURN else booking.drop_off.zip
    settings = context.settings
    inside = any(zone.covers(settings.country, code) for zone in settings.delivery_zones)
    broken = [(each.code, each.path, dict(each.facts)) for each in check_delivery_zone(booking, context)]
    expected = (Code.DELIVERY_ZONE_NOT_ALLOWED, path, {"zip": code})
    assert broken == ([] if inside else [expected])


@given(bookings, contexts, numbers)
def test_a_zone_of_just_that_zip_lets_it_pass(booking: Booking, context: BookingContext, number: int) -> None:
    code = f"{number:04}"
    just_here = (ZipRange(code, code),)
    settings = replace(context.settings, country="DK", pickup_zones=just_here, delivery_zones=just_here)
    open_here = replace(context, settings=settings)
    moved = replace(
        booking, pickup=replace(booking.pickup, zip=code), drop_off=replace(booking.drop_off, zip=code)
    )
    assert [*check_pickup_zone(moved, open_here), *check_delivery_zone(moved, open_here)] == []
