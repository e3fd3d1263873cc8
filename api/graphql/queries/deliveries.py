from datetime import datetime
from functools import partial
from typing import Annotated, Final, NamedTuple

import strawberry
from strawberry import UNSET

from api.graphql.context import Info
from api.graphql.cursors import cursor
from api.graphql.enums import DeliveryOrder
from api.graphql.field_metadata import describe_field, field_metadata
from api.graphql.global_ids import DELIVERY, raw_id
from api.graphql.inputs.arguments import After, Before, First, Last
from api.graphql.inputs.delivery import unset_to_none
from api.graphql.inputs.filter_inputs import DeliveryFilterInput, delivery_filter
from api.graphql.pages import (
    ConnectionPage,
    PageArguments,
    connection_page,
    page_request,
    read_arguments,
)
from api.graphql.resolvers import resolver
from api.graphql.types.delivery import Delivery
from api.graphql.types.delivery_connection import DeliveryConnection
from domain.model.auth import Scope
from domain.model.delivery import Delivery as DomainDelivery
from domain.model.page import DeliveryFilter, PageRequest, Place
from domain.model.page import DeliveryOrder as DomainOrder

REPLAY_PRICE: Final = 5

Id = Annotated[
    strawberry.ID,
    strawberry.argument(name="id", description="The `id` or the `scheduledId` of the delivery."),
]
AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        metadata=field_metadata(price=REPLAY_PRICE),
        description=describe_field(
            "Returns the delivery as it was at this instant: null before it was booked and after it was "
            "deleted. Its `sweep` and `history` are returned as they are now. If it had more than 500 events "
            "until then, the error has the code `HISTORY_TOO_LONG`. Omitted: now.",
            price=REPLAY_PRICE,
        ),
    ),
]
Filter = Annotated[
    DeliveryFilterInput | None,
    strawberry.argument(
        name="filter", description="Which deliveries to list. Omitted: all that are not deleted."
    ),
]
Order = Annotated[DeliveryOrder, strawberry.argument(description="The order of the list.")]


def _cursor(delivery: DomainDelivery) -> str:
    return cursor(DELIVERY, Place(delivery.id))


def _day_cursor(delivery: DomainDelivery) -> str:
    return cursor(DELIVERY, Place(delivery.id, delivery.booking.delivery_date))


class DeliveryListRequest(NamedTuple):
    criteria: DeliveryFilter
    page: PageRequest
    order: DomainOrder

    @property
    def by_day(self) -> bool:
        return self.order.by_day


def delivery_list_request(
    span: PageArguments,
    filter_input: DeliveryFilterInput | None = UNSET,
    order_by: DeliveryOrder = DeliveryOrder.CREATED_DESC,
) -> DeliveryListRequest:
    """Read the arguments of the list of deliveries; refuse what `page_request` refuses."""
    order = DomainOrder[order_by.name]
    criteria = delivery_filter(unset_to_none(filter_input))
    return DeliveryListRequest(criteria, page_request(DELIVERY, span, by_day=order.by_day), order)


@strawberry.type
class DeliveryQueries:
    @resolver(graphql_type=Delivery | None, scope=Scope.DELIVERIES_READ)
    @staticmethod
    async def delivery(info: Info, global_id: Id, as_of: AsOf = UNSET) -> DomainDelivery | None:
        """One delivery. Null if it does not exist or is deleted."""
        context, delivery_id = info.context, raw_id(DELIVERY, global_id) or ""
        instant = unset_to_none(as_of)
        if instant is None:
            return await context.usecases.queries.delivery(context.caller, delivery_id)
        return await context.usecases.queries.as_of(context.caller, delivery_id, instant)

    @resolver(graphql_type=DeliveryConnection | None, scope=Scope.DELIVERIES_READ)
    @staticmethod
    async def deliveries(
        info: Info,
        *,
        filter_input: Filter = UNSET,
        order_by: Order = DeliveryOrder.CREATED_DESC,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> ConnectionPage[DomainDelivery]:
        """The account's deliveries, in pages.

        While deliveries are booked and deleted, no page repeats a delivery and none leaves one out that
        exists all the time.
        """
        span = read_arguments(first, last, after, before)
        criteria, request, order = delivery_list_request(span, filter_input, order_by)
        queries, caller = info.context.usecases.queries, info.context.caller
        page = await queries.deliveries(caller, criteria, request, order)
        count = partial(queries.count_deliveries, caller, criteria)
        return connection_page(page, request, count, _day_cursor if order.by_day else _cursor)
