from collections.abc import Awaitable, Callable
from copy import deepcopy

import pytest

from domain.errors import Refused
from domain.model.delivery import Delivery
from domain.model.page import DeliveryFilter, PageRequest, StopsRequest, SweepFilter
from domain.rules.catalogue import sentence
from tests.changed_settings import change_settings
from tests.fakes import World
from tests.usecases.world import (
    DAY,
    MERCHANT,
    NOBODY_S,
    OUTCOMES,
    STRANGER,
    attempt_all,
    book,
    on_sweep,
    two_accounts,
    under_way,
)

Stage = Callable[[World], Awaitable[tuple[str, list[str]]]]


async def told_to_a_stranger(world: World, delivery_id: str, sweep_id: str) -> list[str]:
    """Every refusal word for word, with the ids left out."""
    cases = world.usecases
    errors = await attempt_all(
        [
            cases.deliveries.update(STRANGER, [{"id": delivery_id, "packages": 2}]),
            cases.deliveries.update(STRANGER, [{"id": delivery_id, "pickup.latitude": 1.5}]),
            cases.deliveries.delete(STRANGER, [delivery_id, delivery_id]),
            cases.sweeps.plan(STRANGER, DAY, [delivery_id]),
            cases.sweeps.unplan(STRANGER, sweep_id),
            cases.sweeps.start(STRANGER, sweep_id),
            *(cases.sweeps.record(STRANGER, outcome, [delivery_id]) for outcome in OUTCOMES),
        ]
    )
    refusals = [error.violations for error in errors if isinstance(error, Refused)]
    assert len(refusals) == len(errors)
    told = [f"{each.index} {each.path} {sentence(each, each.path)}" for found in refusals for each in found]
    return [text.replace(delivery_id, "_").replace(sweep_id, "_") for text in told]


@pytest.mark.parametrize("stage", [on_sweep, under_way])
async def test_commands_take_another_account_s_ids_for_ids_that_do_not_exist(stage: Stage) -> None:
    world = two_accounts()
    sweep_id, (delivery_id,) = await stage(world)
    before = deepcopy(world.records)
    theirs = await told_to_a_stranger(world, delivery_id, sweep_id)
    nobody_s = await told_to_a_stranger(world, NOBODY_S, "e" * 24)
    assert theirs == nobody_s
    assert world.records == before


async def test_queries_show_nothing_of_another_account() -> None:
    world = two_accounts()
    sweep_id, (delivery_id,) = await on_sweep(world)
    look = world.usecases.queries
    assert await look.delivery(STRANGER, delivery_id) is None
    assert list((await look.deliveries(STRANGER, DeliveryFilter(), PageRequest())).items) == []
    assert list((await look.stops(STRANGER, [sweep_id], StopsRequest()))[sweep_id].items) == []
    assert await look.count_states(STRANGER, [sweep_id]) == {sweep_id: []}
    assert list((await look.sweeps(STRANGER, SweepFilter(), PageRequest())).items) == []
    assert await look.sweeps_by_id(STRANGER, [sweep_id]) == {}
    assert await look.deliveries_by_id(STRANGER, [delivery_id]) == {}
    assert await look.count_deliveries(STRANGER, DeliveryFilter()) == 0
    assert await look.count_sweeps(STRANGER, SweepFilter()) == 0
    assert (await look.settings(STRANGER)).departments == ("Elsewhere",)


async def test_settings_of_one_account_are_not_another_s() -> None:
    world = two_accounts()
    before = world.records.settings["account"]
    await change_settings(world.usecases, STRANGER, before)
    assert world.records.settings["stranger"] == before
    (mine,) = await book(world, whose=STRANGER)
    found: Delivery | None = await world.usecases.queries.delivery(MERCHANT, mine)
    assert found is None
