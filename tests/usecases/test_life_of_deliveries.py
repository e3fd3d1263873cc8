from collections import Counter
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from domain.errors import Refused
from domain.model.delivery import Delivery, State
from domain.model.events import EventType
from domain.model.page import StopsRequest
from domain.model.sweep import SweepState
from domain.rules.leaves import flatten
from domain.rules.lifecycle import TRANSITIONS
from domain.usecases.sweeps import OutcomeStep
from tests.fakes import World
from tests.usecases.world import DAY, MERCHANT, OUTCOMES, book, form, on_sweep, run

LEADS_TO = {
    state: {
        target
        for passage in TRANSITIONS.values()
        if state in passage.sources
        for target in (passage.target, passage.redelivery_target or passage.target)
    }
    | {state}
    for state in State
}


def drop_unset(attributes: Mapping[str, object]) -> Mapping[str, object]:
    """A first event has no entry for what is not set, a later one null or an empty text."""
    return {path: value for path, value in attributes.items() if value not in (None, "")}


class LifeOfDeliveries(RuleBasedStateMachine):
    """Commands in any order, sensible or not; after each the whole store is looked at."""

    deliveries: Bundle[str] = Bundle("deliveries")
    sweeps: Bundle[str] = Bundle("sweeps")

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.cases = self.world.usecases
        self.seen: dict[str, Delivery] = {}
        self.planned: dict[str, list[tuple[int, str]]] = {}

    def deliveries_by_id(self) -> dict[str, Delivery]:
        return {delivery.id: delivery for delivery in self.world.records.deliveries.values()}

    def is_done(self, work: Coroutine[object, object, object]) -> bool:
        self.world.clock.instant += timedelta(minutes=1)
        before = (self.deliveries_by_id(), dict(self.world.records.sweeps), len(self.world.records.events))
        try:
            run(work)
        except Refused:
            assert before == (
                self.deliveries_by_id(),
                self.world.records.sweeps,
                len(self.world.records.events),
            )
            return False
        return True

    @initialize(target=sweeps)
    def one_sweep_stands(self) -> str:
        return run(on_sweep(self.world, 2))[0]

    @initialize(target=deliveries)
    def some_deliveries_are_booked(self) -> MultipleResults[str]:
        return multiple(*run(book(self.world, 3)))

    @rule(target=deliveries, ahead=st.integers(0, 1))
    def book(self, ahead: int) -> str:
        day = DAY + timedelta(ahead)
        (made,) = run(self.cases.deliveries.create(MERCHANT, [form(delivery_date=day)])).answer.deliveries
        return made.id

    @rule(ids=st.lists(deliveries, min_size=1, max_size=3))
    def update(self, ids: list[str]) -> None:
        news = f"as of {self.world.clock.now()}"  # other than before, as the clock goes on with each command
        forms = [{"id": each, "notes": news} for each in ids]
        self.only_created_deliveries_change(ids, self.cases.deliveries.update(MERCHANT, forms))

    @rule(ids=st.lists(deliveries, min_size=1, max_size=3))
    def delete(self, ids: list[str]) -> None:
        self.only_created_deliveries_change(ids, self.cases.deliveries.delete(MERCHANT, ids))

    def only_created_deliveries_change(self, ids: list[str], work: Coroutine[object, object, object]) -> None:
        before = self.deliveries_by_id()
        may_change = len(set(ids)) == len(ids) and all(before[each].state is State.CREATED for each in ids)
        assert self.is_done(work) == may_change
        after = self.deliveries_by_id()
        assert {each for each in before if after[each] != before[each]} == (set(ids) if may_change else set())

    @rule(target=sweeps, ids=st.lists(deliveries, min_size=1, max_size=4), ahead=st.integers(0, 2))
    def plan(self, ids: list[str], ahead: int) -> MultipleResults[str]:
        before = set(self.world.records.sweeps)
        self.is_done(self.cases.sweeps.plan(MERCHANT, DAY + timedelta(ahead), ids))
        return multiple(*(sweep_id for _, sweep_id in sorted(set(self.world.records.sweeps) - before)))

    @rule(target=sweeps, first=deliveries)
    def plan_all_of_a_day(self, first: str) -> str | MultipleResults[str]:
        day = self.deliveries_by_id()[first].booking.delivery_date
        free = [
            each.id
            for each in self.deliveries_by_id().values()
            if each.state is State.CREATED and each.booking.delivery_date == day
        ]
        if not free:
            return multiple()
        return run(self.cases.sweeps.plan(MERCHANT, day, free[::-1])).answer.id

    @rule(sweep_id=sweeps)
    def unplan(self, sweep_id: str) -> None:
        self.is_done(self.cases.sweeps.unplan(MERCHANT, sweep_id))

    @rule(sweep_id=sweeps)
    def start(self, sweep_id: str) -> None:
        self.is_done(self.cases.sweeps.start(MERCHANT, sweep_id))

    @rule(ids=st.lists(deliveries, min_size=1, max_size=3), outcome=st.sampled_from(OUTCOMES))
    def record(self, ids: list[str], outcome: OutcomeStep) -> None:
        self.is_done(self.cases.sweeps.record(MERCHANT, outcome, ids))

    @rule(sweep_id=sweeps, outcome=st.sampled_from(OUTCOMES))
    def record_a_whole_sweep(self, sweep_id: str, outcome: OutcomeStep) -> None:
        if ids := [each.id for each in self.deliveries_by_id().values() if each.sweep_id == sweep_id]:
            self.is_done(self.cases.sweeps.record(MERCHANT, outcome, ids))

    @invariant()
    def a_waiting_sweep_s_positions_have_no_gap(self) -> None:
        for sweep in self.world.records.sweeps.values():
            on_it = [each for each in self.deliveries_by_id().values() if each.sweep_id == sweep.id]
            positions = sorted(-1 if each.position is None else each.position for each in on_it)
            assert len(set(positions)) == len(positions)
            assert -1 not in positions
            if sweep.state is SweepState.PLANNED:
                assert positions == list(range(len(positions)))
                assert positions
            if sweep.state is SweepState.CANCELED:
                assert not positions

    @invariant()
    def a_state_and_a_sweep_agree(self) -> None:
        sweeps = {sweep.id: sweep for sweep in self.world.records.sweeps.values()}
        for each in self.deliveries_by_id().values():
            if each.state in (State.CREATED, State.DELETED, State.FOR_REDELIVERY):
                assert (each.sweep_id, each.position, each.missed_day) == (None, None, None)
            elif each.state is not State.RETURNED:  # perhaps from for re-delivery
                assert each.sweep_id is not None
            if each.missed_day is not None:
                assert each.missed_day < each.booking.delivery_date
            if each.state is State.PLANNED:
                assert sweeps[each.sweep_id or ""].state is SweepState.PLANNED
                assert sweeps[each.sweep_id or ""].day == each.booking.delivery_date
            if each.state is State.IN_PROGRESS:
                assert sweeps[each.sweep_id or ""].state is SweepState.STARTED

    @invariant()
    def a_sweep_is_finished_when_none_of_its_deliveries_is_under_way(self) -> None:
        under_way = {
            each.sweep_id for each in self.deliveries_by_id().values() if each.state is State.IN_PROGRESS
        }
        for sweep in self.world.records.sweeps.values():
            assert (sweep.state is SweepState.STARTED) == (sweep.id in under_way)

    @invariant()
    def life_goes_on_only_as_it_may(self) -> None:
        for each in self.deliveries_by_id().values():
            before = self.seen.get(each.id, replace(each, state=State.CREATED))
            assert each.state in LEADS_TO[before.state]
        self.seen = self.deliveries_by_id()

    @invariant()
    def what_was_not_received_once_is_never_free_again(self) -> None:
        tried = {
            event.subject_id
            for event in self.world.records.events
            if event.type is EventType.KEPT_FOR_REDELIVERY
        }
        for each in self.deliveries_by_id().values():
            assert each.id not in tried or each.state not in (State.CREATED, State.DELETED)

    @invariant()
    def a_sweep_that_started_keeps_its_stops(self) -> None:
        started = (SweepState.STARTED, SweepState.FINISHED)
        for sweep in self.world.records.sweeps.values():
            if sweep.state is SweepState.PLANNED:
                self.planned[sweep.id] = self.list_stops(sweep.id)
            if sweep.state in started:
                assert self.list_stops(sweep.id) == self.planned[sweep.id]

    def list_stops(self, sweep_id: str) -> list[tuple[int, str]]:
        page = run(self.cases.queries.stops(MERCHANT, [sweep_id], StopsRequest()))[sweep_id]
        counts = run(self.cases.queries.count_states(MERCHANT, [sweep_id]))[sweep_id]
        assert Counter(each.state for each in page.items) == {each.state: each.count for each in counts}
        return [(each.position, each.delivery.id) for each in page.items]

    @invariant()
    def history_tells_what_is(self) -> None:
        replayed: dict[str, dict[str, object]] = {}
        for event in self.world.records.events:
            told_so_far = replayed.setdefault(event.subject_id, {})
            told_so_far |= {path: after for path, (_, after) in event.changes.items()}
        for each in self.deliveries_by_id().values():
            assert drop_unset(replayed[each.id]) == drop_unset(flatten(each))


TestLifeOfDeliveries = LifeOfDeliveries.TestCase
TestLifeOfDeliveries.settings = settings(max_examples=25, stateful_step_count=30)
