from collections.abc import Sequence
from dataclasses import dataclass

from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.delivery import Delivery, State
from domain.model.events import EventType
from domain.ports import Clock, Ids, Ledger, UnitOfWork
from domain.rules.catalogue import Operation
from domain.rules.drafts import change_drafts, new_drafts
from domain.rules.form_reader import Form
from domain.rules.identifiers import form_id, forms_naming
from domain.rules.lifecycle import Step, with_booking
from domain.usecases.assessment import approve, check_size
from domain.usecases.idempotency import DELIVERIES, Command, CommandResult, run_once
from domain.usecases.transitions import lock_existing, save_changed, step_all


@dataclass(frozen=True, slots=True)
class DeliveryCommands:
    """Book, change and withdraw deliveries: all items of a batch or none.

    All raise `Refused` with every violation of every item, `EmptyBatch`, `BatchTooLarge`, `MissingScope`;
    under an idempotency `key` all are done once.
    """

    ledger: Ledger
    clock: Clock
    ids: Ids

    async def create(
        self, caller: Caller, forms: Sequence[Form], key: str | None = None
    ) -> CommandResult[Sequence[Delivery]]:
        """Answers with the new deliveries in the order of their forms."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now, ids = self.clock.now(), self.ids.take(len(forms))

        async def work(unit: UnitOfWork) -> Sequence[Delivery]:
            settings = await unit.settings.load()
            bookings = await approve(unit, settings, now, new_drafts(forms, settings))
            made = [
                Delivery(delivery_id, caller.account_id, booking, State.CREATED, now, now)
                for delivery_id, booking in zip(ids, bookings, strict=True)
            ]
            await unit.deliveries.save([Change(None, each, EventType.CREATED) for each in made])
            return made

        command = Command(caller, now, Operation.CREATE, forms, key)
        return await run_once(self.ledger, command, DELIVERIES, work)

    async def update(
        self, caller: Caller, forms: Sequence[Form], key: str | None = None
    ) -> CommandResult[Sequence[Delivery]]:
        """Each form names its delivery as `id`; an omitted field keeps its value.

        What stays as it was is not written and leaves no event.
        """
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> Sequence[Delivery]:
            settings = await unit.settings.load()
            present = await lock_existing(unit, [form_id(form) for form in forms])
            drafts = change_drafts(forms, settings, present)
            bookings = await approve(unit, settings, now, drafts)
            changes = [
                Change(before, with_booking(before, booking, now), EventType.UPDATED)
                for draft, booking in zip(drafts, bookings, strict=True)
                if (before := draft.standing) is not None
            ]
            await save_changed(unit, changes)
            return [change.after for change in changes]

        command = Command(caller, now, Operation.UPDATE, forms, key)
        return await run_once(self.ledger, command, DELIVERIES, work)

    async def delete(
        self, caller: Caller, ids: Sequence[str], key: str | None = None
    ) -> CommandResult[Sequence[Delivery]]:
        """Answers with the deliveries as they are kept: deleted, which for clients is not at all."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(ids)
        now = self.clock.now()

        async def work(unit: UnitOfWork) -> Sequence[Delivery]:
            return await step_all(unit, Step.DELETE, ids, now)

        command = Command(caller, now, Operation.DELETE, forms_naming(ids), key)
        return await run_once(self.ledger, command, DELIVERIES, work)
