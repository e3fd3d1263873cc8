from collections.abc import Callable, Coroutine
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import Code, MissingScope
from domain.model.auth import Caller, Channel, Scope
from domain.model.delivery import State
from domain.model.sweep import SweepState
from domain.rules.lifecycle import Step
from domain.usecases import UseCases
from domain.usecases.idempotency import CommandResult
from tests.fakes import World, caller
from tests.usecases.world import (
    DAY,
    MERCHANT,
    STRANGER,
    book,
    codes,
    form,
    on_sweep,
    refusal,
    stored_delivery,
    two_accounts,
    under_way,
)

Call = Callable[[UseCases, Caller, str], Coroutine[object, object, CommandResult[object]]]
KEY = "order-4711"


async def calls(world: World) -> dict[str, Call]:
    """Every command, each about a thing of its own."""
    (changed, gone, free), (unplanned, _) = await book(world, 3), await on_sweep(world)
    (started, _), (_, (arrived,)) = await on_sweep(world), await under_way(world)
    return {
        "create": lambda cases, who, key: cases.deliveries.create(who, [form(), form()], key),
        "update": lambda cases, who, key: cases.deliveries.update(who, [{"id": changed, "notes": "!"}], key),
        "delete": lambda cases, who, key: cases.deliveries.delete(who, [gone], key),
        "plan": lambda cases, who, key: cases.sweeps.plan(who, DAY, [free], key),
        "unplan": lambda cases, who, key: cases.sweeps.unplan(who, unplanned, key),
        "start": lambda cases, who, key: cases.sweeps.start(who, started, key),
        "record": lambda cases, who, key: cases.sweeps.record(who, Step.FINISH, [arrived], key),
    }


COMMANDS = ("create", "update", "delete", "plan", "unplan", "start", "record")


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_is_done_once_under_its_key_and_answered_alike(name: str) -> None:
    world = World()
    call = (await calls(world))[name]
    first = await call(world.usecases, MERCHANT, KEY)
    after = deepcopy(world.records)
    world.clock.instant += timedelta(hours=23, minutes=59)
    again = await call(world.usecases, replace(MERCHANT, channel=Channel.REST, request_id="request-2"), KEY)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.answer == first.answer
    assert world.records == after


@pytest.mark.parametrize("name", COMMANDS)
async def test_without_a_key_nothing_is_remembered(name: str) -> None:
    world = World()
    await (await calls(world))[name](world.usecases, MERCHANT, KEY)
    assert list(world.records.keys) == [("account", KEY)]
    await book(world)
    assert len(world.records.keys) == 1


@pytest.mark.parametrize("name", COMMANDS)
async def test_no_other_command_may_come_under_the_same_key(name: str) -> None:
    world = World()
    every = await calls(world)
    await every[name](world.usecases, MERCHANT, KEY)
    after = deepcopy(world.records)
    for other in set(COMMANDS) - {name}:
        assert await refusal(every[other](world.usecases, MERCHANT, KEY)) == [
            (0, Code.IDEMPOTENCY_KEY_REUSED)
        ]
    assert world.records == after


async def test_the_same_command_about_something_else_is_another_request() -> None:
    world = World()
    first, second = await book(world, 2)
    _, (late, later) = await under_way(world, 2)
    deliveries, sweeps = world.usecases.deliveries, world.usecases.sweeps
    await deliveries.delete(MERCHANT, [first], "delete")
    await sweeps.plan(MERCHANT, DAY, [second], "plan")
    await sweeps.record(MERCHANT, Step.FAIL, [late], "record")
    others = [
        deliveries.delete(MERCHANT, [second], "delete"),
        sweeps.plan(MERCHANT, DAY + timedelta(1), [second], "plan"),
        sweeps.record(MERCHANT, Step.FAIL, [later], "record"),
        sweeps.record(MERCHANT, Step.FINISH, [late], "record"),
    ]
    for other in others:
        assert await refusal(other) == [(0, Code.IDEMPOTENCY_KEY_REUSED)]


async def test_a_replay_shows_what_has_become_of_it_since() -> None:
    world = World()
    create = world.usecases.deliveries.create
    first, second = [each.id for each in (await create(MERCHANT, [form(), form()], KEY)).answer.deliveries]
    await world.usecases.deliveries.delete(MERCHANT, [first])
    sweep = (await world.usecases.sweeps.plan(MERCHANT, DAY, [second], "plan")).answer
    await world.usecases.sweeps.unplan(MERCHANT, sweep.id)
    again = (await create(MERCHANT, [form(), form()], KEY)).answer.deliveries
    assert [(each.id, each.state) for each in again] == [(first, State.DELETED), (second, State.CREATED)]
    replanned = (await world.usecases.sweeps.plan(MERCHANT, DAY, [second], "plan")).answer
    assert (replanned.id, replanned.state) == (sweep.id, SweepState.CANCELED)


async def test_a_refusal_is_not_remembered() -> None:
    world = World()
    wrong, right = [form(packages=0)], [form()]
    create = world.usecases.deliveries.create
    assert await codes(create(MERCHANT, wrong, KEY)) == {Code.MALFORMED_REQUEST}
    assert world.records.keys == {}
    assert not (await create(MERCHANT, right, KEY)).replayed
    assert await codes(create(MERCHANT, wrong, KEY)) == {Code.IDEMPOTENCY_KEY_REUSED}


async def test_an_expired_key_may_be_used_anew() -> None:
    world = World()
    await world.usecases.deliveries.create(MERCHANT, [form()], KEY)
    world.clock.instant += timedelta(hours=24)
    anew = await world.usecases.deliveries.create(MERCHANT, [form(), form()], KEY)
    again = await world.usecases.deliveries.create(MERCHANT, [form(), form()], KEY)
    assert (anew.replayed, again.replayed) == (False, True)
    assert len(world.records.deliveries) == 3


async def test_another_account_s_key_is_another_key() -> None:
    world = two_accounts()
    (mine,) = (await world.usecases.deliveries.create(MERCHANT, [form()], KEY)).answer.deliveries
    other = await world.usecases.deliveries.create(STRANGER, [form()], KEY)
    assert not other.replayed
    (theirs,) = other.answer.deliveries
    assert theirs.id != mine.id
    assert stored_delivery(world, theirs.id, "stranger") == theirs


async def test_a_malformed_key_is_refused_before_anything_is_done() -> None:
    world = World()
    assert await refusal(world.usecases.deliveries.create(MERCHANT, [form()], "")) == [
        (0, Code.MALFORMED_REQUEST)
    ]
    assert world.records.deliveries == {}


async def test_a_replay_needs_the_scope_that_the_command_needs() -> None:
    world = World()
    await world.usecases.deliveries.create(MERCHANT, [form()], KEY)
    with pytest.raises(MissingScope):
        await world.usecases.deliveries.create(caller(Scope.DELIVERIES_READ), [form()], KEY)
