from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Refused, Violation
from domain.model.caller import Caller, Scope
from domain.model.change import Change
from domain.model.delivery import Delivery, State
from domain.model.event import Happening
from domain.model.outcome import Outcome, outcome
from domain.ports import Books, Clock, Ids, Ledger
from domain.rules.catalogue import Operation, in_order
from domain.rules.drafting import change_drafts, new_drafts, step_refusals
from domain.rules.form import Form
from domain.rules.identifiers import forms_naming, named_by, repeats, shown
from domain.rules.life import LIFE, Step, rebooked, taken
from domain.usecases.assessment import assess, check_size
from domain.usecases.once import OUTCOME, Command, Done, once
from domain.usecases.steps import keep, standing

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

    async def create(self, caller: Caller, forms: Sequence[Form], key: str | None = None) -> Done[Outcome]:
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now, ids = self.clock.now(), self.ids.take(len(forms))

        async def work(books: Books) -> Outcome:
            settings = await books.settings.load()
            assessment = await assess(books.addresses, settings, now, new_drafts(forms, settings))
            made = {
                index: Delivery(ids[index], caller.account_id, booking, State.CREATED, now, now)
                for index, booking in assessment.welcome().items()
            }
            await books.deliveries.save([Change(None, each, Happening.CREATED) for each in made.values()])
            return _some(len(forms), made, assessment.violations)

        return await once(self.ledger, _command(caller, now, Operation.CREATE, forms, key), OUTCOME, work)

    async def update(self, caller: Caller, forms: Sequence[Form], key: str | None = None) -> Done[Outcome]:
        """Of several changes of one delivery the first is done, where it is good, and no other."""
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(forms)
        now = self.clock.now()

        async def work(books: Books) -> Outcome:
            settings = await books.settings.load()
            present = await standing(books, [named_by(form) for form in forms])
            drafts = change_drafts(forms, settings, present)
            assessment = await assess(books.addresses, settings, now, drafts)
            changes = {
                index: Change(before, rebooked(before, booking, now), Happening.UPDATED)
                for index, booking in assessment.welcome().items()
                if (before := drafts[index].standing) is not None
            }
            await keep(books, changes.values())
            done = {index: change.after for index, change in changes.items()}
            return _some(len(forms), done, assessment.violations)

        return await once(self.ledger, _command(caller, now, Operation.UPDATE, forms, key), OUTCOME, work)

    async def delete(self, caller: Caller, ids: Sequence[str], key: str | None = None) -> Done[Outcome]:
        caller.require(Scope.DELIVERIES_WRITE)
        check_size(ids)
        now = self.clock.now()

        async def work(books: Books) -> Outcome:
            present = await standing(books, ids)
            again = repeats(ids)
            refusals = [
                step_refusals(Step.DELETE, shown(name), present.get(name), index, again=index in again)
                for index, name in enumerate(ids)
            ]
            good = {index: present[name] for index, name in enumerate(ids) if not refusals[index]}
            done = {index: taken(Step.DELETE, each, now) for index, each in good.items()}
            happening = LIFE[Step.DELETE].happening
            await books.deliveries.save([Change(good[each], done[each], happening) for each in done])
            return _some(len(ids), done, in_order([each for found in refusals for each in found]))

        command = _command(caller, now, Operation.DELETE, forms_naming(ids), key)
        return await once(self.ledger, command, OUTCOME, work)


def _some(count: int, done: dict[int, Delivery], violations: Sequence[Violation]) -> Outcome:
    """Raises `Refused` where none is done, so that the refusal is not remembered."""
    if not done:
        raise Refused(violations)
    return outcome(count, done, violations)


def _command(
    caller: Caller, at: datetime, operation: Operation, forms: Sequence[Form], key: str | None
) -> Command:
    """Another request than the same items all or none."""
    return Command(caller, at, operation, [*forms, _EACH], key)
