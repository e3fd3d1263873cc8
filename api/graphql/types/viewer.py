from datetime import datetime

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Scope
from api.graphql.resolvers import resolver
from api.graphql.types.token import token_global_id
from api.operations.rate_limit import RateLimitStatus
from domain.model import auth


@strawberry.type(description="A merchant; everything else in this schema belongs to exactly one account.")
class Account(DomainType):
    domain_type = auth.Account

    id: strawberry.ID = attribute("The account's id, assigned by the operator.")
    name: str = attribute("The account's name.")


@strawberry.type(description="The token that a request is sent with.")
class ViewerToken(DomainType):
    domain_type = auth.Identity

    id: strawberry.ID = attribute(
        "An opaque id; `revokeToken` takes it.", path="token_id", convert=token_global_id
    )
    name: str = attribute("The token's name, as histories show it.", path="actor")
    scopes: list[Scope] = attribute("The scopes of the token.", convert=sorted)
    expires_at: datetime | None = attribute("When the token expires. Null if it never does.")


@strawberry.type(
    description="The rate limit of the account, in units of cost (see `extensions.cost`). Each process of "
    "the gateway applies its own share of the limit."
)
class RateLimit(DomainType):
    domain_type = RateLimitStatus

    limit: int = attribute("The cost that can be spent at once.")
    remaining: int = attribute(
        "The cost that can still be spent now; the requested cost of this operation is already subtracted."
    )
    restore_rate: float = attribute("The cost that is restored per second, up to `limit`.")


@strawberry.type(description="The client that sends this request: its account, token and rate limit.")
class Viewer(DomainType):
    domain_type = auth.Caller

    @resolver(graphql_type=Account, path="identity.account_id")
    @staticmethod
    async def account(_root: strawberry.Parent[auth.Caller], info: Info) -> auth.Account:
        """The account; everything else in this schema belongs to it."""
        return await info.context.usecases.tokens.account(info.context.caller)

    token: ViewerToken = attribute("The token of this request.", path="identity")
    scopes: list[Scope] = attribute("The scopes of this request.", path="identity.scopes", convert=sorted)

    @resolver(graphql_type=RateLimit | None, path="identity.account_id")
    @staticmethod
    def rate_limit(_root: strawberry.Parent[auth.Caller], info: Info) -> RateLimitStatus | None:
        """The rate limit of the account. Null if the operator has not set one."""
        rate_limit = info.context.rate_limit
        return rate_limit.level(info.context.caller.account_id) if rate_limit else None

    account_id: str = attribute(
        "The same as `account.id`.",
        path="identity.account_id",
        deprecated="Use `account { id }`. Will go on 2027-12-01.",
    )
    token_name: str = attribute(
        "The same as `token.name`.",
        path="identity.actor",
        deprecated="Use `token { name }`. Will go on 2027-12-01.",
    )
