from collections.abc import Sequence
from dataclasses import dataclass

from domain.model.auth import Caller, Scope
from domain.model.batches import AssessedOutcome, ErrorPolicy, Outcome, outcome_of
from domain.model.builders import make_builder
from domain.model.delivery import Delivery, State
from domain.model.events import Change, EventType
from domain.ports import Clock, Ids, Ledger, Slices, UnitOfWork
from domain.rules.catalogue import Operation
from domain.rules.drafts import change_drafts, new_drafts
from domain.rules.form_reader import Form
from domain.rules.identifiers import form_id, forms_naming
from domain.rules.lifecycle import Step, with_booking
from domain.usecases.assessment import Basis, accept_items, assess, check_size
from domain.usecases.idempotency import ASSESSED, OUTCOME, Command, CommandResult, run_once
from domain.usecases.transitions import lock_existing, save_changed, step_batch

ALL_OR_NOTHING = ErrorPolicy.ALL_OR_NOTHING

_build_delivery = make_builder(Delivery)


@dataclass(frozen=True, slots=True)
class DeliveryCommands:
    """Book, change and withdraw deliveries in batches, each batch in one transaction.

    Where items break rules, the error policy decides: all raise `Refused` with every violation of every item
    where it lets no item pass. All raise `EmptyBatch`, `BatchTooLarge` and `MissingScope` too; under an
    idempotency `key` all are done once.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids
    slices: Slices

    async def create(
        self,
        caller: Caller,
        forms: Sequence[Form],
        key: str | None = None,
        policy: ErrorPolicy = ALL_OR_NOTHING,
    ) -> CommandResult[AssessedOutcome]:
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now, ids, pace = self.clock.now(), self.ids.take(len(forms)), self.slices.begin()

        async def work(unit: UnitOfWork) -> AssessedOutcome:
            settings = await unit.settings.load()
            basis = Basis(settings, now, unit.addresses, unit.deliveries.find_ids)
            assessment = await assess(basis, new_drafts(forms, settings), pace)
            bookings = accept_items(assessment.bookings, assessment.violations, policy)
            new = (
                (index, _build_delivery(ids[index], caller.account_id, booking, State.CREATED, now, now))
                for index, booking in bookings.items()
            )
            changes = ((index, Change(None, each, EventType.CREATED)) for index, each in new)
            made = await save_changed(unit, changes, pace)
            outcome = outcome_of(len(forms), made, assessment.violations)
            return AssessedOutcome(outcome.results, settings)

        command = Command(caller, now, Operation.CREATE, _mark_policy(forms, policy), key, pace)
        return await run_once(self.ledger, command, ASSESSED, work)

    async def update(
        self,
        caller: Caller,
        forms: Sequence[Form],
        key: str | None = None,
        policy: ErrorPolicy = ALL_OR_NOTHING,
    ) -> CommandResult[AssessedOutcome]:
        """Each form names its delivery as `id`; an omitted field keeps its value.

        A delivery that stays as it was is not written and leaves no event. Of several changes of one delivery
        all but the first are refused.
        """
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now, pace = self.clock.now(), self.slices.begin()
        ids = [form_id(form) for form in forms]

        async def work(unit: UnitOfWork) -> AssessedOutcome:
            settings = await unit.settings.load()
            present = await lock_existing(unit, ids)
            basis = Basis(settings, now, unit.addresses, unit.deliveries.find_ids)
            assessment = await assess(basis, change_drafts(forms, settings, present), pace)
            bookings = accept_items(assessment.bookings, assessment.violations, policy)
            named = ((index, present[ids[index]], booking) for index, booking in bookings.items())
            changes = (
                (index, Change(before, with_booking(before, booking, now), EventType.UPDATED))
                for index, before, booking in named
            )
            after = await save_changed(unit, changes, pace)
            outcome = outcome_of(len(forms), after, assessment.violations)
            return AssessedOutcome(outcome.results, settings)

        command = Command(caller, now, Operation.UPDATE, _mark_policy(forms, policy), key, pace)
        return await run_once(self.ledger, command, ASSESSED, work)

    async def delete(
        self,
        caller: Caller,
        ids: Sequence[str],
        key: str | None = None,
        policy: ErrorPolicy = ALL_OR_NOTHING,
    ) -> CommandResult[Outcome]:
        """The answer has the deliveries as they are stored: deleted, so clients cannot find them any more."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(ids)
        now, pace = self.clock.now(), self.slices.begin()

        async def work(unit: UnitOfWork) -> Outcome:
            return await step_batch(unit, Step.DELETE, ids, now, policy, pace=pace)

        command = Command(caller, now, Operation.DELETE, _mark_policy(forms_naming(ids), policy), key, pace)
        return await run_once(self.ledger, command, OUTCOME, work)


def _mark_policy(forms: Sequence[Form], policy: ErrorPolicy) -> Sequence[Form]:
    """The forms of a fingerprint: under one key, the same items `PER_ITEM` are another request."""
    return forms if policy is ALL_OR_NOTHING else [*forms, {"error_policy": policy.value}]
