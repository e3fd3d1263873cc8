"""Around every command: under one idempotency key it is done once, however often it is asked for."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from domain.model.caller import Caller
from domain.model.claim import Claim
from domain.model.delivery import Delivery
from domain.model.outcome import Outcome, outcome
from domain.model.sweep import Sweep
from domain.ports import Books, Ledger
from domain.rules.catalogue import Operation
from domain.rules.form import Form
from domain.rules.idempotency import fingerprint, key_refusals, repeat_refusals
from domain.usecases.steps import refuse_any

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asks to be done; `forms` say all of it that the operation's name does not."""

    caller: Caller
    at: datetime
    operation: Operation
    forms: Sequence[Form]
    key: str | None


@dataclass(frozen=True, slots=True)
class Done(Generic[T_co]):
    """What a command answers; `replayed` if it had been done before under its idempotency key."""

    answer: T_co
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Recall(Generic[T]):
    """How to keep an answer: as the ids of what it shows, which is then shown as it is by now."""

    ids: Callable[[T], Sequence[str]]
    again: Callable[[Books, Sequence[str]], Awaitable[T]]


async def once(
    ledger: Ledger, command: Command, recall: Recall[T], work: Callable[[Books], Awaitable[T]]
) -> Done[T]:
    """Do the work in a transaction of its own, or show what came of it before.

    Raises what the work raises, and `Refused` where the key is malformed, reused or in use.
    """
    if command.key is None:
        return Done(await ledger.run(command.caller, command.at, work))
    refuse_any(key_refusals(command.key))
    claim = Claim(command.key, fingerprint(command.operation, command.forms), command.at)

    async def claimed(books: Books) -> Done[T]:
        precedent = await books.keys.claim(claim)
        if precedent is None:
            answer = await work(books)
            await books.keys.settle(claim.key, recall.ids(answer))
            return Done(answer)
        refuse_any(repeat_refusals(claim, precedent))
        return Done(await recall.again(books, precedent.ids), replayed=True)

    return await ledger.run(command.caller, command.at, claimed, command.key)


def _ids(deliveries: Sequence[Delivery]) -> Sequence[str]:
    return [each.id for each in deliveries]


async def _deliveries_again(books: Books, ids: Sequence[str]) -> Sequence[Delivery]:
    return await books.deliveries.look_up(ids)


def _id(sweep: Sweep) -> Sequence[str]:
    return [sweep.id]


async def _sweep_again(books: Books, ids: Sequence[str]) -> Sweep:
    (sweep,) = await books.sweeps.look_up(ids)
    return sweep


def _ids_by_item(outcome: Outcome) -> Sequence[str]:
    return [result.delivery.id if result.delivery else "" for result in outcome.results]


async def _outcome_again(books: Books, ids: Sequence[str]) -> Outcome:
    """What was refused is not remembered: such an item has neither a delivery nor violations."""
    present = {each.id: each for each in await books.deliveries.look_up(list(filter(None, ids)))}
    return outcome(len(ids), {index: present[name] for index, name in enumerate(ids) if name}, ())


DELIVERIES = Recall(_ids, _deliveries_again)
OUTCOME = Recall(_ids_by_item, _outcome_again)
SWEEP = Recall(_id, _sweep_again)
