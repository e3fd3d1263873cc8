from collections.abc import Callable, Coroutine

import pytest

from domain.errors import MissingScope
from domain.model.auth import Caller, Scope
from domain.model.batches import ErrorPolicy
from domain.model.events import FeedEvent
from domain.model.page import DeliveryFilter, HistoryRequest, PageRequest, StopsRequest, SweepFilter
from domain.model.slots import SlotRequest
from domain.rules.lifecycle import Step
from domain.usecases import UseCases
from domain.usecases.subscriptions import Admit, FeedEvents
from tests.domain.examples import NOW
from tests.fakes import World, caller
from tests.usecases.world import DAY, NOBODY_S, attempt_all, form

PER_ITEM = ErrorPolicy.PER_ITEM
ANY_DELIVERY = DeliveryFilter()
Call = Callable[[UseCases, Caller], Coroutine[object, object, object]]


def admitting(who: Caller) -> Admit:
    async def admit() -> Caller:
        return who

    return admit


async def first(feed_events: FeedEvents) -> FeedEvent | None:
    return await anext(feed_events, None)


CALLS: list[tuple[Scope, Call]] = [
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.deliveries.create(who, [form()])),
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.deliveries.update(who, [{"id": NOBODY_S}])),
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.deliveries.delete(who, [NOBODY_S])),
    (Scope.SWEEPS_WRITE, lambda cases, who: cases.sweeps.plan(who, DAY, [NOBODY_S])),
    (Scope.SWEEPS_WRITE, lambda cases, who: cases.sweeps.unplan(who, NOBODY_S)),
    (Scope.SWEEPS_WRITE, lambda cases, who: cases.sweeps.start(who, NOBODY_S)),
    (Scope.SWEEPS_WRITE, lambda cases, who: cases.sweeps.record(who, Step.FINISH, [NOBODY_S])),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.delivery(who, NOBODY_S)),
    (
        Scope.DELIVERIES_READ,
        lambda cases, who: cases.queries.deliveries(who, ANY_DELIVERY, PageRequest()),
    ),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.stops(who, [NOBODY_S], StopsRequest())),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.count_states(who, [NOBODY_S])),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.sweeps(who, SweepFilter(), PageRequest())),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.sweeps_by_id(who, [NOBODY_S])),
    (
        Scope.DELIVERIES_READ,
        lambda cases, who: first(cases.live.follow_deliveries(admitting(who), ANY_DELIVERY)),
    ),
    (Scope.DELIVERIES_READ, lambda cases, who: first(cases.live.follow_sweeps(admitting(who)))),
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.deliveries.create(who, [form()], policy=PER_ITEM)),
    (
        Scope.DELIVERIES_WRITE,
        lambda cases, who: cases.deliveries.update(who, [{"id": NOBODY_S}], policy=PER_ITEM),
    ),
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.deliveries.delete(who, [NOBODY_S], policy=PER_ITEM)),
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.advice.rehearse_create(who, [form()])),
    (Scope.DELIVERIES_WRITE, lambda cases, who: cases.advice.rehearse_update(who, [{"id": NOBODY_S}])),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.advice.slots(who, SlotRequest("2100", DAY, DAY))),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.advice.editability(who, [])),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.as_of(who, NOBODY_S, NOW)),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.deliveries_by_id(who, [NOBODY_S])),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.histories(who, [NOBODY_S], HistoryRequest())),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.count_deliveries(who, ANY_DELIVERY)),
    (Scope.DELIVERIES_READ, lambda cases, who: cases.queries.count_sweeps(who, SweepFilter())),
    (Scope.SETTINGS_WRITE, lambda cases, who: cases.settings.update(who, {})),
    (Scope.SETTINGS_WRITE, lambda cases, who: cases.settings.add_store(who, {})),
    (Scope.SETTINGS_WRITE, lambda cases, who: cases.settings.remove_store(who, NOBODY_S)),
    (Scope.ADMIN, lambda cases, who: cases.tokens.by_id(who, [NOBODY_S])),
    (Scope.ADMIN, lambda cases, who: cases.queries.tokens(who, PageRequest())),
    (Scope.ADMIN, lambda cases, who: cases.queries.count_tokens(who)),
    (Scope.ADMIN, lambda cases, who: cases.tokens.create(who, "", frozenset(), None)),
    (Scope.ADMIN, lambda cases, who: cases.tokens.revoke(who, NOBODY_S)),
    (Scope.SETTINGS_READ, lambda cases, who: cases.queries.settings(who)),
]


@pytest.mark.parametrize(("scope", "call"), CALLS)
async def test_every_other_scope_together_is_not_enough(scope: Scope, call: Call) -> None:
    world = World()
    others = caller(*(frozenset(Scope) - {scope}))
    with pytest.raises(MissingScope) as caught:
        await call(world.usecases, others)
    assert caught.value.scope == scope
    assert world.records.events == []


@pytest.mark.parametrize(("scope", "call"), CALLS)
async def test_its_own_scope_alone_is_enough(scope: Scope, call: Call) -> None:
    (error,) = await attempt_all([call(World().usecases, caller(scope))])
    assert not isinstance(error, MissingScope)
