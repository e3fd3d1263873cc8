from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.domain_type import resolver_field
from api.graphql.enums import DeliveryOrder
from api.graphql.ids import DELIVERY, raw_id
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.inputs.filters import DeliveryFilterInput, delivery_filter
from api.graphql.pages import ConnectionPage, PageArguments, connection_page, page_request
from api.graphql.types.connections import DeliveryConnection
from api.graphql.types.delivery import Delivery
from domain.model.caller import Scope
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.page import DeliveryOrder as DomainOrder
from domain.model.page import Place

Id = Annotated[
    strawberry.ID, strawberry.argument(name="id", description="The delivery's `id`, or its `scheduledId`.")
]
AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        description="Show it as it stood at this instant: null before it was booked and once it was deleted. "
        "Its `sweep` and `history` are shown as they are now. Omitted: now."
    ),
]
Wanted = Annotated[
    DeliveryFilterInput | None,
    strawberry.argument(name="filter", description="Which deliveries. Omitted: all that are not deleted."),
]
Order = Annotated[DeliveryOrder, strawberry.argument(description="In which order.")]


async def _delivery(info: Info, sought: Id, as_of: AsOf = UNSET) -> DomainDelivery | None:
    context, name, instant = info.context, raw_id(DELIVERY, sought) or "", unset_to_none(as_of)
    if instant is None:
        return await context.usecases.queries.delivery(context.caller, name)
    return await context.usecases.queries.as_of(context.caller, name, instant)


async def _deliveries(
    info: Info,
    *,
    wanted: Wanted = UNSET,
    order_by: Order = DeliveryOrder.CREATED_DESC,
    first: First = UNSET,
    after: After = UNSET,
    last: Last = UNSET,
    before: Before = UNSET,
) -> ConnectionPage[DomainDelivery]:
    order, looked_for = DomainOrder[order_by.name], delivery_filter(unset_to_none(wanted))
    span = PageArguments(
        unset_to_none(first), unset_to_none(last), unset_to_none(after), unset_to_none(before)
    )
    request = page_request(DELIVERY, span, by_day=order.by_day)
    queries, caller = info.context.usecases.queries, info.context.caller
    page = await queries.deliveries(caller, looked_for, request, order)
    count = partial(queries.count_deliveries, caller, looked_for)
    return connection_page(DELIVERY, page, request, count, _place_by_day if order.by_day else _place)


def _place(delivery: DomainDelivery) -> Place:
    return Place(delivery.id)


def _place_by_day(delivery: DomainDelivery) -> Place:
    return Place(delivery.id, delivery.booking.delivery_date)


@strawberry.type
class DeliveryQueries:
    delivery: Delivery | None = resolver_field(
        _delivery,
        Delivery | None,
        "One delivery. Null where there is none or it is deleted.",
        needs=Scope.DELIVERIES_READ,
    )
    deliveries: DeliveryConnection = resolver_field(
        _deliveries,
        DeliveryConnection,
        "The account's deliveries in pages. While others book and delete, nothing is shown twice and nothing "
        "that was there all the time is left out.",
        needs=Scope.DELIVERIES_READ,
    )
