"""Objects by their global ids, whose kind determines the scope that the caller needs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Final, TypeAlias

import strawberry

from api.graphql.context import Context, Info
from api.graphql.global_ids import ACCOUNT, DELIVERY, SETTINGS, STORE, SWEEP, TOKEN, VIEWER, decode_id
from api.graphql.pages import page_size
from api.graphql.resolvers import resolver
from api.graphql.types.node import Node
from api.graphql.types.viewer import viewer_id
from domain.model.auth import Account, ApiToken, Caller
from domain.model.delivery import Delivery
from domain.model.settings import Settings, Store
from domain.model.sweep import Sweep

DomainNode: TypeAlias = Delivery | Sweep | Settings | Store | Account | ApiToken | Caller
Load = Callable[[Context, Sequence[str]], Awaitable[Mapping[str, DomainNode]]]

Id = Annotated[strawberry.ID, strawberry.argument(name="id", description="The `id` of any `Node`.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description="The `id`s of at most 100 `Node`s.")]


@strawberry.type
class NodeQueries:
    @resolver(graphql_type=Node | None)
    @staticmethod
    async def node(info: Info, global_id: Id) -> DomainNode | None:
        """An object by its id. Null if it does not exist, is deleted or belongs to another account.

        Needs the scope `deliveries:read` for deliveries and sweeps, `settings:read` for settings and stores,
        `admin` for tokens other than that of the request, and any token for the rest.
        """
        (found,) = await _load_nodes(info.context, [global_id])
        return found

    @resolver(graphql_type=list[Node | None] | None)
    @staticmethod
    async def nodes(info: Info, ids: Ids) -> Sequence[DomainNode | None]:
        """Objects by their ids, in the same order: for each what `node` returns.

        Needs the scopes that `node` needs; if one is missing, the whole list is null.
        """
        page_size(len(ids))
        return await _load_nodes(info.context, ids)


async def _load_nodes(context: Context, ids: Sequence[str]) -> Sequence[DomainNode | None]:
    """Load all nodes with one look-up per kind; only an opaque id says of which kind its node is."""
    context.authentication.require_caller()
    decoded = [decode_id(each) or ("", "") for each in ids]
    found: dict[tuple[str, str], DomainNode] = {}
    for kind, load in _LOADERS.items():
        if wanted := [raw for each, raw in decoded if each == kind]:
            loaded = await load(context, wanted)
            found |= {(kind, raw): node for raw, node in loaded.items()}
    return [found.get(each) for each in decoded]


async def _load_deliveries(context: Context, ids: Sequence[str]) -> Mapping[str, Delivery]:
    return await context.usecases.queries.deliveries_by_id(context.caller, ids)


async def _load_sweeps(context: Context, ids: Sequence[str]) -> Mapping[str, Sweep]:
    return await context.usecases.queries.sweeps_by_id(context.caller, ids)


async def _load_settings(context: Context, _ids: Sequence[str]) -> Mapping[str, Settings]:
    """Load the only settings that the caller may see: those of its account, whose id they have."""
    return {context.caller.account_id: await context.usecases.queries.settings(context.caller)}


async def _load_stores(context: Context, _ids: Sequence[str]) -> Mapping[str, Store]:
    settings = await context.usecases.queries.settings(context.caller)
    return {store.id: store for store in settings.stores}


async def _load_account(context: Context, _ids: Sequence[str]) -> Mapping[str, Account]:
    """Load the only account that the caller may see: its own."""
    return {context.caller.account_id: await context.usecases.tokens.account(context.caller)}


async def _load_tokens(context: Context, ids: Sequence[str]) -> Mapping[str, ApiToken]:
    return await context.usecases.tokens.by_id(context.caller, ids)


async def _load_viewer(context: Context, _ids: Sequence[str]) -> Mapping[str, Caller]:
    """Return the only viewer that the caller may see: itself."""
    return {viewer_id(context.caller.identity): context.caller}


_LOADERS: Final[Mapping[str, Load]] = {
    DELIVERY: _load_deliveries,
    SWEEP: _load_sweeps,
    SETTINGS: _load_settings,
    STORE: _load_stores,
    ACCOUNT: _load_account,
    TOKEN: _load_tokens,
    VIEWER: _load_viewer,
}
