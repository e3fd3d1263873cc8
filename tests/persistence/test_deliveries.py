"""A delivery is read as it was saved."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import cycle

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.system.object_ids import ObjectIds
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.events import Change, EventType
from domain.model.page import DeliveryFilter, PageRequest
from domain.model.sweep import Sweep, SweepState
from domain.ports import UnitOfWork
from domain.usecases import UseCases
from persistence.adapters import PostgresAdapters
from persistence.commands.deliveries import FEWEST_COPIED
from tests.fakes import caller
from tests.persistence.booking_forms import DAY, booking_form
from tests.persistence.delivery_strategies import deliveries

NOW = datetime(2018, 3, 28, 9, tzinfo=UTC)
IDS = ObjectIds()
SWEEP = Sweep("5aba00dcafe9af1843c294b7", "account", DAY, SweepState.PLANNED, NOW, NOW)
ATTRIBUTES = [attribute.name for attribute in fields(Booking)]
EVERYTHING = DeliveryFilter(states=frozenset(State))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # one database serves all examples
)
@given(
    made=st.lists(deliveries("account", SWEEP.id), min_size=1, max_size=10),
    changed=deliveries("account", SWEEP.id),
    fewest=st.sampled_from([1, FEWEST_COPIED]),
)
async def test_every_attribute_comes_back_as_it_was_saved(
    store: PostgresAdapters, made: list[Delivery], changed: Delivery, fewest: int
) -> None:
    ids = IDS.take(max(fewest, len(made)))
    new = [replace(each, id=name) for each, name in zip(cycle(made), ids, strict=False)]
    await save(store, [Change(None, each, EventType.CREATED) for each in new])
    assert await newest(store, len(new)) == new[::-1]
    after = replace(changed, id=new[0].id, created_at=new[0].created_at)
    await save(store, [Change(new[0], after, EventType.UPDATED)])
    assert await newest(store, len(new)) == [*new[:0:-1], after]


async def save(store: PostgresAdapters, changes: list[Change[Delivery]]) -> None:
    async def work(unit: UnitOfWork) -> None:
        if not await unit.sweeps.lock([SWEEP.id]):
            await unit.sweeps.save([Change(None, SWEEP, EventType.CREATED)])
        await unit.deliveries.save(changes)

    await store.ledger.run(caller(), NOW, work)


async def newest(store: PostgresAdapters, count: int) -> list[Delivery]:
    return list((await store.reader.deliveries("account", EVERYTHING, PageRequest(count))).items)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # one database serves all examples
)
@given(
    made=st.lists(deliveries("account", SWEEP.id), min_size=2, max_size=2),
    other=deliveries("account", SWEEP.id),
    names=st.lists(st.sampled_from(ATTRIBUTES), min_size=2, max_size=2),
)
async def test_changes_of_different_attributes_in_one_command_leave_all_others(
    store: PostgresAdapters, made: list[Delivery], other: Delivery, names: list[str]
) -> None:
    before = [replace(each, id=name) for each, name in zip(made, IDS.take(2), strict=True)]
    await save(store, [Change(None, each, EventType.CREATED) for each in before])
    values = [{name: getattr(other.booking, name)} for name in names]
    after = [
        replace(each, booking=replace(each.booking, **value))
        for each, value in zip(before, values, strict=True)
    ]
    changes = [Change(*pair, EventType.UPDATED) for pair in zip(before, after, strict=True)]
    await save(store, changes)
    assert await newest(store, 2) == after[::-1]


async def test_the_longest_texts_fit(usecases: UseCases) -> None:
    widest = "\U0002fa1d"  # of four bytes, like any emoji
    form = booking_form(
        reference=widest * 500, label=widest * 2000, notes=widest * 2000, drop_off__city=widest * 500
    )
    (made,) = (await usecases.deliveries.create(caller(), [form])).answer.deliveries
    wanted = DeliveryFilter(reference=widest * 500)
    assert (await usecases.queries.deliveries(caller(), wanted, PageRequest())).items == [made]


async def test_a_lock_finds_what_exists_and_is_not_deleted(
    store: PostgresAdapters, usecases: UseCases
) -> None:
    kept, gone = (await usecases.deliveries.create(caller(), [booking_form()] * 2)).answer.deliveries
    await usecases.deliveries.delete(caller(), [gone.id])

    async def work(unit: UnitOfWork) -> list[str]:
        return list(await unit.deliveries.lock([gone.id, kept.id, "0" * 24]))

    assert await store.ledger.run(caller(), NOW, work) == [kept.id]


async def test_the_deliveries_of_a_sweep_are_those_on_it(store: PostgresAdapters, usecases: UseCases) -> None:
    made = (await usecases.deliveries.create(caller(), [booking_form()] * 3)).answer.deliveries
    sweep = (await usecases.sweeps.plan(caller(), DAY, [made[2].id, made[0].id])).answer

    async def work(unit: UnitOfWork) -> tuple[list[str], list[State]]:
        locked = await unit.deliveries.lock_sweep(sweep.id)
        return [each.id for each in locked], list(await unit.deliveries.states_on(sweep.id))

    ids, states = await store.ledger.run(caller(), NOW, work)
    assert ids == [made[0].id, made[2].id]
    assert states == [State.PLANNED, State.PLANNED]
