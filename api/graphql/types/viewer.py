from datetime import datetime

import strawberry

from api.graphql.context import Info
from api.graphql.enums import Scope
from api.graphql.mirror import Mirror, resolved, shows
from api.graphql.types.token import token_global_id
from domain.model import access, caller


@strawberry.type(description="A merchant; everything else in this schema belongs to exactly one.")
class Account(Mirror):
    mirrored = access.Account

    id: strawberry.ID = shows("id", "The account's id, as the operator gave it.")
    name: str = shows("name", "The account's name.")


@strawberry.type(description="The token that a request came with.")
class ViewerToken(Mirror):
    mirrored = caller.Identity

    id: strawberry.ID = shows("token_id", "An opaque id; `revokeToken` takes it.", through=token_global_id)
    name: str = shows("actor", "The token's name, as histories show it.")
    scopes: list[Scope] = shows("scopes", "What the token may be used for.", through=sorted)
    expires_at: datetime | None = shows(
        "expires_at", "When the token stops to be good. Null where it never does."
    )


async def _account(_root: strawberry.Parent[caller.Caller], info: Info) -> access.Account:
    return await info.context.usecases.tokens.account(info.context.caller)


@strawberry.type(description="Whom the token of this request stands for.")
class Viewer(Mirror):
    mirrored = caller.Caller

    account: Account = resolved(
        _account, Account, "The account; all else in this schema belongs to it.", shows="identity.account_id"
    )
    token: ViewerToken = shows("identity", "The token.")
    account_id: str = shows("identity.account_id", "The same as `account.id`.")
    token_name: str = shows("identity.actor", "The same as `token.name`.")
    scopes: list[Scope] = shows("identity.scopes", "The same as `token.scopes`.", through=sorted)
