"""What mutations answer: what they changed, or why they changed nothing."""

from collections.abc import Awaitable, Sequence
from typing import TypeVar

import strawberry

from api.graphql.mirror import Mirror, shows
from api.graphql.types.delivery import Delivery
from api.graphql.types.rule import Violation
from api.graphql.types.sweep import Sweep
from domain.errors import Refused
from domain.errors import Violation as DomainViolation
from domain.model import outcome as outcomes
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.sweep import Sweep as DomainSweep


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


@strawberry.type(description="What became of one item of a batch.")
class DeliveryResult(Mirror):
    mirrored = outcomes.Result

    index: int = shows("index", "Which item of the batch, from 0.")
    delivery: Delivery | None = shows(
        "delivery", "The delivery as it is now. Null where the item, or with it the whole batch, was refused."
    )
    violations: list[Violation] = shows("violations", "Every rule that this item breaks.")


@strawberry.type
class _BatchPayload(_DeliveriesPayload):
    results: Sequence[outcomes.Result] = strawberry.field(
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


async def deliveries_payload(payload: type[D], command: Awaitable[Sequence[DomainDelivery]]) -> D:
    """A refusal by the rules is an answer, not an error."""
    try:
        return payload(deliveries=await command, violations=())
    except Refused as refusal:
        return payload(deliveries=(), violations=refusal.violations)


async def batch_payload(payload: type[B], count: int, command: Awaitable[Sequence[DomainDelivery]]) -> B:
    """As `deliveries_payload`, for all of `count` items or none."""
    try:
        done = dict(enumerate(await command))
        return per_item_payload(payload, outcomes.outcome(count, done, ()))
    except Refused as refusal:
        return per_item_payload(payload, outcomes.outcome(count, {}, refusal.violations))


def per_item_payload(payload: type[B], done: outcomes.Outcome) -> B:
    return payload(deliveries=done.deliveries, violations=done.violations, results=done.results)


async def sweep_payload(payload: type[S], command: Awaitable[DomainSweep]) -> S:
    """As `deliveries_payload`."""
    try:
        return payload(sweep=await command, violations=())
    except Refused as refusal:
        return payload(sweep=None, violations=refusal.violations)
