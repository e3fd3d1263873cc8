from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import DomainType, attribute, resolver_field
from api.graphql.enums import SweepState
from api.graphql.ids import SWEEP, encode_id
from api.graphql.types.node import Node
from domain.model import delivery, sweep
from domain.model.caller import Scope

if TYPE_CHECKING:
    from api.graphql.types.delivery import Delivery

LazyDelivery = Annotated["Delivery", strawberry.lazy("api.graphql.types.delivery")]


def sweep_global_id(sweep_id: str) -> str:
    return encode_id(SWEEP, sweep_id)


async def _deliveries(root: strawberry.Parent[sweep.Sweep], info: Info) -> Sequence[delivery.Delivery]:
    return await info.context.loaders.deliveries.load(root.id)


@strawberry.type(
    description="One round: the ordered deliveries that a driver picks up and delivers on one day."
)
class Sweep(DomainType, Node):
    domain_type = sweep.Sweep

    id: strawberry.ID = attribute(
        "id", "An opaque id; `node`, `sweep` and the mutations take it.", through=sweep_global_id
    )
    day: date = attribute("day", "The day of the round in the account's time zone.")
    state: SweepState = attribute("state", "Where the sweep stands.")
    deliveries: list[LazyDelivery] = resolver_field(
        _deliveries,
        list[LazyDelivery],
        "The deliveries on the sweep, in the order of their stops. Empty once it is unplanned.",
        shows="id",
        needs=Scope.DELIVERIES_READ,
    )
    created_at: datetime = attribute("created_at", "When the sweep was planned.")
    updated_at: datetime = attribute("updated_at", "When the sweep last changed its state.")
