from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, TypeAlias

from domain.model.auth import Caller, Scope
from domain.model.batches import ErrorPolicy
from domain.model.delivery import Delivery
from domain.model.events import Change, EventType
from domain.model.sweep import Sweep, SweepState
from domain.ports import Clock, Ids, Ledger, Slices, UnitOfWork
from domain.rules.catalogue import Operation
from domain.rules.identifiers import duplicate_indexes, forms_naming, is_id, printable
from domain.rules.lifecycle import Step, apply_step
from domain.rules.sweeps import (
    finish_if_complete,
    plan_refusals,
    put_on_sweep,
    require_planned,
    take_off_sweep,
)
from domain.usecases.assessment import check_size
from domain.usecases.idempotency import DELIVERIES, SWEEP, Command, CommandResult, run_once
from domain.usecases.transitions import lock_existing, raise_if_refused, save_changed, step_batch

OutcomeStep: TypeAlias = Literal[Step.FINISH, Step.FAIL, Step.KEEP_FOR_REDELIVERY, Step.RETURN]
"""The steps that record what the driver did with a delivery."""


@dataclass(frozen=True, slots=True)
class SweepCommands:
    """Plan collection rounds and record the outcomes of their deliveries.

    All lock deliveries first, then the sweep. All raise `Refused` and `MissingScope`; those that take a batch
    also `EmptyBatch` and `BatchTooLarge`. Under an idempotency `key` all are done once.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids
    slices: Slices

    async def plan(
        self, caller: Caller, day: date, ids: Sequence[str], key: str | None = None
    ) -> CommandResult[Sweep]:
        """Put deliveries, in this order, on a new sweep; from then on they are locked."""
        caller.require(Scope.SWEEPS_WRITE)
        check_size(ids)
        now, pace = self.clock.now(), self.slices.begin()
        sweep = Sweep(self.ids.take(1)[0], caller.account_id, day, SweepState.PLANNED, now, now)

        async def work(unit: UnitOfWork) -> Sweep:
            present = await lock_existing(unit, ids)
            again = duplicate_indexes(ids)
            raise_if_refused(
                refusal
                for index, name in enumerate(ids)
                for refusal in plan_refusals(
                    printable(name), present.get(name), day, index, again=index in again
                )
            )
            await unit.sweeps.save([Change(None, sweep, EventType.CREATED)])
            changes = (
                Change(present[name], put_on_sweep(present[name], sweep, position, now), EventType.PLANNED)
                for position, name in enumerate(ids)
            )
            await save_changed(unit, enumerate(changes), pace)
            return sweep

        command = Command(caller, now, Operation.PLAN, [{"day": day}, *forms_naming(ids)], key, pace)
        return await run_once(self.ledger, command, SWEEP, work)

    async def unplan(self, caller: Caller, sweep_id: str, key: str | None = None) -> CommandResult[Sweep]:
        """Cancel a sweep that has not started; its deliveries become what they were before it."""
        caller.require(Scope.SWEEPS_WRITE)
        now, pace = self.clock.now(), self.slices.begin()

        async def work(unit: UnitOfWork) -> Sweep:
            before, deliveries = await _lock_planned_sweep(unit, sweep_id)
            after = replace(before, state=SweepState.CANCELED, updated_at=now)
            await unit.sweeps.save([Change(before, after, EventType.CANCELED)])
            changes = (Change(each, take_off_sweep(each, now), EventType.UNPLANNED) for each in deliveries)
            await save_changed(unit, enumerate(changes), pace)
            return after

        command = Command(caller, now, Operation.UNPLAN, forms_naming([sweep_id]), key, pace)
        return await run_once(self.ledger, command, SWEEP, work)

    async def start(self, caller: Caller, sweep_id: str, key: str | None = None) -> CommandResult[Sweep]:
        """Send the driver off: every delivery of the sweep is under way."""
        caller.require(Scope.SWEEPS_WRITE)
        now, pace = self.clock.now(), self.slices.begin()

        async def work(unit: UnitOfWork) -> Sweep:
            before, deliveries = await _lock_planned_sweep(unit, sweep_id)
            after = replace(before, state=SweepState.STARTED, updated_at=now)
            await unit.sweeps.save([Change(before, after, EventType.STARTED)])
            changes = (
                Change(each, apply_step(Step.START, each, now), EventType.STARTED) for each in deliveries
            )
            await save_changed(unit, enumerate(changes), pace)
            return after

        command = Command(caller, now, Operation.START, forms_naming([sweep_id]), key, pace)
        return await run_once(self.ledger, command, SWEEP, work)

    async def record(
        self, caller: Caller, outcome: OutcomeStep, ids: Sequence[str], key: str | None = None
    ) -> CommandResult[Sequence[Delivery]]:
        """Record one outcome of deliveries; a sweep with no delivery under way is finished."""
        caller.require(Scope.SWEEPS_WRITE)
        check_size(ids)
        now, pace = self.clock.now(), self.slices.begin()

        async def work(unit: UnitOfWork) -> Sequence[Delivery]:
            stepped = await step_batch(unit, outcome, ids, now, ErrorPolicy.ALL_OR_NOTHING, pace=pace)
            deliveries = stepped.deliveries
            await _close_sweeps(unit, sorted({each.sweep_id for each in deliveries if each.sweep_id}), now)
            return deliveries

        command = Command(
            caller, now, Operation.RECORD_OUTCOME, [{"outcome": outcome.value}, *forms_naming(ids)], key, pace
        )
        return await run_once(self.ledger, command, DELIVERIES, work)


async def _lock_planned_sweep(unit: UnitOfWork, sweep_id: str) -> tuple[Sweep, Sequence[Delivery]]:
    """A sweep that has not started and the deliveries on it, all locked."""
    if not is_id(sweep_id):
        return require_planned(printable(sweep_id), None), ()
    deliveries = await unit.deliveries.lock_sweep(sweep_id)
    sweeps = await unit.sweeps.lock([sweep_id])
    return require_planned(sweep_id, sweeps.get(sweep_id)), deliveries


async def _close_sweeps(unit: UnitOfWork, sweep_ids: Sequence[str], now: datetime) -> None:
    present = await unit.sweeps.lock(sweep_ids)
    for sweep_id in sweep_ids:
        before = present[sweep_id]
        after = finish_if_complete(before, await unit.deliveries.states_on(sweep_id), now)
        if after is not before:
            await unit.sweeps.save([Change(before, after, EventType.FINISHED)])
