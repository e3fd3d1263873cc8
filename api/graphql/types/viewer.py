from collections.abc import Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Annotated, Final

import strawberry

from api.graphql.context import Info, payer_of
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Scope
from api.graphql.global_ids import ACCOUNT, VIEWER, encode_id
from api.graphql.resolvers import resolver
from api.graphql.types.node import Node
from api.graphql.types.token import ApiToken
from api.graphql.types.token_usage import CallUsage
from api.operations.rate_limit import RateLimitStatus
from domain.model import auth
from domain.model.call_usage import MOST_USED_CALLS, Days
from domain.model.call_usage import CallUsage as DomainCallUsage

USAGE_PRICE: Final = 20
UsageFrom = Annotated[
    date | None, strawberry.argument(name="from", description="The first day in UTC, e.g. `2018-04-05`.")
]
UsageTo = Annotated[date | None, strawberry.argument(name="to", description="The last day in UTC.")]


def account_global_id(account_id: str) -> str:
    return encode_id(ACCOUNT, account_id)


def viewer_id(identity: auth.Identity) -> str:
    """Return an id of the credential: an access token has other scopes and another end than its API token."""
    credential = (identity.token_id, *sorted(identity.scopes), str(identity.expires_at))
    return blake2b(" ".join(credential).encode(), digest_size=12).hexdigest()


def _viewer_global_id(identity: auth.Identity) -> str:
    return encode_id(VIEWER, viewer_id(identity))


@strawberry.type(description="A merchant; everything else in this schema belongs to exactly one account.")
class Account(DomainType, Node):
    domain_type = auth.Account

    id: strawberry.ID = attribute("An opaque id; `node` takes it.", convert=account_global_id)
    name: str = attribute("The account's name.")


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
class Viewer(DomainType, Node):
    domain_type = auth.Caller

    id: strawberry.ID = attribute(
        "An opaque id of the token or access token of this request; `node` takes it.",
        path="identity",
        convert=_viewer_global_id,
    )

    @resolver(graphql_type=Account, path="identity.account_id")
    @staticmethod
    async def account(_root: strawberry.Parent[auth.Caller], info: Info) -> auth.Account:
        """The account; everything else in this schema belongs to it."""
        return await info.context.usecases.tokens.account(info.context.caller)

    @resolver(graphql_type=ApiToken, path="identity.token_id")
    @staticmethod
    async def token(_root: strawberry.Parent[auth.Caller], info: Info) -> auth.ApiToken:
        """The API token of this request; for an access token, the API token that it was granted to."""
        return await info.context.usecases.tokens.own(info.context.caller)

    @resolver(
        graphql_type=list[CallUsage],
        path="identity",
        most=MOST_USED_CALLS,
        price=USAGE_PRICE,
    )
    @staticmethod
    async def usage(
        _root: strawberry.Parent[auth.Caller],
        info: Info,
        *,
        first: UsageFrom = None,
        last: UsageTo = None,
    ) -> Sequence[DomainCallUsage]:
        """The calls of the last 90 days, or of fewer, the 200 used last.

        They are those of all tokens of the account with the scope `admin`, else those of this token. Requests
        count after some seconds; those that were counted just before a failure of the gateway or the database
        are missing.
        """
        context = info.context
        return await context.usecases.queries.usage(context.caller, Days(first, last))

    scopes: list[Scope] = attribute(
        "The scopes of this request. An access token may have fewer than its API token.",
        path="identity.scopes",
        convert=sorted,
    )
    expires_at: datetime | None = attribute(
        "When the token or access token of this request expires. Null if it never does.",
        path="identity.expires_at",
    )

    @resolver(graphql_type=RateLimit | None, path="identity.account_id")
    @staticmethod
    def rate_limit(_root: strawberry.Parent[auth.Caller], info: Info) -> RateLimitStatus | None:
        """The rate limit of the account. Null if the operator has not set one."""
        rate_limit = info.context.rate_limit
        return rate_limit.level(payer_of(info.context)) if rate_limit else None
