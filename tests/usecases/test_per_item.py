import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BatchTooLarge, Code, EmptyBatch, Refused
from domain.model.batches import ErrorPolicy, Outcome
from domain.model.delivery import State
from domain.model.settings import Settings
from domain.rules.catalogue import Operation
from domain.rules.form_reader import Form
from domain.rules.idempotency import Fingerprint
from domain.usecases.assessment import LARGEST_BATCH
from tests.domain.strategies import bookings, form_from_booking, settings_of_accounts, wild_forms
from tests.fakes import World
from tests.usecases.world import (
    MERCHANT,
    STRANGER,
    attempt_all,
    book,
    event_types,
    form,
    on_sweep,
    refusal,
    run,
    stored_delivery,
    two_accounts,
)

PER_ITEM = ErrorPolicy.PER_ITEM

batches = st.lists(bookings.map(form_from_booking) | wild_forms, min_size=1, max_size=4)


def summarise(outcome: Outcome) -> list[tuple[bool, list[Code]]]:
    """Item by item whether it was done, and what speaks against it."""
    assert [result.index for result in outcome.results] == list(range(len(outcome.results)))
    return [
        (result.delivery is not None, [broken.code for broken in result.violations])
        for result in outcome.results
    ]


async def test_good_items_are_booked_and_the_others_refused() -> None:
    world = World()
    forms = [form(reference="a"), form(packages=0), form(reference="c"), form(department="Garden")]
    outcome = (await world.usecases.deliveries.create(MERCHANT, forms, policy=PER_ITEM)).answer
    assert summarise(outcome) == [
        (True, []),
        (False, [Code.MALFORMED_REQUEST]),
        (True, []),
        (False, [Code.DEPARTMENT_UNKNOWN]),
    ]
    assert [each.booking.reference for each in outcome.deliveries] == ["a", "c"]
    assert list(world.records.deliveries.values()) == list(outcome.deliveries)
    assert [each.index for each in outcome.violations] == [1, 3]


@given(batches, settings_of_accounts)
def test_item_by_item_the_same_rules_speak(forms: list[Form], settings: Settings) -> None:
    async def story() -> None:
        whole, single = World(), World()
        whole.records.settings["account"] = single.records.settings["account"] = settings
        (error,) = await attempt_all([whole.usecases.deliveries.create(MERCHANT, forms)])
        refused = list(error.violations) if isinstance(error, Refused) else []
        try:
            outcome = (await single.usecases.deliveries.create(MERCHANT, forms, policy=PER_ITEM)).answer
        except Refused as caught:
            are_told_apart = {each.index for each in caught.violations} == set(range(len(forms)))
            violations = list(caught.violations)
        else:
            are_told_apart = all((each.delivery is None) == bool(each.violations) for each in outcome.results)
            violations = list(outcome.violations)
        assert are_told_apart
        assert violations == refused
        assert whole.records.deliveries == ({} if refused else single.records.deliveries)

    run(story())


async def test_of_several_changes_of_one_delivery_the_first_is_done() -> None:
    world = two_accounts()
    (free,) = await book(world)
    _, (planned,) = await on_sweep(world)
    (foreign,) = await book(world, whose=STRANGER)
    forms: list[Form] = [
        {"id": free, "notes": "first"},
        {"id": free, "notes": "second"},
        {"id": planned, "notes": "late"},
        {"id": foreign, "notes": "not yours"},
    ]
    outcome = (await world.usecases.deliveries.update(MERCHANT, forms, policy=PER_ITEM)).answer
    assert summarise(outcome) == [
        (True, []),
        (False, [Code.DUPLICATE_ITEM]),
        (False, [Code.DELIVERY_LOCKED]),
        (False, [Code.DELIVERY_NOT_FOUND]),
    ]
    assert stored_delivery(world, free).booking.notes == "first"
    assert stored_delivery(world, foreign, "stranger").booking.notes == ""


async def test_what_may_be_deleted_is_and_the_rest_stays() -> None:
    world = World()
    free, other = await book(world, 2)
    _, (planned,) = await on_sweep(world)
    ids = [planned, free, "no id", free, other]
    outcome = (await world.usecases.deliveries.delete(MERCHANT, ids, policy=PER_ITEM)).answer
    assert summarise(outcome) == [
        (False, [Code.DELIVERY_LOCKED]),
        (True, []),
        (False, [Code.DELIVERY_NOT_FOUND]),
        (False, [Code.DUPLICATE_ITEM]),
        (True, []),
    ]
    states = [stored_delivery(world, each).state for each in (planned, free, other)]
    assert states == [State.PLANNED, State.DELETED, State.DELETED]


async def test_where_nothing_is_good_nothing_happens_and_nothing_is_remembered() -> None:
    world = World()
    commands = world.usecases.deliveries
    assert await refusal(commands.create(MERCHANT, [form(packages=0)], "key", PER_ITEM)) == [
        (0, Code.MALFORMED_REQUEST)
    ]
    assert await refusal(commands.update(MERCHANT, [{"id": "no id"}], "key", PER_ITEM)) == [
        (0, Code.DELIVERY_NOT_FOUND)
    ]
    assert await refusal(commands.delete(MERCHANT, ["no id"], "key", PER_ITEM)) == [
        (0, Code.DELIVERY_NOT_FOUND)
    ]
    assert event_types(world) == []
    assert world.records.keys == {}


async def test_a_repetition_shows_what_was_done_and_does_nothing() -> None:
    world = World()
    commands = world.usecases.deliveries
    forms = [form(packages=0), form(reference="b")]
    first = await commands.create(MERCHANT, forms, "key", PER_ITEM)
    (made,) = first.answer.deliveries
    await world.usecases.deliveries.update(MERCHANT, [{"id": made.id, "notes": "by now"}])
    again = await commands.create(MERCHANT, forms, "key", PER_ITEM)
    assert (first.replayed, again.replayed) == (False, True)
    assert summarise(again.answer) == [(False, []), (True, [])]
    assert again.answer.deliveries[0].booking.notes == "by now"
    assert len(world.records.deliveries) == 1


async def test_all_or_none_of_the_items_is_another_request() -> None:
    world = World()
    await world.usecases.deliveries.create(MERCHANT, [form()], "key", PER_ITEM)
    work = world.usecases.deliveries.create(MERCHANT, [form()], "key")
    assert await refusal(work) == [(0, Code.IDEMPOTENCY_KEY_REUSED)]


@pytest.mark.parametrize("policy", ErrorPolicy)
async def test_batches_are_bounded_whatever_the_policy(policy: ErrorPolicy) -> None:
    commands = World().usecases.deliveries
    for size, error in ((0, EmptyBatch), (LARGEST_BATCH + 1, BatchTooLarge)):
        forms: list[Form] = [{}] * size
        for work in (
            commands.create(MERCHANT, forms, policy=policy),
            commands.update(MERCHANT, forms, policy=policy),
            commands.delete(MERCHANT, [""] * size, policy=policy),
        ):
            with pytest.raises(error):
                await work


@pytest.mark.parametrize(
    ("policy", "marks"), [(ErrorPolicy.ALL_OR_NOTHING, []), (PER_ITEM, [{"error_policy": "PER_ITEM"}])]
)
async def test_a_key_in_use_stays_good_when_the_gateway_is_upgraded(
    policy: ErrorPolicy, marks: list[Form]
) -> None:
    world = World()
    await world.usecases.deliveries.create(MERCHANT, [form()], "key", policy)
    ((claim, _),) = world.records.keys.values()
    expected = Fingerprint(Operation.CREATE)
    for each in (form(), *marks):
        expected.add(each)
    assert claim.fingerprint == expected.text
