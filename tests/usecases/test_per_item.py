import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BatchTooLarge, Code, EmptyBatch, Refused
from domain.model.delivery import State
from domain.model.outcome import Outcome
from domain.model.settings import Settings
from domain.rules.form import Form
from domain.usecases.assessment import LARGEST_BATCH
from tests.domain.strategies import bookings, settings_of_accounts, wild_forms, written
from tests.fakes import World
from tests.usecases.stories import (
    MERCHANT,
    STRANGER,
    attempted,
    booked,
    finished,
    form,
    happenings,
    kept,
    on_sweep,
    two_accounts,
)

batches = st.lists(bookings.map(written) | wild_forms, min_size=1, max_size=4)


def told(outcome: Outcome) -> list[tuple[bool, list[Code]]]:
    """Item by item whether it was done, and what speaks against it."""
    assert [result.index for result in outcome.results] == list(range(len(outcome.results)))
    return [
        (result.delivery is not None, [broken.code for broken in result.violations])
        for result in outcome.results
    ]


async def test_good_items_are_booked_and_the_others_told() -> None:
    world = World()
    forms = [form(reference="a"), form(packages=0), form(reference="c"), form(department="Garden")]
    outcome = await world.usecases.per_item.create(MERCHANT, forms)
    assert told(outcome) == [
        (True, []),
        (False, [Code.MALFORMED_REQUEST]),
        (True, []),
        (False, [Code.DEPARTMENT_UNKNOWN]),
    ]
    assert [each.booking.reference for each in outcome.deliveries] == ["a", "c"]
    assert list(world.store.deliveries.values()) == list(outcome.deliveries)
    assert [each.index for each in outcome.violations] == [1, 3]


@given(batches, settings_of_accounts)
def test_item_by_item_the_same_rules_speak(forms: list[Form], settings: Settings) -> None:
    async def story() -> None:
        whole, single = World(), World()
        whole.store.settings["account"] = single.store.settings["account"] = settings
        outcome = await single.usecases.per_item.create(MERCHANT, forms)
        assert all((result.delivery is None) == bool(result.violations) for result in outcome.results)
        (error,) = await attempted([whole.usecases.deliveries.create(MERCHANT, forms)])
        refused = list(error.violations) if isinstance(error, Refused) else []
        assert refused == outcome.violations
        assert whole.store.deliveries == ({} if refused else single.store.deliveries)

    finished(story())


async def test_of_several_changes_of_one_delivery_the_first_is_done() -> None:
    world = two_accounts()
    (free,) = await booked(world)
    _, (planned,) = await on_sweep(world)
    (foreign,) = await booked(world, whose=STRANGER)
    forms: list[Form] = [
        {"id": free, "notes": "first"},
        {"id": free, "notes": "second"},
        {"id": planned, "notes": "late"},
        {"id": foreign, "notes": "not yours"},
    ]
    outcome = await world.usecases.per_item.update(MERCHANT, forms)
    assert told(outcome) == [
        (True, []),
        (False, [Code.DUPLICATE_ITEM]),
        (False, [Code.DELIVERY_LOCKED]),
        (False, [Code.DELIVERY_NOT_FOUND]),
    ]
    assert kept(world, free).booking.notes == "first"
    assert kept(world, foreign, "stranger").booking.notes == ""


async def test_what_may_be_deleted_is_and_the_rest_stays() -> None:
    world = World()
    free, other = await booked(world, 2)
    _, (planned,) = await on_sweep(world)
    outcome = await world.usecases.per_item.delete(MERCHANT, [planned, free, "no id", free, other])
    assert told(outcome) == [
        (False, [Code.DELIVERY_LOCKED]),
        (True, []),
        (False, [Code.DELIVERY_NOT_FOUND]),
        (False, [Code.DUPLICATE_ITEM]),
        (True, []),
    ]
    states = [kept(world, each).state for each in (planned, free, other)]
    assert states == [State.PLANNED, State.DELETED, State.DELETED]


async def test_where_nothing_is_good_nothing_happens() -> None:
    world = World()
    await world.usecases.per_item.create(MERCHANT, [form(packages=0)])
    await world.usecases.per_item.update(MERCHANT, [{"id": "no id"}])
    await world.usecases.per_item.delete(MERCHANT, ["no id"])
    assert happenings(world) == []


async def test_batches_are_bounded_whatever_the_policy() -> None:
    commands = World().usecases.per_item
    forms: list[Form] = [{}] * (LARGEST_BATCH + 1)
    for work in (commands.create(MERCHANT, []), commands.update(MERCHANT, []), commands.delete(MERCHANT, [])):
        with pytest.raises(EmptyBatch):
            await work
    ids = [""] * len(forms)
    for work in (
        commands.create(MERCHANT, forms),
        commands.update(MERCHANT, forms),
        commands.delete(MERCHANT, ids),
    ):
        with pytest.raises(BatchTooLarge):
            await work
