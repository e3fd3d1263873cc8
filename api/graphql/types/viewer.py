from datetime import datetime

import strawberry

from api.graphql.context import Info
from api.graphql.enums import Scope
from api.graphql.mirror import Mirror, resolved, shows
from api.graphql.types.token import token_global_id
from api.rate_limit import Level
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


@strawberry.type(description="What the account may spend; every process of the gateway has its share of it.")
class RateLimit(Mirror):
    mirrored = Level

    limit: int = shows("limit", "How much cost may be spent at once.")
    remaining: int = shows(
        "remaining", "How much of it is left, with the requested cost of this operation spent already."
    )
    restore_rate: float = shows("restore_rate", "How much comes back each second.")


async def _account(_root: strawberry.Parent[caller.Caller], info: Info) -> access.Account:
    return await info.context.usecases.tokens.account(info.context.caller)


def _rate_limit(_root: strawberry.Parent[caller.Caller], info: Info) -> Level | None:
    rate_limit = info.context.rate_limit
    return rate_limit.level(info.context.caller.account_id) if rate_limit else None


@strawberry.type(description="Whom the token of this request stands for.")
class Viewer(Mirror):
    mirrored = caller.Caller

    account: Account = resolved(
        _account, Account, "The account; all else in this schema belongs to it.", shows="identity.account_id"
    )
    token: ViewerToken = shows("identity", "The token.")
    scopes: list[Scope] = shows("identity.scopes", "What this request may do.", through=sorted)
    rate_limit: RateLimit | None = resolved(
        _rate_limit,
        RateLimit | None,
        "Where the account stands. Null where the operator set no limit.",
        shows="identity.account_id",
    )
    account_id: str = shows(
        "identity.account_id",
        "The same as `account.id`.",
        deprecated="Use `account { id }`. Will go on 2027-12-01.",
    )
    token_name: str = shows(
        "identity.actor",
        "The same as `token.name`.",
        deprecated="Use `token { name }`. Will go on 2027-12-01.",
    )
