"""What the rules would say: rehearsals and slots."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.errors import BAD_USER_INPUT, bad_request
from api.graphql.inputs.delivery import CreateDeliveryInput, UpdateDeliveryInput, batch_field
from api.graphql.inputs.forms import form_from_input
from api.graphql.types.rehearsals import RehearsedDelivery, Slot
from api.graphql.types.rule import Violation
from domain.errors import Violation as DomainViolation
from domain.model.caller import Scope
from domain.model.rehearsed import RehearsalResult
from domain.model.slots import Slot as DomainSlot
from domain.model.slots import SlotRequest
from domain.rules.booking_form import MOST_PACKAGES, ZIP_LENGTH
from domain.rules.identifiers import is_storable
from domain.rules.slots import LONGEST_SPAN
from domain.usecases.assessment import Assessment


@strawberry.input(description="Deliveries that might be booked.")
class RehearseDeliveriesInput:
    deliveries: list[CreateDeliveryInput] = batch_field("New deliveries, as `createDeliveries` takes them.")


@strawberry.input(description="Changes that might be made.")
class RehearseDeliveryUpdatesInput:
    deliveries: list[UpdateDeliveryInput] = batch_field("Changes, as `updateDeliveries` takes them.")


@strawberry.type(description="What would become of a batch. Nothing was stored or changed.")
class RehearsalPayload:
    results: Sequence[RehearsalResult] = strawberry.field(
        graphql_type=list[RehearsedDelivery], description="One for each item, in the order of the input."
    )
    violations: Sequence[DomainViolation] = strawberry.field(
        graphql_type=list[Violation],
        description="The violations of all items, exactly as the mutation would list them now. Empty: it "
        "would be done.",
    )


Creates = Annotated[
    RehearseDeliveriesInput, strawberry.argument(name="input", description="What might be booked.")
]
Updates = Annotated[
    RehearseDeliveryUpdatesInput, strawberry.argument(name="input", description="What might be changed.")
]
Zip = Annotated[str, strawberry.argument(name="zip", description="The drop-off's postal code, as `2100`.")]
From = Annotated[date, strawberry.argument(name="from", description="The first day, as `2018-04-05`.")]
To = Annotated[
    date,
    strawberry.argument(
        name="to", description="The last day; 62 days at most are shown at once, and 1,000 windows."
    ),
]
Packages = Annotated[int, strawberry.argument(description="How many packages, 1 to 999.")]


async def _rehearse(info: Info, order: Creates) -> RehearsalPayload:
    forms = [form_from_input(item) for item in order.deliveries]
    context = info.context
    return _rehearsal_payload(
        await context.usecases.advice.rehearse_create(context.caller, forms), len(forms)
    )


async def _rehearse_updates(info: Info, order: Updates) -> RehearsalPayload:
    forms = [form_from_input(item) for item in order.deliveries]
    context = info.context
    return _rehearsal_payload(
        await context.usecases.advice.rehearse_update(context.caller, forms), len(forms)
    )


def _rehearsal_payload(assessment: Assessment, count: int) -> RehearsalPayload:
    return RehearsalPayload(results=assessment.results(count), violations=assessment.violations)


async def _slots(
    info: Info, zip_code: Zip, first_date: From, last_date: To, packages: Packages = 1
) -> Sequence[DomainSlot]:
    place = zip_code.strip()
    if not (1 <= len(place) <= ZIP_LENGTH and is_storable(place)):
        raise bad_request(BAD_USER_INPUT, f"`zip` must have 1 to {ZIP_LENGTH} characters.")
    if not 0 <= (last_date - first_date).days < LONGEST_SPAN:
        raise bad_request(BAD_USER_INPUT, f"`to` must lie 0 to {LONGEST_SPAN - 1} days after `from`.")
    if not 1 <= packages <= MOST_PACKAGES:
        raise bad_request(BAD_USER_INPUT, f"`packages` must be 1 to {MOST_PACKAGES}.")
    context = info.context
    request = SlotRequest(place, first_date, last_date, packages)
    return await context.usecases.advice.slots(context.caller, request)


@strawberry.type
class RehearsalQueries:
    rehearse_deliveries: RehearsalPayload | None = resolver_field(
        _rehearse,
        RehearsalPayload | None,
        "Ask every rule about new deliveries before booking them, as often as a form changes: all violations "
        "of all items, and each booking as it would be kept. Writes nothing.",
        needs=Scope.DELIVERIES_WRITE,
    )
    rehearse_delivery_updates: RehearsalPayload | None = resolver_field(
        _rehearse_updates,
        RehearsalPayload | None,
        "Ask every rule about changes before making them, conflicts between them too. Writes nothing.",
        needs=Scope.DELIVERIES_WRITE,
    )
    slots: list[Slot] = resolver_field(
        _slots,
        list[Slot],
        "When deliveries to a postal code can be booked: every offered window on every day, in order; a "
        "closed one says why. An open one can be booked with the account's default pickup window. What "
        "concerns the pickup place, the department and the address itself is not asked here.",
        needs=Scope.DELIVERIES_READ,
    )
