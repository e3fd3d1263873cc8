"""Texts are read, stored, compared and searched in one form, in which "é" is one character."""

from dataclasses import replace

import pytest

from domain.model.page import DeliveryFilter
from domain.rules.catalogue import Operation
from domain.rules.form_reader import SHORT_TEXT, FormReader
from domain.rules.idempotency import Fingerprint
from domain.rules.lists import normalize_filter
from domain.rules.settings import read_settings
from tests.fakes import open_settings

COMPOSED, DECOMPOSED = "Caf\u00e9", "Cafe\u0301"


def test_a_form_is_read_in_the_normal_form() -> None:
    reader = FormReader({"name": f" {DECOMPOSED} ", "notes": DECOMPOSED}, 0)
    assert reader.required_text("name") == COMPOSED
    assert reader.text("notes", limit=len(COMPOSED)) == COMPOSED
    assert reader.text("notes", limit=3) == ""
    assert [each.path for each in reader.violations] == ["notes"]


def test_a_text_is_measured_in_the_normal_form() -> None:
    reader = FormReader({"name": "e\u0301" * SHORT_TEXT}, 0)
    assert reader.text("name") == "\u00e9" * SHORT_TEXT
    assert reader.violations == []


def test_settings_are_read_in_the_normal_form() -> None:
    settings = read_settings({"departments": [DECOMPOSED], "address": DECOMPOSED}, open_settings())
    assert (settings.departments, settings.address) == ((COMPOSED,), COMPOSED)


def test_two_requests_are_the_same_in_either_form() -> None:
    one, other = Fingerprint(Operation.CREATE), Fingerprint(Operation.CREATE)
    one.add({"notes": COMPOSED})
    other.add({"notes": DECOMPOSED})
    assert one.text == other.text


@pytest.mark.parametrize("name", ["reference", "zip", "city", "recipient", "department", "text"])
def test_a_filter_asks_for_the_normal_form(name: str) -> None:
    plain = DeliveryFilter()
    wanted = normalize_filter(replace(plain, **{name: DECOMPOSED}))  # type: ignore[arg-type] # texts alone
    assert wanted == replace(plain, **{name: COMPOSED})  # type: ignore[arg-type]
    assert normalize_filter(plain) == plain
