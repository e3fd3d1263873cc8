"""What mutations answer: what they changed, or why they changed nothing."""

from collections.abc import Awaitable, Sequence
from typing import TypeVar

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.mutations.idempotent_input import replay_field
from api.graphql.types.delivery import Delivery
from api.graphql.types.rule import Violation
from api.graphql.types.sweep import Sweep
from api.operations.request_context import note_refusals
from domain.errors import Refused
from domain.errors import Violation as DomainViolation
from domain.model import batches as outcomes
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.sweep import Sweep as DomainSweep
from domain.usecases.idempotency import CommandResult


@strawberry.type
class _DeliveriesPayload:
    deliveries: Sequence[DomainDelivery] = strawberry.field(
        graphql_type=list[Delivery],
        description="The deliveries as they are now, in the order of the input. Empty where "
        "anything was refused, but for those that `PER_ITEM` keeps.",
    )
    violations: Sequence[DomainViolation] = strawberry.field(
        graphql_type=list[Violation],
        description="Why nothing was done, or with `PER_ITEM` why not everything: every rule that any item "
        "breaks, by item. Empty where all is well.",
    )
    replayed: bool = replay_field()


@strawberry.type(description="What became of one item of a batch.")
class DeliveryResult(DomainType):
    domain_type = outcomes.Result

    index: int = attribute("index", "Which item of the batch, from 0.")
    delivery: Delivery | None = attribute(
        "delivery", "The delivery as it is now. Null where the item, or with it the whole batch, was refused."
    )
    violations: list[Violation] = attribute("violations", "Every rule that this item breaks.")


@strawberry.type
class _BatchPayload(_DeliveriesPayload):
    results: Sequence[outcomes.Result] = strawberry.field(
        default=(),
        graphql_type=list[DeliveryResult],
        description="One for each item, in the order of the input, whatever became of it.",
    )


@strawberry.type
class _SweepPayload:
    sweep: DomainSweep | None = strawberry.field(
        graphql_type=Sweep | None, description="The sweep as it is now. Null where it was refused."
    )
    violations: Sequence[DomainViolation] = strawberry.field(
        graphql_type=list[Violation],
        description="Why nothing was done: every rule that any item breaks, by item. Empty where "
        "all is well.",
    )
    replayed: bool = replay_field()


@strawberry.type(description="What became of `createDeliveries`.")
class CreateDeliveriesPayload(_BatchPayload):
    pass


@strawberry.type(description="What became of `updateDeliveries`.")
class UpdateDeliveriesPayload(_BatchPayload):
    pass


@strawberry.type(description="What became of `deleteDeliveries`; the deliveries are shown as they were last.")
class DeleteDeliveriesPayload(_BatchPayload):
    pass


@strawberry.type(description="What became of `finishDeliveries`.")
class FinishDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="What became of `failDeliveries`.")
class FailDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="What became of `redeliverDeliveries`.")
class RedeliverDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="What became of `returnDeliveries`.")
class ReturnDeliveriesPayload(_DeliveriesPayload):
    pass


@strawberry.type(description="What became of `planSweep`.")
class PlanSweepPayload(_SweepPayload):
    pass


@strawberry.type(description="What became of `unplanSweep`; the sweep is shown as it was last.")
class UnplanSweepPayload(_SweepPayload):
    pass


@strawberry.type(description="What became of `startSweep`.")
class StartSweepPayload(_SweepPayload):
    pass


B = TypeVar("B", bound=_BatchPayload)
D = TypeVar("D", bound=_DeliveriesPayload)
S = TypeVar("S", bound=_SweepPayload)


async def deliveries_payload(
    payload: type[D], command: Awaitable[CommandResult[Sequence[DomainDelivery]]]
) -> D:
    """A refusal by the rules is an answer, not an error."""
    try:
        done = await command
    except Refused as refusal:
        note_refusals(refusal.violations)
        return payload(deliveries=(), violations=refusal.violations)
    return payload(deliveries=done.answer, violations=(), replayed=done.replayed)


async def batch_payload(
    payload: type[B], count: int, command: Awaitable[CommandResult[Sequence[DomainDelivery]]]
) -> B:
    """As `deliveries_payload`, for all of `count` items or none."""

    async def outcome() -> CommandResult[outcomes.Outcome]:
        done = await command
        return CommandResult(outcomes.outcome_of(count, dict(enumerate(done.answer)), ()), done.replayed)

    return await per_item_payload(payload, count, outcome())


async def per_item_payload(
    payload: type[B], count: int, command: Awaitable[CommandResult[outcomes.Outcome]]
) -> B:
    """As `deliveries_payload`, for those of `count` items that could be done."""
    try:
        done = await command
    except Refused as refusal:
        done = CommandResult(outcomes.outcome_of(count, {}, refusal.violations))
    told = done.answer
    note_refusals(told.violations)
    return payload(
        deliveries=told.deliveries, violations=told.violations, replayed=done.replayed, results=told.results
    )


async def sweep_payload(payload: type[S], command: Awaitable[CommandResult[DomainSweep]]) -> S:
    """As `deliveries_payload`."""
    try:
        done = await command
    except Refused as refusal:
        note_refusals(refusal.violations)
        return payload(sweep=None, violations=refusal.violations)
    return payload(sweep=done.answer, violations=(), replayed=done.replayed)
