"""Forms that only the legacy dialect can send: an item that is not an object, insurance asked for by name."""

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import Violation
from domain.model.booking import Booking
from domain.model.time_of_day import TimeOfDay
from domain.rules.booking_form import read_booking
from domain.rules.drafts import change_drafts
from domain.rules.form_reader import Form
from tests.fakes import open_settings

COMPLETE: Form = {
    "recipient.name": "Test user",
    "delivery_date": date(2018, 4, 5),
    **{
        f"{place}.{field}": value
        for place in ("pickup", "drop_off")
        for field, value in (("zip", "2100"), ("city", "København"), ("address_1", "Kattegatvej 57"))
    },
}


def read(form: Form, existing: Booking | None = None) -> tuple[Booking, list[Violation]]:
    return read_booking(form, open_settings(), existing, 0)


def test_an_item_that_is_no_object_is_one_violation_of_the_whole_item() -> None:
    _, violations = read({"": 7})
    assert [(each.path, each.facts["requirement"]) for each in violations] == [("", "must be an object")]
    [draft] = change_drafts([{"": 7}], open_settings(), {})
    assert draft.refusals == violations


def test_insurance_asked_for_by_name_needs_an_amount() -> None:
    _, violations = read({**COMPLETE, "insurance.enabled": True})
    assert [each.path for each in violations] == ["insured_value"]


def test_a_refused_amount_is_refused_once() -> None:
    _, violations = read({**COMPLETE, "insurance.enabled": True, "insured_value": "much"})
    assert [each.path for each in violations] == ["insured_value"]


def test_insurance_asked_for_by_name_keeps_the_amount_that_stands() -> None:
    existing, _ = read({**COMPLETE, "insured_value": Decimal(123)})
    booking, violations = read({"insurance.enabled": True}, existing)
    assert (booking.insured_value, violations) == (Decimal(123), [])


@pytest.mark.parametrize("wish", ["maybe", 2, []])
def test_a_wish_for_insurance_is_true_or_false(wish: object) -> None:
    _, violations = read({**COMPLETE, "insurance.enabled": wish})
    assert [each.path for each in violations] == ["insurance.enabled"]


def test_a_time_that_is_none_is_refused_without_a_word_on_the_order_of_the_window() -> None:
    _, violations = read({**COMPLETE, "pickup_window.start": TimeOfDay.at(8), "pickup_window.end": "16:60"})
    assert [each.path for each in violations] == ["pickup_window.end"]
