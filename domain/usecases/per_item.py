from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Refused, Violation
from domain.model.batches import Outcome, outcome_of
from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.delivery import Delivery, State
from domain.model.events import EventType
from domain.ports import Clock, Ids, Ledger, UnitOfWork
from domain.rules.catalogue import Operation, sort_violations
from domain.rules.drafts import change_drafts, new_drafts, step_refusals
from domain.rules.form_reader import Form
from domain.rules.identifiers import duplicate_indexes, form_id, forms_naming, printable
from domain.rules.lifecycle import TRANSITIONS, Step, apply_step, with_booking
from domain.usecases.assessment import assess, check_size
from domain.usecases.idempotency import OUTCOME, Command, CommandResult, run_once
from domain.usecases.transitions import lock_existing, save_changed

_EACH: Form = {"error_policy": "PER_ITEM"}


@dataclass(frozen=True, slots=True)
class PerItemCommands:
    """Book, change and withdraw deliveries item by item, in one transaction: the good items are done.

    What speaks against the others is told; where not one is good, all raise `Refused`. All raise
    `EmptyBatch`, `BatchTooLarge` and `MissingScope` too, and under an idempotency `key` all are done once.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids

    async def create(
        self, caller: Caller, forms: Sequence[Form], key: str | None = None
    ) -> CommandResult[Outcome]:
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now, ids = self.clock.now(), self.ids.take(len(forms))

        async def work(unit: UnitOfWork) -> Outcome:
            settings = await unit.settings.load()
            assessment = await assess(unit.addresses, settings, now, new_drafts(forms, settings))
            made = {
                index: Delivery(ids[index], caller.account_id, booking, State.CREATED, now, now)
                for index, booking in assessment.accepted_bookings().items()
            }
            await unit.deliveries.save([Change(None, each, EventType.CREATED) for each in made.values()])
            return _some(len(forms), made, assessment.violations)

        return await run_once(self.ledger, _command(caller, now, Operation.CREATE, forms, key), OUTCOME, work)

    async def update(
        self, caller: Caller, forms: Sequence[Form], key: str | None = None
    ) -> CommandResult[Outcome]:
        """Of several changes of one delivery the first is done, where it is good, and no other."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> Outcome:
            settings = await unit.settings.load()
            present = await lock_existing(unit, [form_id(form) for form in forms])
            drafts = change_drafts(forms, settings, present)
            assessment = await assess(unit.addresses, settings, now, drafts)
            changes = {
                index: Change(before, with_booking(before, booking, now), EventType.UPDATED)
                for index, booking in assessment.accepted_bookings().items()
                if (before := drafts[index].standing) is not None
            }
            await save_changed(unit, changes.values())
            done = {index: change.after for index, change in changes.items()}
            return _some(len(forms), done, assessment.violations)

        return await run_once(self.ledger, _command(caller, now, Operation.UPDATE, forms, key), OUTCOME, work)

    async def delete(
        self, caller: Caller, ids: Sequence[str], key: str | None = None
    ) -> CommandResult[Outcome]:
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(ids)
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> Outcome:
            present = await lock_existing(unit, ids)
            again = duplicate_indexes(ids)
            refusals = [
                step_refusals(Step.DELETE, printable(name), present.get(name), index, again=index in again)
                for index, name in enumerate(ids)
            ]
            good = {index: present[name] for index, name in enumerate(ids) if not refusals[index]}
            done = {index: apply_step(Step.DELETE, each, now) for index, each in good.items()}
            event_type = TRANSITIONS[Step.DELETE].event_type
            await unit.deliveries.save([Change(good[each], done[each], event_type) for each in done])
            return _some(len(ids), done, sort_violations([each for found in refusals for each in found]))

        command = _command(caller, now, Operation.DELETE, forms_naming(ids), key)
        return await run_once(self.ledger, command, OUTCOME, work)


def _some(count: int, done: dict[int, Delivery], violations: Sequence[Violation]) -> Outcome:
    """Raises `Refused` where none is done, so that the refusal is not remembered."""
    if not done:
        raise Refused(violations)
    return outcome_of(count, done, violations)


def _command(
    caller: Caller, at: datetime, operation: Operation, forms: Sequence[Form], key: str | None
) -> Command:
    """Another request than the same items all or none."""
    return Command(caller, at, operation, [*forms, _EACH], key)
