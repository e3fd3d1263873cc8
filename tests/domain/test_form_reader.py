import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import EARLIEST_DAY, NOT_GIVEN, FormReader, UnreadableField
from domain.rules.texts import has_controls, is_one_line, is_visible
from tests.domain.strategies import json_values, times, wild_texts

DIGITS = re.compile("[0-9]+").fullmatch
READINGS: dict[str, Callable[[FormReader], object]] = {
    "text": lambda reader: reader.text("field", "as it was", 20),
    "required_text": lambda reader: reader.required_text("field", "as it was", 20),
    "matching_text": lambda reader: reader.matching_text("field", "123", DIGITS, "must be digits"),
    "number": lambda reader: reader.number("field", 7, 1, 999),
    "coordinate": lambda reader: reader.coordinate("field", 12.5, 90),
    "amount": lambda reader: reader.amount("field", Decimal(5), 100, 2),
    "day": lambda reader: reader.day("field", date(2018, 4, 5)),
    "clock_time": lambda reader: reader.clock_time("field", TimeOfDay.at(8), TimeOfDay.at(9)),
}
STANDING = {
    "text": "as it was",
    "required_text": "as it was",
    "matching_text": "123",
    "number": 7,
    "coordinate": 12.5,
    "amount": Decimal(5),
    "day": date(2018, 4, 5),
    "clock_time": TimeOfDay.at(9),
}


def reading(kind: str, value: object) -> tuple[object, list[str]]:
    reader = FormReader({"field": value}, 3)
    answer = READINGS[kind](reader)
    assert all(broken.code is Code.MALFORMED_REQUEST and broken.index == 3 for broken in reader.violations)
    return answer, [broken.facts["requirement"] for broken in reader.violations]


@pytest.mark.parametrize("kind", READINGS)
def test_an_omitted_field_keeps_what_stands(kind: str) -> None:
    reader = FormReader({}, 0)
    assert READINGS[kind](reader) == STANDING[kind]
    assert reader.violations == []


@pytest.mark.parametrize(
    ("kind", "default"),
    [("text", ""), ("matching_text", ""), ("number", 1), ("coordinate", None), ("amount", None)],
)
def test_nothing_asks_for_the_default(kind: str, default: object) -> None:
    assert reading(kind, None) == (default, [])


def test_nothing_for_a_time_of_day_asks_for_its_default() -> None:
    assert reading("clock_time", None) == (TimeOfDay.at(8), [])


@pytest.mark.parametrize("kind", ["required_text", "day"])
def test_nothing_is_refused_where_something_is_required(kind: str) -> None:
    assert len(reading(kind, None)[1]) == 1


@pytest.mark.parametrize("kind", READINGS)
def test_a_value_that_the_channel_cannot_read_is_refused_like_any_wrong_one(kind: str) -> None:
    (requirement,) = reading(kind, UnreadableField('"tomorrow"'))[1]
    assert requirement == reading(kind, [])[1][0]


@pytest.mark.parametrize("kind", READINGS)
def test_what_is_required_and_not_given_is_refused_for_that_alone(kind: str) -> None:
    assert reading(kind, NOT_GIVEN)[1] == ["must be given"]


def test_an_unreadable_value_of_a_field_that_nothing_reads_is_refused_too() -> None:
    reader = FormReader(
        {"field": UnreadableField("1"), "other": UnreadableField('"EUR"'), "id": NOT_GIVEN, "third": "x"}, 3
    )
    reader.text("field")
    reader.refuse_unreadable(but="id")
    assert [(each.path, each.facts["requirement"]) for each in reader.violations] == [
        ("field", "must be text of at most 500 characters"),
        ("other", "must be a value of its type"),
    ]


@pytest.mark.parametrize("kind", READINGS)
@given(value=json_values)
def test_any_value_is_read_or_refused_once_and_never_raises(kind: str, value: object) -> None:
    answer, requirements = reading(kind, value)
    assert len(requirements) <= 1
    if not requirements:
        assert type(answer) in {str, int, float, Decimal, date, TimeOfDay, type(None)}


