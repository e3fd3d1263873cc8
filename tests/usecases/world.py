"""What the use-case tests have in common: forms, callers and short ways to a delivery in a given state."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest

from domain.errors import Code, DomainError, Refused
from domain.model.auth import ApiToken, Caller
from domain.model.delivery import Delivery
from domain.model.events import EventType
from domain.model.page import PageRequest
from domain.model.time_of_day import TimeOfDay
from domain.rules.lifecycle import Step
from domain.usecases.sweeps import OutcomeStep
from tests.fakes import World, caller, open_settings

T = TypeVar("T")
DAY = date(2018, 4, 5)
NOBODY_S = "f" * 24
MERCHANT = caller()
STRANGER = caller(account_id="stranger")
OUTCOMES: tuple[OutcomeStep, ...] = (Step.FINISH, Step.FAIL, Step.KEEP_FOR_REDELIVERY, Step.RETURN)


def form(**changes: object) -> dict[str, object]:
    """A form that nothing speaks against; double underscores stand for the dots of a path."""
    whole: dict[str, object] = {
        "reference": "Test",
        "recipient.name": "Roma",
        "delivery_date": DAY,
        "pickup_window.start": TimeOfDay.at(2, 10),
        "pickup_window.end": TimeOfDay.at(3, 15),
        "pickup.zip": "2100",
        "pickup.city": "København",
        "pickup.address_1": "Kattegatvej 53",
        "drop_off.zip": "2100",
        "drop_off.city": "København",
        "drop_off.address_1": "Kattegatvej 57",
    }
    return whole | {path.replace("__", "."): value for path, value in changes.items()}


def two_accounts() -> World:
    world = World()
    world.records.settings["stranger"] = replace(open_settings(), departments=("Elsewhere",))
    return world


def run(work: Coroutine[object, object, T]) -> T:
    """The answer of a use-case over fakes, which never really waits, where a test cannot be async."""
    return asyncio.run(work)


async def book(world: World, count: int = 1, whose: Caller = MERCHANT) -> list[str]:
    made = (await world.usecases.deliveries.create(whose, [form() for _ in range(count)])).answer.deliveries
    return [delivery.id for delivery in made]


async def on_sweep(world: World, count: int = 1, whose: Caller = MERCHANT) -> tuple[str, list[str]]:
    ids = await book(world, count, whose)
    sweep = (await world.usecases.sweeps.plan(whose, DAY, ids)).answer
    return sweep.id, ids


async def under_way(world: World, count: int = 1) -> tuple[str, list[str]]:
    sweep_id, ids = await on_sweep(world, count)
    await world.usecases.sweeps.start(MERCHANT, sweep_id)
    return sweep_id, ids


async def list_tokens(world: World, whose: Caller = MERCHANT) -> list[ApiToken]:
    return list((await world.usecases.queries.tokens(whose, PageRequest())).items)


def stored_delivery(world: World, delivery_id: str, account_id: str = "account") -> Delivery:
    return world.records.deliveries[account_id, delivery_id]


def event_types(world: World) -> list[EventType]:
    return [event.type for event in world.records.events]


async def refusal(work: Coroutine[object, object, object]) -> list[tuple[int, Code]]:
    """Item and code of everything that spoke against it."""
    with pytest.raises(Refused) as caught:
        await work
    return [(violation.index, violation.code) for violation in caught.value.violations]


async def codes(work: Coroutine[object, object, object]) -> set[Code]:
    return {code for _, code in await refusal(work)}


async def attempt_all(works: Iterable[Coroutine[object, object, object]]) -> Sequence[DomainError | None]:
    """What each raised, `None` where it was done."""
    found: list[DomainError | None] = []
    for work in works:
        try:
            await work
            found.append(None)
        except DomainError as error:
            found.append(error)
    return found
