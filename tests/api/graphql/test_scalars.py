"""Dates, times and amounts at their edges."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import parse_value
from hypothesis import example, given
from hypothesis import strategies as st
from strawberry.types.scalar import ScalarDefinition

from api.graphql.scalars import DATE, DATE_TIME, DECIMAL, LOCAL_TIME
from api.graphql.transport.errors import UnreadableValue
from domain.model.time_of_day import TimeOfDay
from tests.api.graphql.client import Client, delivery
from tests.domain.strategies import times

ANY_SCALAR = pytest.mark.parametrize("scalar", [DATE, DATE_TIME, DECIMAL, LOCAL_TIME], ids=lambda it: it.name)
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=3,
)


def serialise_with(scalar: ScalarDefinition) -> Callable[[object], str]:
    assert scalar.serialize
    return scalar.serialize


def read(scalar: ScalarDefinition, value: object) -> object:
    assert scalar.parse_value
    return scalar.parse_value(value)


@given(st.datetimes(timezones=st.just(UTC)))
@example(datetime(1, 1, 1, tzinfo=UTC))
@example(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
def test_an_instant_comes_back_as_it_was_and_always_has_one_form(instant: datetime) -> None:
    text = serialise_with(DATE_TIME)(instant)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text)
    assert read(DATE_TIME, text) == instant


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), offsets)  # noqa: DTZ001  the zone is added
def test_an_instant_is_read_with_any_offset(local: datetime, offset: timezone) -> None:
    instant = local.replace(tzinfo=offset)
    found = read(DATE_TIME, instant.isoformat())
    assert isinstance(found, datetime)
    assert (found, found.utcoffset()) == (instant, timedelta(0))


@given(st.datetimes())
def test_an_instant_without_an_offset_is_refused(local: datetime) -> None:
    with pytest.raises(UnreadableValue):
        read(DATE_TIME, local.isoformat())


@given(st.dates())
def test_a_day_comes_back_as_it_was(day: date) -> None:
    assert read(DATE, serialise_with(DATE)(day)) == day


@given(times)
def test_a_local_time_is_written_to_the_minute_and_read_with_or_without_seconds(moment: TimeOfDay) -> None:
    text = serialise_with(LOCAL_TIME)(moment)
    assert len(text) == len("16:30")
    assert read(LOCAL_TIME, text) == read(LOCAL_TIME, f"{text}:00") == moment


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.just(Decimal("1E+3")))
def test_an_amount_stays_exact(amount: Decimal) -> None:
    text = serialise_with(DECIMAL)(amount)
    assert re.fullmatch(r"-?\d+(\.\d+)?", text)
    assert read(DECIMAL, text) == amount


@given(st.integers(-(10**39), 10**39))
def test_a_whole_number_is_an_exact_amount(amount: int) -> None:
    assert read(DECIMAL, amount) == amount


@ANY_SCALAR
@given(value=anything)
def test_whatever_is_written_otherwise_is_refused_and_nothing_else_happens(
    scalar: ScalarDefinition, value: object
) -> None:
    try:
        found = read(scalar, value)
    except UnreadableValue:
        return
    assert read(scalar, serialise_with(scalar)(found)) == found


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        (DATE, "2018-02-30"),
        (DATE, "20180405"),
        (DATE, "2018-4-5"),
        (DATE, "2018-04-05T00:00:00Z"),
        (DATE, "\u0662\u0660\u0661\u0668-\u0660\u0664-\u0660\u0665"),
        (DATE_TIME, "2018-04-05"),
        (DATE_TIME, "2018-04-05T24:00:01Z"),
        (DATE_TIME, "2018-04-05T23:59:60Z"),
        (DATE_TIME, "0001-01-01T00:00:00+23:59"),
        (DATE_TIME, "9999-12-31T23:59:59-23:59"),
        (DATE_TIME, "2018-04-05T00:00:00+99:99"),
        (LOCAL_TIME, "24:01"),
        (LOCAL_TIME, "08:60"),
        (LOCAL_TIME, "8:00"),
        (LOCAL_TIME, "08:00:01"),
        (LOCAL_TIME, "08:00Z"),
        (DECIMAL, 1.5),
        (DECIMAL, True),
        (DECIMAL, "1e5"),
        (DECIMAL, "NaN"),
        (DECIMAL, "Infinity"),
        (DECIMAL, " 1"),
        (DECIMAL, "1\n"),
        (DECIMAL, "1."),
        (DECIMAL, ""),
        (DECIMAL, "9" * 41),
        (DECIMAL, 10**40),
    ],
)
def test_near_misses_are_refused(scalar: ScalarDefinition, value: object) -> None:
    with pytest.raises(UnreadableValue):
        read(scalar, value)


@ANY_SCALAR
def test_every_scalar_says_where_it_is_specified(scalar: ScalarDefinition) -> None:
    assert (scalar.specified_by_url or "").startswith("https://")


@pytest.mark.parametrize(
    "field",
    [
        {"deliveryDate": "2018-02-30"},
        {"deliveryDate": 20180405},
        {"pickupWindow": {"start": "25:00"}},
        {"insuredValue": {"amount": 1.5}},
        {"insuredValue": {"amount": "1", "currency": "EUR"}},
        {"packages": "1"},
        {"packages": 10**10},
        {"kind": "GIFT"},
        {"recipient": {}},
        {"recipient": None},
        {"pickup": {"zip": "2100", "city": "København"}},
        {"colour": "red"},
    ],
)
async def test_a_value_of_the_wrong_type_is_an_error_of_the_request(
    merchant: Client, field: dict[str, object]
) -> None:
    document = "mutation($i: CreateDeliveriesInput!) { createDeliveries(input: $i) { violations { code } } }"
    order = {"deliveries": [delivery(**field)]}
    errors = await merchant.errors(document, i=order)
    assert {each["extensions"]["code"] for each in errors} == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("literal", ["99", "1.5", "true", '"x"', "[]", "{}", "$v", "X", "9" * 5000])
async def test_a_wrong_literal_is_an_error_of_the_request(merchant: Client, literal: str) -> None:
    parse_value(literal)
    for document in (
        f"{{ deliveries(filter: {{dateFrom: {literal}}}) {{ nodes {{ id }} }} }}",
        f"{{ deliveries(first: {literal.replace('99', '99.5', 1)}) {{ nodes {{ id }} }} }}",
    ):
        errors = await merchant.errors(document)
        assert {each["extensions"]["code"] for each in errors} == {"GRAPHQL_VALIDATION_FAILED"}
