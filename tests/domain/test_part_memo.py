from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model.settings import Settings
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.rules import part_memo
from domain.rules.booking_form import read_booking
from domain.rules.drafts import Draft, new_drafts
from domain.rules.form_reader import Form
from tests.domain.examples import BOOKING
from tests.domain.strategies import form_from_booking
from tests.fakes import open_settings

FORM = form_from_booking(BOOKING)
WITHOUT_COORDINATES = {path: value for path, value in FORM.items() if not path.endswith("itude")}
MORNING = Window(TimeOfDay.at(8), TimeOfDay.at(12))
SETTINGS = replace(open_settings(), zone_windows=(ZoneWindow(ZipRange("2000", "2999"), MORNING),))

PATHS: tuple[str, ...] = (
    "pickup.zip",
    "drop_off.zip",
    "drop_off.latitude",
    "delivery_window.start",
    "pickup_window",
    "pickup",
)
VALUES: tuple[object, ...] = (None, "2100", "8000", 1, 1.0, True, Decimal(1), [], {}, TimeOfDay.at(9))
changes = st.dictionaries(st.sampled_from(PATHS), st.sampled_from(VALUES), max_size=2)
omissions = st.frozensets(st.sampled_from(sorted(FORM)), max_size=2)


def change_form(change: Form, omitted: frozenset[str]) -> Form:
    return {
        path: value for path, value in {**FORM, **change}.items() if path not in omitted or path in change
    }


def read_alone(form: Form, index: int, settings: Settings) -> Draft:
    booking, violations = read_booking(form, settings, None, index)
    return Draft(index, violations, None if violations else booking)


@given(st.lists(st.builds(change_form, changes, omissions), max_size=8))
def test_an_item_of_a_batch_is_read_as_it_is_alone(forms: list[Form]) -> None:
    alone = [read_alone(form, index, SETTINGS) for index, form in enumerate([FORM, *forms, FORM])]
    assert repr(list(new_drafts([FORM, *forms, FORM], SETTINGS))) == repr(alone)


def test_items_of_a_batch_share_their_parts() -> None:
    first, second = (
        draft.booking
        for draft in new_drafts([WITHOUT_COORDINATES, {**WITHOUT_COORDINATES, "notes": "hej"}], SETTINGS)
    )
    assert first
    assert second
    assert first != second
    assert first.pickup is second.pickup
    assert first.delivery_window is second.delivery_window


def test_no_more_parts_are_kept_than_are_freed_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(part_memo, "MOST_KEPT", 1)
    first, second = (draft.booking for draft in new_drafts([WITHOUT_COORDINATES] * 2, SETTINGS))
    assert first == second
    assert first
    assert second
    assert first.pickup is not second.pickup
