from collections.abc import Sequence
from dataclasses import dataclass

from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.delivery import Delivery, State
from domain.model.event import Happening
from domain.ports import Books, Clock, Ids, Ledger
from domain.rules.catalogue import Operation
from domain.rules.drafting import change_drafts, new_drafts
from domain.rules.form import Form
from domain.rules.identifiers import forms_naming, named_by
from domain.rules.life import Step, rebooked
from domain.usecases.assessment import approve, check_size
from domain.usecases.once import DELIVERIES, Command, Done, once
from domain.usecases.steps import keep, standing, step_all


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
    ) -> Done[Sequence[Delivery]]:
        """Answers with the new deliveries in the order of their forms."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now, ids = self.clock.now(), self.ids.take(len(forms))

        async def work(books: Books) -> Sequence[Delivery]:
            settings = await books.settings.load()
            bookings = await approve(books, settings, now, new_drafts(forms, settings))
            made = [
                Delivery(delivery_id, caller.account_id, booking, State.CREATED, now, now)
                for delivery_id, booking in zip(ids, bookings, strict=True)
            ]
            await books.deliveries.save([Change(None, each, Happening.CREATED) for each in made])
            return made

        command = Command(caller, now, Operation.CREATE, forms, key)
        return await once(self.ledger, command, DELIVERIES, work)

    async def update(
        self, caller: Caller, forms: Sequence[Form], key: str | None = None
    ) -> Done[Sequence[Delivery]]:
        """Each form names its delivery as `id`; an omitted field keeps its value.

        What stays as it was is not written and leaves no event.
        """
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now = self.clock.now()

        async def work(books: Books) -> Sequence[Delivery]:
            settings = await books.settings.load()
            present = await standing(books, [named_by(form) for form in forms])
            drafts = change_drafts(forms, settings, present)
            bookings = await approve(books, settings, now, drafts)
            changes = [
                Change(before, rebooked(before, booking, now), Happening.UPDATED)
                for draft, booking in zip(drafts, bookings, strict=True)
                if (before := draft.standing) is not None
            ]
            await keep(books, changes)
            return [change.after for change in changes]

        command = Command(caller, now, Operation.UPDATE, forms, key)
        return await once(self.ledger, command, DELIVERIES, work)

    async def delete(
        self, caller: Caller, ids: Sequence[str], key: str | None = None
    ) -> Done[Sequence[Delivery]]:
        """Answers with the deliveries as they are kept: deleted, which for clients is not at all."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(ids)
        now = self.clock.now()

        async def work(books: Books) -> Sequence[Delivery]:
            return await step_all(books, Step.DELETE, ids, now)

        command = Command(caller, now, Operation.DELETE, forms_naming(ids), key)
        return await once(self.ledger, command, DELIVERIES, work)
