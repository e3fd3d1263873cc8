from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Code
from domain.model.delivery import Delivery, State
from domain.model.time_of_day import TimeOfDay
from domain.rules.drafts import Draft, change_drafts, new_drafts
from domain.rules.form_reader import Form
from domain.rules.identifiers import duplicate_indexes, is_id, printable
from tests.domain.examples import BOOKING, DELIVERY, DELIVERY_ID
from tests.domain.strategies import deliveries, form_from_booking, ids, wild_forms, wild_texts
from tests.fakes import open_settings

OPEN = open_settings()
FORM = form_from_booking(BOOKING)


def codes(draft: Draft) -> list[Code]:
    return [refusal.code for refusal in draft.refusals]


def make_drafts(*forms: Form, existing: Delivery = DELIVERY) -> list[Draft]:
    return list(change_drafts(forms, OPEN, {existing.id: existing}))


@given(st.lists(wild_forms, max_size=3))
def test_a_new_item_is_malformed_or_has_a_booking(forms: list[Form]) -> None:
    drafts = list(new_drafts([*forms, FORM], OPEN))
    assert [draft.index for draft in drafts] == list(range(len(forms) + 1))
    assert all((draft.booking is None) == bool(draft.refusals) for draft in drafts)
    assert drafts[-1].booking == BOOKING


@given(wild_forms, deliveries)
def test_any_change_is_drafted_without_raising(form: Form, delivery: Delivery) -> None:
    (draft,) = make_drafts({**form, "id": delivery.id}, existing=delivery)
    malformed = Code.MALFORMED_REQUEST in codes(draft)
    assert malformed == (draft.booking is None)
    assert set(codes(draft)) <= ({Code.MALFORMED_REQUEST} if malformed else {Code.DELIVERY_LOCKED})


@given(wild_texts)
def test_any_other_id_is_one_that_does_not_exist(text: str) -> None:
    (draft,) = make_drafts({**FORM, "id": f"x{text}"})
    assert codes(draft) == [Code.DELIVERY_NOT_FOUND]
    assert draft.booking is None
    assert draft.refusals[0].facts["id"].encode().decode() == draft.refusals[0].facts["id"]


@pytest.mark.parametrize("value", [None, "", "  ", 5, ["5ab3b4cb038cbe9805c957b1"]])
def test_a_change_must_name_its_delivery(value: object) -> None:
    (draft,) = make_drafts({**FORM, "id": value})
    assert [(refusal.code, refusal.path) for refusal in draft.refusals] == [(Code.MALFORMED_REQUEST, "id")]


def test_a_locked_delivery_is_drafted_all_the_same() -> None:
    locked = replace(DELIVERY, state=State.PLANNED)
    (draft,) = make_drafts({"id": DELIVERY_ID, "packages": 3}, existing=locked)
    assert codes(draft) == [Code.DELIVERY_LOCKED]
    assert draft.booking == replace(BOOKING, packages=3)


@pytest.mark.parametrize("path", ["pickup_window", "delivery_window"])
@pytest.mark.parametrize("end", ["start", "end"])
def test_half_a_window_does_not_hide_that_a_delivery_does_not_exist(path: str, end: str) -> None:
    (draft,) = make_drafts({"id": "0" * 24, f"{path}.{end}": TimeOfDay.at(12)})
    assert codes(draft) == [Code.DELIVERY_NOT_FOUND]


def test_a_malformed_item_has_only_that_violation() -> None:
    drafts = make_drafts({"id": "0" * 24, "packages": 0}, {"id": "0" * 24, "notes": "x"})
    assert codes(drafts[0]) == [Code.MALFORMED_REQUEST]
    assert codes(drafts[1]) == [Code.DELIVERY_NOT_FOUND, Code.DUPLICATE_ITEM]


@given(st.lists(st.sampled_from(["", "a", "b", "c", "d"])))
def test_a_name_repeats_wherever_an_earlier_item_has_it(names: list[str]) -> None:
    expected = {index for index, name in enumerate(names) if name and name in names[:index]}
    assert duplicate_indexes(names) == expected


def test_long_ids_that_begin_alike_are_not_the_same() -> None:
    drafts = make_drafts({"id": "x" * 64 + "1"}, {"id": "x" * 64 + "2"})
    assert [codes(draft) for draft in drafts] == [[Code.DELIVERY_NOT_FOUND]] * 2


def test_a_missing_id_is_the_first_thing_said() -> None:
    (draft,) = make_drafts({"packages": 0})
    assert [refusal.path for refusal in draft.refusals] == ["id", "packages"]


@given(ids)
def test_24_hex_digits_are_an_id(text: str) -> None:
    assert is_id(text)
    assert printable(text) == text
    assert not is_id(f"{text}\n")


@given(wild_texts)
def test_any_text_can_be_shown(text: str) -> None:
    said = printable(text)
    assert said.encode("utf-8", "strict").decode() == said
    assert len(said) == min(len(text), 64)
    assert "\0" not in said
