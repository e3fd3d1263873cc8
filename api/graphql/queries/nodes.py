from collections.abc import Sequence
from typing import Annotated

import strawberry

from api.graphql.context import Context, Info
from api.graphql.domain_type import resolver_field
from api.graphql.ids import DELIVERY, SWEEP, decode_global_id
from api.graphql.pages import page_size
from api.graphql.types.node import Node
from domain.model.caller import Scope
from domain.model.delivery import Delivery
from domain.model.sweep import Sweep

Id = Annotated[strawberry.ID, strawberry.argument(name="id", description="The `id` of anything.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="1 to 100 ids of anything.")]


async def _node(info: Info, sought: Id) -> Delivery | Sweep | None:
    (found,) = await _load_nodes(info.context, [sought])
    return found


async def _nodes(info: Info, ids: Ids) -> Sequence[Delivery | Sweep | None]:
    page_size(len(ids))
    return await _load_nodes(info.context, ids)


async def _load_nodes(context: Context, ids: Sequence[strawberry.ID]) -> Sequence[Delivery | Sweep | None]:
    """One look-up a kind, however many ids; only an opaque id says of which kind it is."""
    queries = context.usecases.queries
    named = [decode_global_id(each) for each in ids]
    deliveries = [name for kind, name in filter(None, named) if kind == DELIVERY]
    sweeps = [name for kind, name in filter(None, named) if kind == SWEEP]
    found: dict[tuple[str, str], Delivery | Sweep] = {
        (DELIVERY, name): each
        for name, each in (await queries.deliveries_by_id(context.caller, deliveries)).items()
    }
    if sweeps:
        rounds = await queries.sweeps_by_id(context.caller, sweeps)
        found |= {(SWEEP, name): each for name, each in rounds.items()}
    return [found.get(each or ("", "")) for each in named]


@strawberry.type
class NodeQueries:
    node: Node | None = resolver_field(
        _node,
        Node | None,
        "A delivery or a sweep by its id. Null where there is none.",
        needs=Scope.DELIVERIES_READ,
    )
    nodes: list[Node | None] = resolver_field(
        _nodes,
        list[Node | None],
        "Deliveries and sweeps by their ids, in the same order, with null where there is none.",
        needs=Scope.DELIVERIES_READ,
    )
