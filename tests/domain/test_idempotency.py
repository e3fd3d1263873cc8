from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.idempotency import IdempotencyClaim, IdempotencyRecord
from domain.model.time_of_day import END_OF_DAY, TimeOfDay
from domain.rules.catalogue import Operation, sentence
from domain.rules.form_reader import NOT_GIVEN, Form, UnreadableField
from domain.rules.idempotency import Fingerprint, in_use, key_refusals, repeat_refusals
from tests.domain.strategies import times, wild_forms

FORM: Form = {
    "reference": "Test",
    "delivery_date": date(2018, 4, 5),
    "pickup_window.start": TimeOfDay.at(2, 10),
    "packages": 1,
    "insured_value": Decimal("12.50"),
    "pickup.latitude": 55.7,
    "insurance.enabled": True,
    "notes": None,
}


def fingerprint(operation: Operation, forms: Iterable[Form]) -> str:
    found = Fingerprint(operation)
    for form in forms:
        found.add(form)
    return found.text


OTHERS: list[object] = [
    "test",
    "",
    None,
    0,
    1,
    1.0,
    True,
    Decimal(1),
    Decimal("1.0"),
    date(2018, 4, 6),
    TimeOfDay.at(2),
    [],
    {},
]


@pytest.mark.parametrize("key", ["a", "~", "order 4711", "5f0c-" * 51, '"quoted"', "{key}"])
def test_a_key_is_any_short_line_of_printable_ascii(key: str) -> None:
    assert key_refusals(key) == []


@pytest.mark.parametrize(
    "key", ["", " ", " a", "a ", "a" * 256, "æ", "a\0b", "a\nb", "a\x7f", "\ud800", "\u0661"], ids=ascii
)
def test_any_other_key_is_malformed(key: str) -> None:
    (violation,) = key_refusals(key)
    assert (violation.code, violation.path) == (Code.MALFORMED_REQUEST, "idempotency_key")
    assert sentence(violation, "Idempotency-Key") == (
        "Field Idempotency-Key must be 1 to 255 printable ASCII characters, "
        "the first and the last not a space."
    )


@given(st.text(max_size=300))
def test_a_good_key_can_be_a_header(key: str) -> None:
    assert bool(key_refusals(key)) != (
        key == key.strip() and key.isascii() and key.isprintable() and 1 <= len(key) <= 255
    )


@given(st.lists(wild_forms, max_size=3), st.randoms())
def test_the_order_of_fields_makes_no_difference(forms: list[Form], chance: Random) -> None:
    def shuffle_fields(form: Form) -> Mapping[str, object]:
        items = list(form.items())
        chance.shuffle(items)
        return dict(items)

    first = fingerprint(Operation.CREATE, forms)
    assert first == fingerprint(Operation.CREATE, [shuffle_fields(form) for form in forms])
    assert len(first) == 64


@pytest.mark.parametrize("path", [*FORM, "label"])
def test_any_other_value_makes_another_request(path: str) -> None:
    requests = [FORM] + [{**FORM, path: value} for value in OTHERS]
    requests += [{name: value for name, value in FORM.items() if name != path}]
    different = {repr(sorted(each.items(), key=str)) for each in requests}
    assert len({fingerprint(Operation.UPDATE, [each]) for each in requests}) == len(different)


def test_values_that_cannot_be_read_make_the_same_request_only_if_they_are_the_same() -> None:
    values = [UnreadableField('"a"'), UnreadableField('"b"'), UnreadableField("1"), NOT_GIVEN, "a", None]
    found = [
        fingerprint(Operation.CREATE, [{"packages": each}]) for each in (*values, UnreadableField('"a"'))
    ]
    assert len(set(found)) == len(values)
    assert found[0] == found[-1]


LISTS: list[list[object]] = [
    [],
    ["a"],
    ["b"],
    ["a", "b"],
    ["b", "a"],
    [1],
    [True],
    [date(2018, 4, 5)],
    [{}],
    [{"zone.zip_from": "1", "window.start": TimeOfDay.at(8)}],
    [{"zone.zip_from": "1", "window.start": TimeOfDay.at(9)}],
    [{"zone.zip_from": "1"}],
    [{"zone.zip_to": "1"}],
]


def test_any_other_list_makes_another_request() -> None:
    found = {fingerprint(Operation.UPDATE_SETTINGS, [{"entries": entries}]) for entries in LISTS}
    assert len(found) == len(LISTS)
    one = fingerprint(Operation.UPDATE_SETTINGS, [{"entries": [{"a": 1, "b": 2}]}])
    assert one == fingerprint(Operation.UPDATE_SETTINGS, [{"entries": [{"b": 2, "a": 1}]}])


def test_what_a_client_nests_is_not_followed() -> None:
    value: object = []
    for _ in range(100_000):
        value = [value]
    assert len(fingerprint(Operation.CREATE, [{"notes": value}])) == 64


def test_a_request_has_the_fingerprint_that_it_always_had() -> None:
    """A key is good for 24 hours, so also for the version of the gateway that comes next."""
    known = "eefb677e743766e299e1812bc400c8a52c485149662d0f94930e0cdf5df478ae"
    assert fingerprint(Operation.CREATE, [FORM]) == known


@given(times, times)
def test_any_other_time_of_day_makes_another_request(one: TimeOfDay, other: TimeOfDay) -> None:
    found = {
        fingerprint(Operation.CREATE, [{"pickup_window.start": each}]) for each in (one, other, END_OF_DAY)
    }
    assert len(found) == len({one, other, END_OF_DAY})


def test_the_operation_and_the_order_and_number_of_items_belong_to_a_request() -> None:
    one, two = {"id": "1"}, {"id": "2"}
    batches: list[list[Form]] = [[one], [one, one], [one, two], [two, one], [{}, one], [one, {}], []]
    found = {fingerprint(operation, batch) for operation in Operation for batch in batches}
    assert len(found) == len(Operation) * len(batches)


@pytest.mark.parametrize("value", [10**5_000, "\ud800\0", Decimal("1E+999999"), [[[]]] * 1000], ids=type)
def test_nothing_a_client_sends_is_too_much(value: object) -> None:
    assert fingerprint(Operation.CREATE, [{"packages": value}]) != fingerprint(Operation.CREATE, [{}])


def test_what_is_refused_names_the_key() -> None:
    claim = IdempotencyClaim("order-1", "f" * 64, datetime(2018, 4, 1, tzinfo=UTC))
    assert repeat_refusals(claim, IdempotencyRecord("f" * 64, ())) == []
    (reused,) = repeat_refusals(claim, IdempotencyRecord("0" * 64, ()))
    busy = in_use("order-1")
    assert [(each.code, each.path, each.index) for each in (reused, busy)] == [
        (Code.IDEMPOTENCY_KEY_REUSED, "idempotency_key", 0),
        (Code.IDEMPOTENCY_KEY_IN_USE, "idempotency_key", 0),
    ]
    assert all(sentence(each, "Idempotency-Key").endswith("Key: order-1.") for each in (reused, busy))
