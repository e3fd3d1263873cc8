from datetime import datetime

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import DomainType, attribute, resolver_field
from api.graphql.enums import Scope
from api.graphql.types.token import token_global_id
from api.operations.rate_limit import RateLimitStatus
from domain.model import auth as access
from domain.model import caller


@strawberry.type(description="A merchant; everything else in this schema belongs to exactly one.")
class Account(DomainType):
    domain_type = access.Account

    id: strawberry.ID = attribute("id", "The account's id, as the operator gave it.")
    name: str = attribute("name", "The account's name.")


@strawberry.type(description="The token that a request came with.")
class ViewerToken(DomainType):
    domain_type = caller.Identity

    id: strawberry.ID = attribute(
        "token_id", "An opaque id; `revokeToken` takes it.", through=token_global_id
    )
    name: str = attribute("actor", "The token's name, as histories show it.")
    scopes: list[Scope] = attribute("scopes", "What the token may be used for.", through=sorted)
    expires_at: datetime | None = attribute(
        "expires_at", "When the token stops to be good. Null where it never does."
    )


@strawberry.type(description="What the account may spend; every process of the gateway has its share of it.")
class RateLimit(DomainType):
    domain_type = RateLimitStatus

    limit: int = attribute("limit", "How much cost may be spent at once.")
    remaining: int = attribute(
        "remaining", "How much of it is left, with the requested cost of this operation spent already."
    )
    restore_rate: float = attribute("restore_rate", "How much comes back each second.")


async def _account(_root: strawberry.Parent[caller.Caller], info: Info) -> access.Account:
    return await info.context.usecases.tokens.account(info.context.caller)


def _rate_limit(_root: strawberry.Parent[caller.Caller], info: Info) -> RateLimitStatus | None:
    rate_limit = info.context.rate_limit
    return rate_limit.level(info.context.caller.account_id) if rate_limit else None


@strawberry.type(description="Whom the token of this request stands for.")
class Viewer(DomainType):
    domain_type = caller.Caller

    account: Account = resolver_field(
        _account, Account, "The account; all else in this schema belongs to it.", shows="identity.account_id"
    )
    token: ViewerToken = attribute("identity", "The token.")
    scopes: list[Scope] = attribute("identity.scopes", "What this request may do.", through=sorted)
    rate_limit: RateLimit | None = resolver_field(
        _rate_limit,
        RateLimit | None,
        "Where the account stands. Null where the operator set no limit.",
        shows="identity.account_id",
    )
    account_id: str = attribute(
        "identity.account_id",
        "The same as `account.id`.",
        deprecated="Use `account { id }`. Will go on 2027-12-01.",
    )
    token_name: str = attribute(
        "identity.actor",
        "The same as `token.name`.",
        deprecated="Use `token { name }`. Will go on 2027-12-01.",
    )
