from collections.abc import Mapping, Sequence
from typing import Annotated

import strawberry

from api.graphql.context import Context, Info
from api.graphql.ids import DELIVERY, SWEEP, id_of
from api.graphql.mirror import resolved
from api.graphql.pages import page_size
from api.graphql.types.node import Node
from domain.model.delivery import Delivery
from domain.model.sweep import Sweep

Id = Annotated[strawberry.ID, strawberry.argument(name="id", description="The `id` of anything.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="1 to 100 ids of anything.")]


async def _node(info: Info, sought: Id) -> Delivery | Sweep | None:
    (found,) = await _found(info.context, [sought])
    return found


async def _nodes(info: Info, ids: Ids) -> Sequence[Delivery | Sweep | None]:
    page_size(len(ids))
    return await _found(info.context, ids)


async def _found(context: Context, ids: Sequence[strawberry.ID]) -> Sequence[Delivery | Sweep | None]:
    """One look-up a kind, however many ids."""
    queries = context.usecases.queries
    deliveries = [name for each in ids if (name := id_of(DELIVERY, each))]
    sweeps = [name for each in ids if (name := id_of(SWEEP, each))]
    found: Mapping[str, Delivery | Sweep] = {
        **await queries.deliveries_by_id(context.caller, deliveries),
        **(await queries.sweeps_by_id(context.caller, sweeps) if sweeps else {}),
    }
    return [found.get(id_of(DELIVERY, each) or id_of(SWEEP, each) or "") for each in ids]


@strawberry.type
class NodeQueries:
    node: Node | None = resolved(
        _node,
        Node | None,
        "A delivery or a sweep by its id. Null where there is none. Needs the scope `deliveries:read`.",
    )
    nodes: list[Node | None] = resolved(
        _nodes,
        list[Node | None],
        "Deliveries and sweeps by their ids, in the same order, with null where there is none. Needs the "
        "scope `deliveries:read`.",
    )
