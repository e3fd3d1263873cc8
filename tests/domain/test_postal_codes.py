"""One zip code has one normal form, and so one verdict, however it is spelt."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.postal_codes.country_formats import FORMATS, PREFIXES
from domain.model.postal_codes.normal_form import describe_format, pad_number, read_code, show_code
from domain.model.settings import AddressMode, Settings
from domain.model.slots import SlotRequest
from domain.model.zones import ZipRange
from domain.rules.booking_form import read_booking
from domain.rules.booking_rules import judge
from domain.rules.location_form import ZIP_LENGTH
from domain.rules.postal_codes import drop_consequences
from domain.rules.settings import read_settings
from domain.rules.slots import slots
from tests.domain.examples import BOOKING, CONTEXT, NOW
from tests.domain.strategies import form_from_booking
from tests.domain.zip_spellings import respell, zip_codes_of
from tests.fakes import open_settings

COUNTRIES = (
    *("DK", "NO", "SE", "DE", "NL", "GB", "IE", "FR", "PL", "PT", "US", "CA", "JP", "BR", "CZ", "GR", "MT"),
    *("AR", "BN", "KZ", "SZ", "LV", "LT", "CH", "AT", "ES", "IT", "FI", "AU", "JE", "TW", "IL", "XX"),
)


@pytest.mark.parametrize(
    ("country", "spellings", "normal"),
    [
        (
            "DK",
            ["2100", "21 00", "dk-2100", "DK2100", " \uff12\uff11\uff10\uff10 ", "2\u00a0100", "2.100"],
            "2100",
        ),
        ("NO", ["0150", "150", "NO-0150", "n 150"], "0150"),
        ("SE", ["114 55", "11455", "S-11455", "se 114\u201355"], "114 55"),
        ("DE", ["01067", "1067", "D-01067", "d-1067", "DE 1067"], "01067"),
        ("NL", ["1012 AB", "1012ab", "NL-1012 AB", "1012-ab", "nl1012ab"], "1012 AB"),
        ("GB", ["NG9 1AA", "ng91aa", "NG9-1AA", "GB-NG9 1AA", "uk ng9 1aa", "N G 9 1 A A"], "NG9 1AA"),
        ("GB", ["SW1A 1AA", "sw1a1aa"], "SW1A 1AA"),
        ("IE", ["D02 X285", "d02x285", "D2 X285", "IE-D02X285"], "D02 X285"),
        ("FR", ["01000", "1000", "F-01000", "01 000"], "01000"),
        ("PL", ["00-950", "00950", "950", "PL 00-950", "00 950"], "00-950"),
        ("PT", ["1000-001", "1000001", "P-1000 001"], "1000-001"),
        ("US", ["12345-6789", "123456789", "12345 6789", "usa 12345-6789"], "12345-6789"),
        ("US", ["00501", "501", "US-501"], "00501"),
        ("US", ["02134-1000", "2134-1000"], "02134-1000"),
        ("CA", ["K1A 0B1", "k1a0b1", "K1A-0B1", "CA K1A 0B1"], "K1A 0B1"),
        ("JP", ["100-0001", "1000001", "〒100-0001", "\uff11\uff10\uff10\u22120001"], "100-0001"),
        ("BR", ["01310-100", "01.310-100", "1310100", "BR 01310100"], "01310-100"),
        ("FI", ["00100", "100", "FIN-00100"], "00100"),
        ("CZ", ["110 00", "11000", "CZ-110 00"], "110 00"),
        ("GR", ["105 57", "10557", "EL 10557"], "105 57"),
        ("LV", ["LV-1010", "1010", "lv1010"], "LV-1010"),
        ("AD", ["AD500", "500", "ad-500"], "AD500"),
        ("MT", ["VLT 1117", "vlt1117", "MT-VLT1117"], "VLT 1117"),
        ("IR", ["11369-11111", "١١٣٦٩١١١١١"], "11369-11111"),
        ("XX", ["AB 12", "ab-12", "a\u200bb12"], "AB12"),
        ("XX", ["123", "XX-123", "xx 1 23"], "123"),
    ],
)
def test_the_spellings_of_a_code_have_one_normal_form(
    country: str, spellings: list[str], normal: str
) -> None:
    assert {show_code(country, each) for each in spellings} == {normal}


@pytest.mark.parametrize(
    ("country", "text"),
    [
        *[("DK", text) for text in ("800", "21000", "21 00 1", "2100.0", "21OO", "", "SE-2100", "1" * 40)],
        *[("NL", text) for text in ("1012", "0012 AB", "1012 A1", "AB 1012")],
        *[("GB", text) for text in ("NG9", "NG9 1A", "12345", "NG9 1AAA")],
        *[("US", text) for text in ("1234567890", "12", "ABCDE")],
        *[("XX", text) for text in ("?", "-", "", "A" * 33)],
    ],
)
def test_other_texts_are_not_codes(country: str, text: str) -> None:
    assert read_code(country, text) is None
    assert show_code(country, text) == text


@given(st.data())
def test_a_normal_form_is_its_own_and_no_longer_than_a_column(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from([*FORMATS, "XX"]))
    shown = show_code(country, data.draw(zip_codes_of(country)))
    assert show_code(country, shown) == shown
    assert len(shown) <= ZIP_LENGTH


def test_every_country_has_a_form_to_show_and_prefixes_belong_to_countries() -> None:
    assert describe_format("NL") == "9999 AA"
    assert describe_format("US") == "99999[-9999]"
    assert describe_format("XX") == "X"
    assert describe_format("GB").count(" or ") == 5
    assert PREFIXES.keys() <= FORMATS.keys()


@pytest.mark.parametrize(
    ("country", "number", "code"),
    [
        ("DK", 800, "0800"),
        ("DE", 1067, "01067"),
        ("PT", 1000001, "1000001"),
        ("NL", 1, "1"),
        ("XX", 12, "12"),
    ],
)
def test_a_number_gets_its_zeros_back_where_codes_are_digits(country: str, number: int, code: str) -> None:
    assert pad_number(country, number) == code


@given(st.data())
def test_two_spellings_of_a_code_have_one_verdict(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from(COUNTRIES))
    code, end = data.draw(zip_codes_of(country)), data.draw(zip_codes_of(country))
    spelt = (data.draw(respell(country, code)), code)
    zones = [{"zip_from": data.draw(respell(country, end)), "excluded": data.draw(st.booleans())}]
    zones.append({"zip_from": "0", "zip_to": "Z"} if country == "XX" else {"zip_from": code})
    form = {"country": country, "delivery_zones": zones, "pickup_zones": zones}
    settings = read_settings(form, open_settings())
    verdicts = []
    for text in spelt:
        sent = form_from_booking(BOOKING) | {"drop_off.zip": text.strip(), "pickup.zip": text.strip()}
        booking, malformed = read_booking(sent, settings, None, 0)
        asked = SlotRequest(text, BOOKING.delivery_date, BOOKING.delivery_date)
        context = replace(CONTEXT, settings=settings)
        verdicts.append((booking, malformed, judge(booking, context, 0), slots(asked, settings, NOW)))
    assert verdicts[0] == verdicts[1]
    assert verdicts[0][0].drop_off.zip == show_code(country, code)


@given(st.data())
def test_an_extension_lies_where_its_base_lies(data: st.DataObject) -> None:
    country = data.draw(st.sampled_from(["US", "PR", "SA", "IL", "TW", "LB"]))
    code, one, other = (data.draw(zip_codes_of(country)) for _ in range(3))
    found = read_code(country, code)
    assert found is not None
    zone = ZipRange(one, other)
    assert zone.covers(country, code) == zone.covers(country, found.base)


def judge_all(booking: Booking, settings: Settings = CONTEXT.settings) -> list[tuple[Code, str]]:
    context = replace(
        CONTEXT,
        settings=settings,
        pickup=replace(CONTEXT.pickup, city_agrees=False),
        drop_off=replace(CONTEXT.drop_off, exists=False),
    )
    return [(each.code, each.path) for each in judge(booking, context, 0)]


def test_nothing_but_its_code_is_said_of_an_address_whose_code_is_malformed() -> None:
    strict = replace(
        CONTEXT.settings,
        address_mode=AddressMode.STRICT,
        delivery_zones=(),
        pickup_zones=(),
        dropshipping=False,
    )
    wrong = replace(BOOKING, drop_off=replace(BOOKING.drop_off, zip="21 00 1"))
    assert judge_all(wrong, strict) == [
        (Code.ZIP_CODE_MALFORMED, "drop_off.zip"),
        (Code.PICKUP_ZONE_NOT_ALLOWED, "pickup.zip"),
        (Code.DROPSHIPPING_NOT_ALLOWED, "pickup"),
        (Code.ADDRESS_NOT_FOUND, "pickup.address_1"),
        (Code.ADDRESS_CITY_MISMATCH, "pickup.city"),
    ]
    wrong = replace(BOOKING, pickup=replace(BOOKING.pickup, zip="800"))
    assert judge_all(wrong) == [
        (Code.ZIP_CODE_MALFORMED, "pickup.zip"),
        (Code.ADDRESS_NOT_FOUND, "drop_off.address_1"),
    ]


def test_the_violations_of_good_codes_stay_as_they_are() -> None:
    found = [Violation(Code.ADDRESS_NOT_FOUND, "pickup.address_1")]
    assert drop_consequences(found) is found


def test_a_malformed_code_is_the_reason_why_no_slot_is_open() -> None:
    day = BOOKING.delivery_date
    (slot,) = slots(SlotRequest("21000", day, day), open_settings(), NOW)
    assert [(each.code, dict(each.facts)) for each in slot.reasons] == [
        (Code.ZIP_CODE_MALFORMED, {"country": "DK", "zip": "21000", "form": "9999"})
    ]


def test_an_address_that_an_update_does_not_name_keeps_its_code() -> None:
    settings = replace(open_settings(), country="SE")
    kept, _ = read_booking({"drop_off.city": "Lund"}, settings, BOOKING, 0)
    assert kept.drop_off.zip == "2100"
    moved, _ = read_booking({"drop_off.zip": "22100"}, settings, BOOKING, 0)
    assert moved.drop_off.zip == "221 00"
