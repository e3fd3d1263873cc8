from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.errors import Refused, Violation
from domain.model.batches import ErrorPolicy, Outcome, outcome_of
from domain.model.delivery import Delivery
from domain.model.events import Change
from domain.ports import UnitOfWork
from domain.rules.catalogue import sort_violations
from domain.rules.drafts import step_refusals
from domain.rules.identifiers import duplicate_indexes, is_id, printable
from domain.rules.lifecycle import TRANSITIONS, Step, apply_step
from domain.usecases.assessment import accept_items


async def lock_existing(unit: UnitOfWork, ids: Sequence[str]) -> Mapping[str, Delivery]:
    """The deliveries that the ids name, locked; texts that cannot be ids name none."""
    return await unit.deliveries.lock(sorted({name for name in ids if is_id(name)}))


async def step_batch(
    unit: UnitOfWork, step: Step, ids: Sequence[str], now: datetime, policy: ErrorPolicy
) -> Outcome:
    """Take a step with each delivery that may take it; raises `Refused` where the policy lets none pass."""
    present = await lock_existing(unit, ids)
    again = duplicate_indexes(ids)
    violations = sort_violations(
        [
            refusal
            for index, name in enumerate(ids)
            for refusal in step_refusals(
                step, printable(name), present.get(name), index, again=index in again
            )
        ]
    )
    existing = {index: present[name] for index, name in enumerate(ids) if name in present}
    changes = {
        index: Change(before, apply_step(step, before, now), TRANSITIONS[step].event_type)
        for index, before in accept_items(existing, violations, policy).items()
    }
    await unit.deliveries.save(list(changes.values()))
    return outcome_of(len(ids), {index: change.after for index, change in changes.items()}, violations)


async def save_changed(unit: UnitOfWork, changes: Iterable[Change[Delivery]]) -> None:
    """Save the changes that change anything."""
    await unit.deliveries.save([change for change in changes if change.after is not change.before])


def raise_if_refused(violations: Iterable[Violation]) -> None:
    """Raises `Refused` with all violations if there are any."""
    found = sort_violations(list(violations))
    if found:
        raise Refused(found)
