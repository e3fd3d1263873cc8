"""Values that a channel cannot read, wherever they stand in an item."""

import pytest

from domain.model.booking import Booking
from domain.rules.form_reader import NOT_GIVEN, UnreadableField
from tests.domain.examples import BOOKING
from tests.domain.test_booking_form import FORM, WINDOWS, refusals_of


@pytest.mark.parametrize(
    "path", [*FORM, *WINDOWS, "recipient", "pickup", "pickup_window", "insured_value.currency"]
)
@pytest.mark.parametrize("existing", [None, BOOKING])
def test_an_unreadable_value_is_the_violation_of_its_own_field(path: str, existing: Booking | None) -> None:
    others = {name: value for name, value in FORM.items() if not name.startswith(f"{path}.")}
    ((found, requirement),) = refusals_of({**others, path: UnreadableField('"x"')}, existing)
    assert found == path
    assert requirement.startswith("must be")
    assert refusals_of({**others, path: NOT_GIVEN}, existing) == [(path, "must be given")]


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do() -> None:
    requirement = "must be one of DELIVERY, RETURN"
    assert refusals_of({**FORM, "kind": UnreadableField('"GIFT"')}) == [("kind", requirement)]
