from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.delivery import Delivery
from domain.model.event import Happening
from domain.model.sweep import Sweep, SweepState
from domain.ports import Books, Clock, Ids, Ledger
from domain.rules.catalogue import Operation
from domain.rules.identifiers import forms_naming, is_id, repeats, shown
from domain.rules.life import Step, taken
from domain.rules.sweeps import after_outcomes, plan_refusals, planned, unplanned, waiting
from domain.usecases.assessment import check_size
from domain.usecases.once import DELIVERIES, SWEEP, Command, Done, once
from domain.usecases.steps import refuse_any, standing, step_all


@dataclass(frozen=True, slots=True)
class SweepCommands:
    """Plan collection rounds and record what becomes of them; locks deliveries first, then the sweep.

    All raise `Refused` and `MissingScope`; those that take a batch also `EmptyBatch` and `BatchTooLarge`.
    Under an idempotency `key` all are done once.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids

    async def plan(
        self, caller: Caller, day: date, ids: Sequence[str], key: str | None = None
    ) -> Done[Sweep]:
        """Put deliveries, in this order, on a new sweep; from then on they are locked."""
        caller.require(Scope.SWEEPS_WRITE)
        check_size(ids)
        now = self.clock.now()
        sweep = Sweep(self.ids.take(1)[0], caller.account_id, day, SweepState.PLANNED, now, now)

        async def work(books: Books) -> Sweep:
            present = await standing(books, ids)
            again = repeats(ids)
            refuse_any(
                refusal
                for index, name in enumerate(ids)
                for refusal in plan_refusals(shown(name), present.get(name), day, index, again=index in again)
            )
            await books.sweeps.save([Change(None, sweep, Happening.CREATED)])
            await books.deliveries.save(
                [
                    Change(present[name], planned(present[name], sweep, position, now), Happening.PLANNED)
                    for position, name in enumerate(ids)
                ]
            )
            return sweep

        command = Command(caller, now, Operation.PLAN, [{"day": day}, *forms_naming(ids)], key)
        return await once(self.ledger, command, SWEEP, work)

    async def unplan(self, caller: Caller, sweep_id: str, key: str | None = None) -> Done[Sweep]:
        """Take a sweep back that has not started; its deliveries may be changed again."""
        caller.require(Scope.SWEEPS_WRITE)
        now = self.clock.now()

        async def work(books: Books) -> Sweep:
            before, deliveries = await _waiting_sweep(books, sweep_id)
            after = replace(before, state=SweepState.CANCELED, updated_at=now)
            await books.sweeps.save([Change(before, after, Happening.CANCELED)])
            await books.deliveries.save(
                [Change(each, unplanned(each, now), Happening.UNPLANNED) for each in deliveries]
            )
            return after

        command = Command(caller, now, Operation.UNPLAN, forms_naming([sweep_id]), key)
        return await once(self.ledger, command, SWEEP, work)

    async def start(self, caller: Caller, sweep_id: str, key: str | None = None) -> Done[Sweep]:
        """Send the driver off: every delivery of the sweep is under way."""
        caller.require(Scope.SWEEPS_WRITE)
        now = self.clock.now()

        async def work(books: Books) -> Sweep:
            before, deliveries = await _waiting_sweep(books, sweep_id)
            after = replace(before, state=SweepState.STARTED, updated_at=now)
            await books.sweeps.save([Change(before, after, Happening.STARTED)])
            await books.deliveries.save(
                [Change(each, taken(Step.START, each, now), Happening.STARTED) for each in deliveries]
            )
            return after

        command = Command(caller, now, Operation.START, forms_naming([sweep_id]), key)
        return await once(self.ledger, command, SWEEP, work)

    async def record(
        self, caller: Caller, outcome: Step, ids: Sequence[str], key: str | None = None
    ) -> Done[Sequence[Delivery]]:
        """Finish, fail, keep for re-delivery or return; a sweep with none under way is finished."""
        caller.require(Scope.SWEEPS_WRITE)
        check_size(ids)
        now = self.clock.now()

        async def work(books: Books) -> Sequence[Delivery]:
            deliveries = await step_all(books, outcome, ids, now)
            await _close_sweeps(books, sorted({each.sweep_id for each in deliveries if each.sweep_id}), now)
            return deliveries

        command = Command(
            caller, now, Operation.RECORD_OUTCOME, [{"outcome": outcome.value}, *forms_naming(ids)], key
        )
        return await once(self.ledger, command, DELIVERIES, work)


async def _waiting_sweep(books: Books, sweep_id: str) -> tuple[Sweep, Sequence[Delivery]]:
    """A sweep that has not started and the deliveries on it, all locked."""
    if not is_id(sweep_id):
        return waiting(shown(sweep_id), None), ()
    deliveries = await books.deliveries.lock_sweep(sweep_id)
    sweeps = await books.sweeps.lock([sweep_id])
    return waiting(sweep_id, sweeps.get(sweep_id)), deliveries


async def _close_sweeps(books: Books, sweep_ids: Sequence[str], now: datetime) -> None:
    present = await books.sweeps.lock(sweep_ids)
    for sweep_id in sweep_ids:
        before = present[sweep_id]
        after = after_outcomes(before, await books.deliveries.states_on(sweep_id), now)
        if after is not before:
            await books.sweeps.save([Change(before, after, Happening.FINISHED)])
