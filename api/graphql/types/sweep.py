from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import SweepState
from api.graphql.global_ids import SWEEP, encode_id
from api.graphql.resolvers import resolver
from api.graphql.types.node import Node
from domain.model import sweep
from domain.model.auth import Scope
from domain.model.delivery import Delivery as DomainDelivery

if TYPE_CHECKING:
    from api.graphql.types.delivery import Delivery

LazyDelivery = Annotated["Delivery", strawberry.lazy("api.graphql.types.delivery")]


def sweep_global_id(sweep_id: str) -> str:
    return encode_id(SWEEP, sweep_id)


@strawberry.type(
    description="A round: the ordered deliveries that a driver picks up and delivers on one day."
)
class Sweep(DomainType, Node):
    domain_type = sweep.Sweep

    id: strawberry.ID = attribute(
        "An opaque id; `node`, `sweep` and the mutations take it.", convert=sweep_global_id
    )
    day: date = attribute("The day of the sweep in the account's time zone.")
    state: SweepState = attribute("The state of the sweep in its life cycle.")

    @resolver(graphql_type=list[LazyDelivery], scope=Scope.DELIVERIES_READ, path="id")
    @staticmethod
    async def deliveries(root: strawberry.Parent[sweep.Sweep], info: Info) -> Sequence[DomainDelivery]:
        """The deliveries on the sweep, in the order of their stops. Empty if the sweep is `CANCELED`."""
        return await info.context.loaders.deliveries.load(root.id)

    created_at: datetime = attribute("When the sweep was planned.")
    updated_at: datetime = attribute("When the state of the sweep last changed.")
