from collections.abc import Sequence
from typing import Annotated

import strawberry

from api.graphql.context import Context, Info
from api.graphql.global_ids import DELIVERY, SWEEP, decode_global_id
from api.graphql.pages import page_size
from api.graphql.resolvers import resolver
from api.graphql.types.node import Node
from domain.model.auth import Scope
from domain.model.delivery import Delivery
from domain.model.sweep import Sweep

Id = Annotated[
    strawberry.ID, strawberry.argument(name="id", description="The `id` of a delivery or a sweep.")
]
Ids = Annotated[
    list[strawberry.ID], strawberry.argument(description="1 to 100 ids of deliveries and sweeps.")
]


@strawberry.type
class NodeQueries:
    @resolver(graphql_type=Node | None, scope=Scope.DELIVERIES_READ)
    @staticmethod
    async def node(info: Info, global_id: Id) -> Delivery | Sweep | None:
        """A delivery or a sweep by its id. Null if it does not exist."""
        (found,) = await _load_nodes(info.context, [global_id])
        return found

    @resolver(graphql_type=list[Node | None], scope=Scope.DELIVERIES_READ)
    @staticmethod
    async def nodes(info: Info, ids: Ids) -> Sequence[Delivery | Sweep | None]:
        """Deliveries and sweeps by their ids, in the same order; null for each that does not exist."""
        page_size(len(ids))
        return await _load_nodes(info.context, ids)


async def _load_nodes(context: Context, ids: Sequence[strawberry.ID]) -> Sequence[Delivery | Sweep | None]:
    """Load all nodes with one look-up per kind; only an opaque id says of which kind its node is."""
    queries = context.usecases.queries
    decoded = [decode_global_id(each) for each in ids]
    delivery_ids = [raw for kind, raw in filter(None, decoded) if kind == DELIVERY]
    sweep_ids = [raw for kind, raw in filter(None, decoded) if kind == SWEEP]
    found: dict[tuple[str, str], Delivery | Sweep] = {
        (DELIVERY, raw): each
        for raw, each in (await queries.deliveries_by_id(context.caller, delivery_ids)).items()
    }
    if sweep_ids:
        sweeps = await queries.sweeps_by_id(context.caller, sweep_ids)
        found |= {(SWEEP, raw): each for raw, each in sweeps.items()}
    return [found.get(each or ("", "")) for each in decoded]
