"""For one account, the ids of another one do not exist."""

from collections.abc import Awaitable

import pytest

from domain.errors import Code, Refused
from domain.model.auth import Scope
from domain.model.delivery import Delivery
from domain.model.page import DeliveryFilter, PageRequest, StopsRequest, SweepFilter
from domain.model.sweep import Sweep
from domain.rules.lifecycle import Step
from domain.usecases import UseCases
from tests.fakes import caller
from tests.persistence.booking_forms import DAY, booking_form

NEIGHBOUR = caller(account_id="another")


@pytest.fixture
async def delivery(usecases: UseCases) -> Delivery:
    (created,) = (await usecases.deliveries.create(caller(), [booking_form()])).answer.deliveries
    return created


@pytest.fixture
async def sweep(usecases: UseCases, delivery: Delivery) -> Sweep:
    return (await usecases.sweeps.plan(caller(), DAY, [delivery.id])).answer


async def code_of(command: Awaitable[object]) -> Code:
    with pytest.raises(Refused) as refused:
        await command
    (violation,) = refused.value.violations
    return violation.code


async def test_a_neighbour_sees_nothing(usecases: UseCases, sweep: Sweep, delivery: Delivery) -> None:
    queries = usecases.queries
    assert await queries.delivery(NEIGHBOUR, delivery.id) is None
    for wanted in (DeliveryFilter(), DeliveryFilter(reference="Test"), DeliveryFilter(sweep_id=sweep.id)):
        assert not (await queries.deliveries(NEIGHBOUR, wanted, PageRequest())).items
    assert not (await queries.sweeps(NEIGHBOUR, SweepFilter(), PageRequest())).items
    assert await queries.sweeps_by_id(NEIGHBOUR, [sweep.id]) == {}
    assert not (await queries.stops(NEIGHBOUR, [sweep.id], StopsRequest()))[sweep.id].items
    assert await queries.count_states(NEIGHBOUR, [sweep.id]) == {sweep.id: []}


async def test_a_neighbour_changes_nothing(usecases: UseCases, delivery: Delivery) -> None:
    for command in (
        usecases.deliveries.update(NEIGHBOUR, [{"id": delivery.id, "notes": "mine"}]),
        usecases.deliveries.delete(NEIGHBOUR, [delivery.id]),
        usecases.sweeps.plan(NEIGHBOUR, DAY, [delivery.id]),
        usecases.sweeps.record(NEIGHBOUR, Step.FINISH, [delivery.id]),
    ):
        assert await code_of(command) is Code.DELIVERY_NOT_FOUND
    assert await usecases.queries.delivery(caller(), delivery.id) == delivery


async def test_a_neighbour_moves_no_sweep(usecases: UseCases, sweep: Sweep) -> None:
    assert await code_of(usecases.sweeps.start(NEIGHBOUR, sweep.id)) is Code.SWEEP_NOT_FOUND
    assert await code_of(usecases.sweeps.unplan(NEIGHBOUR, sweep.id)) is Code.SWEEP_NOT_FOUND
    assert (await usecases.queries.sweeps_by_id(caller(), [sweep.id]))[sweep.id] == sweep


async def test_a_neighbour_revokes_no_token(usecases: UseCases) -> None:
    office = usecases.administration
    record, _ = await office.add_token("account", "till", frozenset(Scope))
    assert not await office.revoke_token("another", record.id)
    assert await office.all_tokens("another") == []
    assert await office.revoke_token("account", record.id)
