from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from domain.errors import DomainError, MissingScope, NotAuthenticated, Unavailable
from domain.model.auth import Caller, Scope
from domain.model.delivery import State
from domain.model.events import Event, EventType, FeedEvent, Subject
from domain.model.page import DeliveryFilter
from domain.model.sweep import Sweep, SweepState
from domain.usecases.subscriptions import CHECK_EVERY
from tests.fakes import World, caller
from tests.usecases.world import DAY, MERCHANT, NOBODY_S, book, stored_delivery

EVERYTHING = DeliveryFilter()
A_SWEEP, ANOTHER = "a" * 24, "b" * 24


@dataclass
class Doorkeeper:
    """Lets in; the second time and from then on only where there is no `refusal`."""

    refusal: DomainError | None = None
    who: Caller = MERCHANT
    asked: int = 0

    async def admit(self) -> Caller:
        self.asked += 1
        if self.refusal and self.asked > 1:
            raise self.refusal
        return self.who


@dataclass
class HurryingClock:
    """Each look at it comes later than the last by what is checked for."""

    world: World
    step: timedelta = CHECK_EVERY

    def now(self) -> object:
        self.world.clock.instant += self.step
        return self.world.clock.instant


async def account_of_three() -> World:
    """A booking, a planned sweep and another one, in two batches with a silence between."""
    world = World()
    (delivery_id,) = await book(world)
    delivery = stored_delivery(world, delivery_id)
    now = world.clock.now()

    def feed_event(number: int, sweep_id: str = "") -> FeedEvent:
        subject = Subject.SWEEP if sweep_id else Subject.DELIVERY
        event = Event(subject, sweep_id or delivery.id, EventType.CREATED, {})
        sweep = Sweep(sweep_id, "account", DAY, SweepState.PLANNED, now, now)
        about = {"sweep": sweep} if sweep_id else {"delivery": delivery}
        return FeedEvent(number, event, now, **about)

    world.feed.batches["account"] = [
        [feed_event(1), feed_event(2, A_SWEEP)],
        [],
        [feed_event(3, ANOTHER), feed_event(4)],
    ]
    return world


def hurry_clock(world: World) -> World:
    world.usecases = replace(
        world.usecases,
        live=replace(world.usecases.live, clock=HurryingClock(world)),  # type: ignore[arg-type]
    )
    return world


async def collect_numbers(
    world: World, channel: Doorkeeper, wanted: DeliveryFilter = EVERYTHING
) -> Sequence[int]:
    return [each.number async for each in world.usecases.live.follow_deliveries(channel.admit, wanted)]


async def test_deliveries_are_followed_without_sweeps() -> None:
    assert await collect_numbers(await account_of_three(), Doorkeeper()) == [1, 4]


async def test_a_filter_leaves_out_what_does_not_pass() -> None:
    planned = DeliveryFilter(states=frozenset({State.PLANNED}))
    assert await collect_numbers(await account_of_three(), Doorkeeper(), planned) == []


@pytest.mark.parametrize(("zip_code", "numbers"), [("dk-21 00", [1, 4]), ("2200", [])])
async def test_deliveries_are_followed_by_any_spelling_of_a_zip_code(
    zip_code: str, numbers: list[int]
) -> None:
    assert (
        await collect_numbers(await account_of_three(), Doorkeeper(), DeliveryFilter(zip=zip_code)) == numbers
    )


@pytest.mark.parametrize(("sweep_id", "numbers"), [(None, [2, 3]), (A_SWEEP, [2]), (NOBODY_S, [])])
async def test_one_sweep_or_all_are_followed(sweep_id: str | None, numbers: list[int]) -> None:
    live = (await account_of_three()).usecases.live
    numbers_sent = [each.number async for each in live.follow_sweeps(Doorkeeper().admit, sweep_id)]
    assert numbers_sent == numbers


async def test_following_goes_on_after_a_number() -> None:
    live = (await account_of_three()).usecases.live
    assert [each.number async for each in live.follow_deliveries(Doorkeeper().admit, EVERYTHING, 1)] == [4]


async def test_another_account_hears_nothing() -> None:
    stranger = Doorkeeper(who=caller(account_id="stranger"))
    assert await collect_numbers(await account_of_three(), stranger) == []


async def test_following_needs_its_scope() -> None:
    others = Doorkeeper(who=caller(*(frozenset(Scope) - {Scope.DELIVERIES_READ})))
    with pytest.raises(MissingScope):
        await collect_numbers(await account_of_three(), others)


async def test_a_token_that_is_good_no_more_ends_it() -> None:
    channel = Doorkeeper(refusal=NotAuthenticated(token_given=True))
    with pytest.raises(NotAuthenticated):
        await collect_numbers(hurry_clock(await account_of_three()), channel)
    assert channel.asked == 2


async def test_a_token_is_not_looked_at_more_often_than_needed() -> None:
    channel = Doorkeeper(refusal=NotAuthenticated(token_given=True))
    assert await collect_numbers(await account_of_three(), channel) == [1, 4]
    assert channel.asked == 1


async def test_while_nothing_happens_a_store_that_is_away_ends_nothing() -> None:
    world = hurry_clock(await account_of_three())
    world.feed.batches["account"] = [[], []]
    channel = Doorkeeper(refusal=Unavailable())
    assert await collect_numbers(world, channel) == []
    assert channel.asked == 3


async def test_nothing_is_told_whose_reader_could_not_be_checked() -> None:
    with pytest.raises(Unavailable):
        await collect_numbers(hurry_clock(await account_of_three()), Doorkeeper(refusal=Unavailable()))
