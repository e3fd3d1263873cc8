"""Run a command once under an idempotency key, however often it is requested."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from domain.model.auth import Caller
from domain.model.batches import AssessedOutcome, Outcome, outcome_of
from domain.model.delivery import Delivery
from domain.model.idempotency import IdempotencyClaim
from domain.model.sweep import Sweep
from domain.ports import Ledger, Pace, UnitOfWork
from domain.rules.catalogue import Operation
from domain.rules.form_reader import Form
from domain.rules.idempotency import Fingerprint, key_refusals, repeat_refusals
from domain.usecases.batch_slices import ONE_SLICE
from domain.usecases.transitions import look_up_batch, raise_if_refused

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Command:
    """A requested command at its pace; the operation and the `forms` are all of its request."""

    caller: Caller
    at: datetime
    operation: Operation
    forms: Sequence[Form]
    key: str | None
    pace: Pace = ONE_SLICE

    async def fingerprint(self) -> str:
        found = Fingerprint(self.operation)
        for form in self.forms:
            found.add(form)
            await self.pace.pause()
        return found.text


@dataclass(frozen=True, slots=True)
class CommandResult(Generic[T_co]):
    """The answer of a command; `replayed` if it was done before under its idempotency key."""

    answer: T_co
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ReplayStrategy(Generic[T]):
    """How an answer is stored and replayed: by the ids of what it shows, which `again` shows as it is now."""

    ids: Callable[[T], Sequence[str]]
    again: Callable[[UnitOfWork, Sequence[str]], Awaitable[T]]


async def run_once(
    ledger: Ledger, command: Command, strategy: ReplayStrategy[T], work: Callable[[UnitOfWork], Awaitable[T]]
) -> CommandResult[T]:
    """Do the work in a transaction of its own, or replay its answer.

    Raises what the work raises, and `Refused` if the key is malformed, reused or in use.
    """
    if command.key is None:
        return CommandResult(await ledger.run(command.caller, command.at, work))
    raise_if_refused(key_refusals(command.key))
    claim = IdempotencyClaim(command.key, await command.fingerprint(), command.at)

    async def claim_and_work(unit: UnitOfWork) -> CommandResult[T]:
        record = await unit.keys.claim(claim)
        if record is None:
            answer = await work(unit)
            await unit.keys.settle(claim.key, strategy.ids(answer))
            return CommandResult(answer)
        raise_if_refused(repeat_refusals(claim, record))
        return CommandResult(await strategy.again(unit, record.ids), replayed=True)

    return await ledger.run(command.caller, command.at, claim_and_work, command.key)


def _ids(deliveries: Sequence[Delivery]) -> Sequence[str]:
    return [each.id for each in deliveries]


async def _deliveries_again(unit: UnitOfWork, ids: Sequence[str]) -> Sequence[Delivery]:
    return await look_up_batch(unit, ids)


def _id(sweep: Sweep) -> Sequence[str]:
    return [sweep.id]


async def _sweep_again(unit: UnitOfWork, ids: Sequence[str]) -> Sweep:
    (sweep,) = await unit.sweeps.look_up(ids)
    return sweep


def _ids_by_item(outcome: Outcome) -> Sequence[str]:
    return [result.delivery.id if result.delivery else "" for result in outcome.results]


async def _outcome_again(unit: UnitOfWork, ids: Sequence[str]) -> Outcome:
    """Refusals are not stored: a refused item has neither a delivery nor violations."""
    present = {each.id: each for each in await look_up_batch(unit, list(filter(None, ids)))}
    done = {index: present[name] for index, name in enumerate(ids) if name in present}
    return outcome_of(len(ids), done, ())


async def _assessed_again(unit: UnitOfWork, ids: Sequence[str]) -> AssessedOutcome:
    outcome = await _outcome_again(unit, ids)
    return AssessedOutcome(outcome.results, await unit.settings.load())


ASSESSED: ReplayStrategy[AssessedOutcome] = ReplayStrategy(_ids_by_item, _assessed_again)
DELIVERIES = ReplayStrategy(_ids, _deliveries_again)
OUTCOME = ReplayStrategy(_ids_by_item, _outcome_again)
SWEEP = ReplayStrategy(_id, _sweep_again)
