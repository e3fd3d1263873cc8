from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.enums import SweepState
from api.graphql.ids import SWEEP, opaque
from api.graphql.mirror import Mirror, resolved, shows
from api.graphql.types.node import Node
from domain.model import delivery, sweep
from domain.model.caller import Scope

if TYPE_CHECKING:
    from api.graphql.types.delivery import Delivery

LazyDelivery = Annotated["Delivery", strawberry.lazy("api.graphql.types.delivery")]


def sweep_global_id(sweep_id: str) -> str:
    return opaque(SWEEP, sweep_id)


async def _deliveries(root: strawberry.Parent[sweep.Sweep], info: Info) -> Sequence[delivery.Delivery]:
    return await info.context.loaders.deliveries.load(root.id)


@strawberry.type(
    description="One round: the ordered deliveries that a driver picks up and delivers on one day."
)
class Sweep(Mirror, Node):
    mirrored = sweep.Sweep

    id: strawberry.ID = shows(
        "id", "An opaque id; `node`, `sweep` and the mutations take it.", through=sweep_global_id
    )
    day: date = shows("day", "The day of the round in the account's time zone.")
    state: SweepState = shows("state", "Where the sweep stands.")
    deliveries: list[LazyDelivery] = resolved(
        _deliveries,
        list[LazyDelivery],
        "The deliveries on the sweep, in the order of their stops. Empty once it is unplanned.",
        shows="id",
        needs=Scope.DELIVERIES_READ,
    )
    created_at: datetime = shows("created_at", "When the sweep was planned.")
    updated_at: datetime = shows("updated_at", "When the sweep last changed its state.")
