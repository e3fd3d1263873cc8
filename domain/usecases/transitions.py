from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from domain.errors import Refused, Violation
from domain.model.batches import ErrorPolicy, Outcome, outcome_of
from domain.model.delivery import Delivery
from domain.model.events import Change
from domain.ports import Pace, UnitOfWork
from domain.rules.catalogue import sort_violations
from domain.rules.drafts import step_refusals
from domain.rules.identifiers import duplicate_indexes, is_id, printable
from domain.rules.lifecycle import TRANSITIONS, Step, apply_step
from domain.usecases.assessment import accept_items
from domain.usecases.batch_slices import cut_slices, next_slice


async def lock_existing(unit: UnitOfWork, ids: Sequence[str]) -> Mapping[str, Delivery]:
    """The deliveries that the ids name, locked in id order; texts that cannot be ids name none."""
    found: dict[str, Delivery] = {}
    for part in cut_slices(sorted({name for name in ids if is_id(name)})):
        found |= await unit.deliveries.lock(part)
    return found


async def look_up_batch(unit: UnitOfWork, ids: Sequence[str]) -> Sequence[Delivery]:
    """The deliveries in the order of their ids, deleted ones too, not locked."""
    found: list[Delivery] = []
    for part in cut_slices(ids):
        found += await unit.deliveries.look_up(part)
    return found


async def step_batch(
    unit: UnitOfWork, step: Step, ids: Sequence[str], now: datetime, policy: ErrorPolicy, *, pace: Pace
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
    changes = (
        (index, Change(before, apply_step(step, before, now), TRANSITIONS[step].event_type))
        for index, before in accept_items(existing, violations, policy).items()
    )
    return outcome_of(len(ids), await save_changed(unit, changes, pace), violations)


async def save_changed(
    unit: UnitOfWork, changes: Iterable[tuple[int, Change[Delivery]]], pace: Pace
) -> Mapping[int, Delivery]:
    """Save the changes that change anything; return the deliveries after all of them, by their indexes."""
    after: dict[int, Delivery] = {}
    remaining = iter(changes)
    while part := await next_slice(remaining, pace):
        await unit.deliveries.save([each for _, each in part if each.after is not each.before])
        after |= {index: each.after for index, each in part}
    return after


def raise_if_refused(violations: Iterable[Violation]) -> None:
    """Raises `Refused` with all violations if there are any."""
    found = sort_violations(list(violations))
    if found:
        raise Refused(found)
