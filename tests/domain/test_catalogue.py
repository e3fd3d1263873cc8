import ast
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import domain
from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.delivery import Delivery
from domain.model.location import AddressMatch
from domain.model.settings import CutOff, Weekday
from domain.model.time_of_day import TimeOfDay
from domain.rules.booking_rules import judge
from domain.rules.catalogue import CATALOGUE, Operation, sentence, sort_violations
from domain.rules.context import BookingContext
from domain.rules.lifecycle import Step, step_refusal
from domain.rules.sweeps import plan_refusals
from tests.domain.examples import BOOKING, CONTEXT, DELIVERY, NOW
from tests.domain.strategies import bookings, contexts, deliveries, violations, wild_texts

ORDER = list(Code)
BEFORE_ANY_BOOKING = {
    Code.IDEMPOTENCY_KEY_IN_USE,
    Code.IDEMPOTENCY_KEY_REUSED,
    Code.MALFORMED_REQUEST,
}


def test_every_code_has_one_rule_in_the_order_of_checks() -> None:
    assert list(CATALOGUE) == ORDER
    assert all(rule.code is code for code, rule in CATALOGUE.items())


@pytest.mark.parametrize("code", Code)
def test_a_rule_speaks_in_sentences_and_its_example_is_one_of_its_own(code: Code) -> None:
    rule = CATALOGUE[code]
    assert rule.summary[0].isupper()
    assert rule.summary.endswith(".")
    assert rule.applies_to
    pattern = "".join(
        re.escape(said) + ("" if fact is None else ".+")
        for said, fact, _, _ in Formatter().parse(rule.sentence)
    )
    assert re.fullmatch(pattern, rule.example)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Code.PICKUP_ZONE_NOT_ALLOWED, "Pickup zone doesn't fall into allowed range. Zip code: {0}."),
        (Code.DELIVERY_ZONE_NOT_ALLOWED, "Delivery zone doesn't fall into allowed range. Zip code: {0}."),
    ],
)
@given(zip_code=wild_texts)
def test_what_a_client_sent_is_said_as_it_is(code: Code, said: str, zip_code: str) -> None:
    assert sentence(Violation(code, "pickup.zip", {"zip": zip_code}), "zip") == said.replace("{0}", zip_code)


def test_a_malformed_field_is_named_as_the_channel_s_clients_know_it() -> None:
    refusal = Violation(Code.MALFORMED_REQUEST, "packages", {"requirement": "must be a whole number"})
    assert sentence(refusal, "delivery_number_of_packages") == (
        "Field delivery_number_of_packages must be a whole number."
    )
    assert sentence(refusal, "") == "Every item must be a whole number."


def test_no_requirement_names_a_field_as_only_one_channel_knows_it() -> None:
    texts = [
        node.value
        for file in Path(domain.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("must ")
    ]
    assert len(texts) > 25
    assert [text for text in texts if "_" in text] == []


@given(st.lists(violations, max_size=30))
def test_order_is_a_stable_sort_by_index_then_by_rule(found: list[Violation]) -> None:
    ordered = sort_violations(found)
    rank = [(each.index, ORDER.index(each.code)) for each in ordered]
    assert rank == sorted(rank)
    for place in set(rank):
        index, code = place
        alike = [each for each in found if (each.index, ORDER.index(each.code)) == (index, code)]
        kept = [each for each, where in zip(ordered, rank, strict=True) if where == place]
        assert list(map(id, kept)) == list(map(id, alike))


@given(bookings, contexts, st.integers(0, 9_999))
def test_every_refusal_of_a_booking_can_be_said(
    booking: Booking, context: BookingContext, index: int
) -> None:
    broken = judge(booking, context, index)
    assert all(each.index == index for each in broken)
    assert broken == sort_violations(broken)
    for each in broken:
        assert Operation.CREATE in CATALOGUE[each.code].applies_to
        assert sentence(each, each.path).endswith(".")


@given(deliveries, st.sampled_from(Step))
def test_every_refusal_of_a_step_can_be_said(delivery: Delivery, step: Step) -> None:
    refusals = [step_refusal(step, delivery.id, delivery, 0), step_refusal(step, delivery.id, None, 0)]
    refusals += plan_refusals(delivery.id, delivery, DELIVERY.booking.delivery_date, 0, again=True)
    for refusal in refusals:
        assert refusal is None or delivery.id in sentence(refusal, "id")


def test_a_booking_that_breaks_every_rule_has_their_violations_in_order() -> None:
    nothing = replace(
        CONTEXT.settings,
        pickup_zones=(),
        delivery_zones=(),
        dropshipping=False,
        home_delivery=False,
        departments=(),
        week_days=frozenset({Weekday.MONDAY}),
        closed_dates=frozenset({BOOKING.delivery_date}),
        delivery_window_end=TimeOfDay.at(5),
        notice=timedelta(days=30),
        cut_offs=(CutOff(Weekday.THURSDAY, 1, TimeOfDay.at(12)),),
    )
    unknown = AddressMatch("nowhere", exists=False, city_agrees=False)
    booking = replace(BOOKING, returned_delivery_id="f" * 24)
    broken = judge(booking, BookingContext(nothing, NOW + timedelta(days=9), unknown, unknown), 0)
    rules = [code for code in Code if Operation.CREATE in CATALOGUE[code].applies_to]
    assert list(dict.fromkeys(each.code for each in broken)) == [
        code for code in rules if code not in BEFORE_ANY_BOOKING | {Code.ZIP_CODE_MALFORMED}
    ]
