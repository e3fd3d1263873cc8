"""What builders and replacers make is what constructors and `dataclasses.replace` make."""

from dataclasses import FrozenInstanceError, astuple, fields, replace

import pytest
from hypothesis import given

from domain.model.builders import make_builder, make_replacer
from domain.model.delivery import Delivery, State
from domain.model.location import Location
from tests.domain.strategies import deliveries

build_delivery = make_builder(Delivery)


@given(deliveries)
def test_a_built_value_is_that_of_the_constructor(delivery: Delivery) -> None:
    built = build_delivery(*(getattr(delivery, each.name) for each in fields(Delivery)))
    assert built == delivery
    assert (type(built), hash(built), repr(built)) == (Delivery, hash(delivery), repr(delivery))


def test_a_built_value_is_frozen_and_has_the_defaults() -> None:
    built = make_builder(Location)("2100", "København", "Kattegatvej 53")
    assert astuple(built) == astuple(Location("2100", "København", "Kattegatvej 53"))
    with pytest.raises(FrozenInstanceError):
        built.zip = "2200"  # type: ignore[misc]


@given(deliveries)
def test_a_replacer_changes_the_named_attributes_alone(delivery: Delivery) -> None:
    change = make_replacer(Delivery, "state", "position")
    assert change(delivery, State.RETURNED, 3) == replace(delivery, state=State.RETURNED, position=3)


def test_a_replacer_needs_a_value_for_each_attribute() -> None:
    with pytest.raises(ValueError, match="zip"):
        make_replacer(Location, "zip", "city")(Location("2100", "København", "Kattegatvej 53"), "2200")