@given(wild_texts)
def test_accepted_text_is_short_enough_and_without_controls(value: str) -> None:
    answer, requirements = reading("text", value)
    assert (requirements == []) == (not has_controls(value) and len(value) <= 20)
    assert answer == ("" if requirements else value)


@pytest.mark.parametrize("value", ["", "   ", "\u2003\n", "\u200b", "\u3164 \u2800", "\u0301"])
def test_required_text_is_not_blank(value: str) -> None:
    assert reading("required_text", value) == (value.strip(), ["must not be blank"])


@pytest.mark.parametrize("value", ["Roma\nRoma", "Roma\tR.", "Roma\r\nR.", "Roma\u2028R."])
def test_required_text_is_one_line(value: str) -> None:
    assert reading("required_text", value)[1] == ["must be one line without tabs"]


@pytest.mark.parametrize("kind", ["text", "required_text", "matching_text"])
@pytest.mark.parametrize("value", ["7\x00", "\x1c7", "7\x7f", "\u202e7", "7\u2066", "\ud8007"])
def test_no_text_holds_controls_or_what_turns_others_around(kind: str, value: str) -> None:
    assert reading(kind, value) == (
        "",
        ["must not hold control characters, bidirectional overrides or lone surrogates"],
    )


@pytest.mark.parametrize("kind", ["required_text", "matching_text"])
@pytest.mark.parametrize("current", ["\u200b", "a\tb", "\u202ea", "<a@b.c>"])
def test_a_current_value_is_not_judged_again(kind: str, current: str) -> None:
    reader = FormReader({}, 0)
    readings = {
        "required_text": lambda: reader.required_text("field", current),
        "matching_text": lambda: reader.matching_text("field", current, DIGITS, "must be digits"),
    }
    assert readings[kind]() == current
    assert reader.violations == []


@given(wild_texts)
def test_required_text_is_kept_without_the_blanks_around_it(value: str) -> None:
    answer, requirements = reading("required_text", value)
    assert requirements or answer == value.strip()
    assert requirements or (is_visible(str(answer)) and is_one_line(str(answer)))


@given(wild_texts)
def test_matching_text_is_empty_or_matches_as_a_whole(value: str) -> None:
    answer, requirements = reading("matching_text", value)
    assert requirements or answer == "" or re.fullmatch("[0-9]+", str(answer))


@given(st.integers() | st.integers(0, 1000))
@example(0)
@example(1)
@example(999)
@example(1000)
def test_a_number_is_accepted_exactly_inside_its_range(value: int) -> None:
    answer, requirements = reading("number", value)
    assert (requirements == []) == (value in range(1, 1000))
    assert requirements or answer == value


@pytest.mark.parametrize("value", [True, False, 1.0, "1", Decimal(1)])
def test_a_number_is_nothing_but_an_integer(value: object) -> None:
    assert reading("number", value)[1] == ["must be a whole number from 1 to 999"]


@given(st.floats() | st.floats(-100, 100))
def test_a_coordinate_is_accepted_exactly_inside_its_limit(value: float) -> None:
    assert (reading("coordinate", value) == (value, [])) == (abs(value) <= 90)


@given(st.decimals(0, 100, places=2))
def test_an_amount_inside_its_range_is_kept_exactly(value: Decimal) -> None:
    answer, requirements = reading("amount", value)
    assert requirements == []
    assert answer == value


@given(st.decimals() | st.decimals(-1, 101, places=3))
def test_an_amount_outside_its_range_or_too_exact_is_refused(value: Decimal) -> None:
    allowed = value.is_finite() and 0 <= value <= 100 and value.as_tuple().exponent in range(-2, 10**9)
    assert (reading("amount", value)[1] == []) == allowed


