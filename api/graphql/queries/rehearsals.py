"""What the rules would answer: rehearsals and slots."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.errors import BAD_USER_INPUT, bad_request
from api.graphql.inputs.delivery import CreateDeliveryInput, UpdateDeliveryInput, batch_field
from api.graphql.inputs.delivery_forms import keep_forms
from api.graphql.resolvers import resolver
from api.graphql.types.rehearsals import RehearsedDelivery, Slot
from api.graphql.types.rule import Violation
from domain.errors import Violation as DomainViolation
from domain.model.auth import Scope
from domain.model.batches import RehearsalResult
from domain.model.slots import DEFAULT_LIMIT, SlotRequest
from domain.model.slots import Slot as DomainSlot
from domain.rules.form_reader import Form
from domain.rules.identifiers import is_storable
from domain.rules.location_form import ZIP_LENGTH
from domain.rules.slots import LONGEST_SPAN, MOST_SLOTS
from domain.usecases.assessment import Assessment


@keep_forms
@strawberry.input(description="New deliveries to check without booking them.")
class RehearseDeliveriesInput:
    deliveries: Sequence[Form] = batch_field(
        "New deliveries in the form of `createDeliveries`.", list[CreateDeliveryInput]
    )


@keep_forms
@strawberry.input(description="Changes of deliveries to check without making them.")
class RehearseDeliveryUpdatesInput:
    deliveries: Sequence[Form] = batch_field(
        "Changes in the form of `updateDeliveries`.", list[UpdateDeliveryInput]
    )


@strawberry.type(description="The result that a batch would have. Nothing is stored or changed.")
class RehearsalPayload:
    results: Sequence[RehearsalResult] = strawberry.field(
        graphql_type=list[RehearsedDelivery], description="One result per item, in the order of the input."
    )
    violations: Sequence[DomainViolation] = strawberry.field(
        graphql_type=list[Violation],
        description="The violations of all items, exactly as the mutation would return them now. Empty if "
        "the mutation would succeed.",
    )


Creates = Annotated[
    RehearseDeliveriesInput, strawberry.argument(name="input", description="The deliveries to check.")
]
Updates = Annotated[
    RehearseDeliveryUpdatesInput, strawberry.argument(name="input", description="The changes to check.")
]
Zip = Annotated[str, strawberry.argument(name="zip", description="The drop-off's postal code, e.g. `2100`.")]
From = Annotated[date, strawberry.argument(name="from", description="The first day, e.g. `2018-04-05`.")]
To = Annotated[
    date,
    strawberry.argument(
        name="to",
        description="The last day. At most 62 days can be requested at once.",
    ),
]
Limit = Annotated[
    int,
    strawberry.argument(
        description="The greatest number of slots, 1 to 500. If there are more, none is returned; the "
        "error has the code `TOO_MANY_SLOTS`."
    ),
]


@strawberry.type
class RehearsalQueries:
    @resolver(scope=Scope.DELIVERIES_WRITE)
    @staticmethod
    async def rehearse_deliveries(info: Info, order: Creates) -> RehearsalPayload | None:
        """Check new deliveries against all rules before booking them.

        Returns all violations of all items, and each booking as it would be stored. Nothing is written, so a
        form can call it after every change.
        """
        context = info.context
        assessment = await context.usecases.advice.rehearse_create(context.caller, order.deliveries)
        return _rehearsal_payload(assessment, len(order.deliveries))

    @resolver(scope=Scope.DELIVERIES_WRITE)
    @staticmethod
    async def rehearse_delivery_updates(info: Info, order: Updates) -> RehearsalPayload | None:
        """Check changes against all rules, also against each other, before making them.

        Nothing is written.
        """
        context = info.context
        assessment = await context.usecases.advice.rehearse_update(context.caller, order.deliveries)
        return _rehearsal_payload(assessment, len(order.deliveries))

    @resolver(graphql_type=list[Slot] | None, scope=Scope.DELIVERIES_READ, most=MOST_SLOTS)
    @staticmethod
    async def slots(
        info: Info,
        *,
        zip_code: Zip,
        first_date: From,
        last_date: To,
        limit: Limit = DEFAULT_LIMIT,
    ) -> Sequence[DomainSlot]:
        """When deliveries to a postal code can be booked: every offered window on every day, in order.

        A closed slot gives the reasons. An open slot can be booked with the account's default pickup window.
        Rules about the pickup place, the department and the address itself are not checked here.
        """
        context = info.context
        request = SlotRequest(_read_zip(zip_code), first_date, last_date, limit)
        _check_ranges(request)
        return await context.usecases.advice.slots(context.caller, request)


def _rehearsal_payload(assessment: Assessment, count: int) -> RehearsalPayload:
    return RehearsalPayload(results=assessment.results(count), violations=assessment.violations)


def _read_zip(zip_code: str) -> str:
    place = zip_code.strip()
    if not (1 <= len(place) <= ZIP_LENGTH and is_storable(place)):
        raise bad_request(BAD_USER_INPUT, f"`zip` must have 1 to {ZIP_LENGTH} characters.")
    return place


def _check_ranges(request: SlotRequest) -> None:
    """Raises a `GraphQLError` that names the argument that is wrong."""
    if not 1 <= request.days <= LONGEST_SPAN:
        raise bad_request(BAD_USER_INPUT, f"`to` must lie 0 to {LONGEST_SPAN - 1} days after `from`.")
    if not 1 <= request.limit <= MOST_SLOTS:
        raise bad_request(BAD_USER_INPUT, f"`limit` must be 1 to {MOST_SLOTS:,}.")
