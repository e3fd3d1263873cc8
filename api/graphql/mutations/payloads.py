"""Payloads of mutations: what they changed, or the violations because of which they did not."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import strawberry

from api.graphql.context import Context
from api.graphql.domain_type import DomainType, attribute
from api.graphql.types.delivery import Delivery
from api.graphql.types.rule import Violation
from api.graphql.types.sweep import Sweep
from domain.errors import Refused
from domain.errors import Violation as DomainViolation
from domain.model import batches as outcomes
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.sweep import Sweep as DomainSweep
from domain.usecases.idempotency import CommandResult


@strawberry.interface(
    description="The fields that the payloads of all mutations have, so that one fragment serves them all."
)
class MutationPayload:
    violations: Sequence[DomainViolation] = strawberry.field(
        default=(),
        graphql_type=list[Violation],
        description="Every rule that the input breaks, in the order of a batch's items. Empty on success.",
    )
    replayed: bool = strawberry.field(
        default=False,
        description="Whether the mutation had been executed before under the same `idempotencyKey`; its "
        "result is then returned as it is now.",
    )


@strawberry.type
class _DeliveriesPayload(MutationPayload):
    deliveries: Sequence[DomainDelivery] = strawberry.field(
        graphql_type=list[Delivery],
        description="The accepted deliveries as they are now, in the order of the input. Empty if the "
        "mutation was refused.",
    )


@strawberry.type(description="Result of one item of a batch.")
class DeliveryResult(DomainType):
    domain_type = outcomes.Result

    index: int = attribute("The place of the item in the batch, from 0.")
    delivery: Delivery | None = attribute(
        "The delivery as it is now. Null if the item, or the whole batch, was refused."
    )
    violations: list[Violation] = attribute("Every rule that this item breaks. Empty if it breaks none.")


@strawberry.type
class _BatchPayload(_DeliveriesPayload):
    results: Sequence[outcomes.Result] = strawberry.field(
        default=(),
        graphql_type=list[DeliveryResult],
        description="One result per item, also for refused ones, in the order of the input.",
    )


@strawberry.type
class _SweepPayload(MutationPayload):
    sweep: DomainSweep | None = strawberry.field(
        graphql_type=Sweep | None, description="The sweep as it is now. Null if the mutation was refused."
    )


@strawberry.type(description="Result of `createDeliveries`.")
class CreateDeliveriesPayload(_BatchPayload):
    pass


@strawberry.type(description="Result of `updateDeliveries`.")
class UpdateDeliveriesPayload(_BatchPayload):
    pass


@strawberry.type(
    description="Result of `deleteDeliveries`; the deliveries are returned with their last values."
)
class DeleteDeliveriesPayload(_BatchPayload):
    pass


@strawberry.type(description="Result of `finishDeliveries`.")
class FinishDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="Result of `failDeliveries`.")
class FailDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="Result of `keepDeliveriesForRedelivery`.")
class KeepDeliveriesForRedeliveryPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="Result of `returnDeliveries`.")
class ReturnDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="Result of `planSweep`.")
class PlanSweepPayload(_SweepPayload):
    pass


@strawberry.type(description="Result of `unplanSweep`; the sweep is returned as `CANCELED`.")
class UnplanSweepPayload(_SweepPayload):
    pass


@strawberry.type(description="Result of `startSweep`.")
class StartSweepPayload(_SweepPayload):
    pass


T = TypeVar("T")
B = TypeVar("B", bound=_BatchPayload)
D = TypeVar("D", bound=_DeliveriesPayload)
S = TypeVar("S", bound=_SweepPayload)


@dataclass(frozen=True, slots=True)
class MutationResult(Generic[T]):
    """The answer of a command, or `None` and the violations for which the rules refuse the command."""

    answer: T | None
    violations: Sequence[DomainViolation] = ()
    replayed: bool = False


async def run_command(context: Context, command: Awaitable[CommandResult[T]]) -> MutationResult[T]:
    """Run a command; a refusal by the rules is an answer, not an error, and is noted."""
    try:
        done = await command
    except Refused as refusal:
        context.note_codes(refusal.violations)
        return MutationResult(None, refusal.violations)
    return MutationResult(done.answer, replayed=done.replayed)


async def deliveries_payload(
    context: Context, payload: type[D], command: Awaitable[CommandResult[Sequence[DomainDelivery]]]
) -> D:
    done = await run_command(context, command)
    return payload(deliveries=done.answer or (), violations=done.violations, replayed=done.replayed)


async def batch_payload(
    context: Context, payload: type[B], count: int, command: Awaitable[CommandResult[outcomes.Outcome]]
) -> B:
    """The payload of a batch of `count` items, with a result for each."""
    done = await run_command(context, command)
    outcome = done.answer or outcomes.outcome_of(count, {}, done.violations)
    context.note_codes(outcome.violations)  # of the items that `PER_ITEM` refuses
    return payload(
        deliveries=outcome.deliveries,
        violations=outcome.violations,
        replayed=done.replayed,
        results=outcome.results,
    )


async def sweep_payload(
    context: Context, payload: type[S], command: Awaitable[CommandResult[DomainSweep]]
) -> S:
    done = await run_command(context, command)
    return payload(sweep=done.answer, violations=done.violations, replayed=done.replayed)
