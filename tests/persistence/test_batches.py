"""A batch is stored completely or not at all, at any size."""

import pytest

from domain.errors import Refused
from domain.usecases import UseCases
from tests.fakes import caller
from tests.persistence.booking_forms import booking_form
from tests.persistence.conftest import Observer

FORMS = [
    booking_form(reference=f"order {number}", drop_off__address_1=f"Kattegatvej {number}")
    for number in range(10_000)
]
COUNTS = "SELECT (SELECT count(*) FROM delivery), (SELECT count(*) FROM event), (SELECT count(*) FROM outbox)"


async def test_ten_thousand_are_kept_in_their_order(usecases: UseCases, observer: Observer) -> None:
    made = (await usecases.deliveries.create(caller(), FORMS)).answer.deliveries
    kept = await observer.rows("SELECT id, reference FROM delivery ORDER BY id")
    assert [(row["id"], row["reference"]) for row in kept] == [
        (each.id, f"order {number}") for number, each in enumerate(made)
    ]
    assert (await observer.rows(COUNTS))[0] == {"count": 10_000}
    events = await observer.rows("SELECT subject_id, number FROM event ORDER BY number")
    assert [row["subject_id"] for row in events] == [each.id for each in made]
    assert [row["number"] for row in events] == list(range(1, 10_001))
    assert await observer.value("SELECT count(DISTINCT command_id) FROM event") == 1


async def test_one_bad_item_of_ten_thousand_keeps_all_out(usecases: UseCases, observer: Observer) -> None:
    with pytest.raises(Refused) as refused:
        await usecases.deliveries.create(caller(), [*FORMS[:-1], booking_form(packages=0)])
    assert [(each.index, each.path) for each in refused.value.violations] == [(9_999, "packages")]
    assert await observer.value("SELECT count(*) FROM delivery") == 0
    assert await observer.value("SELECT count(*) FROM event") == 0