@pytest.mark.parametrize("value", ["NaN", "sNaN", "-NaN", "Infinity", "1E+999999999", "-0.01", "0.001"])
def test_an_amount_that_is_none_is_refused(value: str) -> None:
    assert reading("amount", Decimal(value))[1] == ["must be an amount from 0 to 100 with at most 2 decimals"]


@given(st.dates())
@example(date(1970, 1, 1))
@example(date(1969, 12, 31))
def test_a_day_is_accepted_from_1970_on(value: date) -> None:
    answer, requirements = reading("day", value)
    assert (requirements == []) == (value >= EARLIEST_DAY)
    assert answer == max(value, EARLIEST_DAY)


def test_an_instant_is_no_day() -> None:
    assert len(reading("day", datetime(2018, 4, 5, tzinfo=UTC))[1]) == 1


def test_a_day_that_is_required_must_be_given() -> None:
    reader = FormReader({}, 0)
    reader.day("field", date.min)
    assert [broken.path for broken in reader.violations] == ["field"]


@given(times)
def test_a_time_of_day_is_accepted(value: TimeOfDay) -> None:
    assert reading("clock_time", value) == (value, [])


def test_a_group_that_came_as_a_single_value_is_refused() -> None:
    reader = FormReader({"pickup": "Kattegatvej 53"}, 0)
    reader.groups(["pickup", "drop_off"])
    assert [(broken.path, broken.facts["requirement"]) for broken in reader.violations] == [
        ("pickup", "must be an object")
    ]


@pytest.mark.parametrize("value", [time(8), "08:00", 480, True])
def test_a_time_of_day_that_a_channel_did_not_convert_is_refused(value: object) -> None:
    assert reading("clock_time", value)[1] == ["must be a local time written HH:MM"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1E+2", "100"), ("100.00", "100"), ("12.50", "12.5"), ("-0", "0"), ("0E+999999", "0"), ("0.00", "0")],
)
def test_one_amount_is_kept_in_one_form(written: str, kept: str) -> None:
    assert str(reading("amount", Decimal(written))[0]) == kept


def test_an_amount_of_many_digits_is_not_rounded() -> None:
    most_digits = Decimal("99999999.99999999999999999999")
    reader = FormReader({"field": most_digits}, 0)
    assert str(reader.amount("field", None, 100_000_000, 20)) == "99999999.99999999999999999999"


def test_a_list_is_read_value_by_value_and_each_has_a_path_of_its_own() -> None:
    reader = FormReader({"names": ["a", "", "b", 1]}, 3)
    assert [each.required_text("") for each in reader.values("names", 4)] == ["a", "", "b", ""]
    assert [(each.path, each.index) for each in reader.violations] == [("names[1]", 3), ("names[3]", 3)]


def test_an_object_of_a_list_is_a_form_of_its_own() -> None:
    reader = FormReader({"places": [{"zip.code": "1"}, "x", {"city": "y"}]}, 0)
    assert [each.text("zip.code", "0") for each in reader.objects("places", 3)] == ["1", "0"]
    for each in reader.objects("places", 3):
        each.refuse_others(["zip.code"])
    assert [(each.path, each.facts["requirement"]) for each in reader.violations] == [
        ("places[1]", "must be an object"),
        ("places[1]", "must be an object"),
        ("places[2].city", "is not known here"),
    ]


@pytest.mark.parametrize(
    ("value", "requirement"),
    [
        ("ab", "must be a list"),
        ({}, "must be a list"),
        (None, "must be a list"),
        ([0] * 1_001, "must have 1,000 entries at most"),
    ],
)
def test_nothing_is_read_of_a_list_that_is_none_or_too_long(value: object, requirement: str) -> None:
    reader = FormReader({"names": value}, 0)
    assert list(reader.values("names", 1_000)) == []
    assert [(each.path, each.facts["requirement"]) for each in reader.violations] == [("names", requirement)]
