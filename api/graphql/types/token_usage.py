from datetime import datetime

import strawberry

from api.graphql.context import Info
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Channel
from api.graphql.resolvers import resolver
from api.graphql.types.token import ApiToken
from domain.model import auth, call_usage


@strawberry.type(description="The use of one call by one API token and its access tokens.")
class CallUsage(DomainType):
    domain_type = call_usage.CallUsage

    @resolver(graphql_type=ApiToken, path="token_id")
    @staticmethod
    async def token(root: strawberry.Parent[call_usage.CallUsage], info: Info) -> auth.ApiToken | None:
        """The API token."""
        return await info.context.loaders.tokens.load(root.token_id)

    channel: Channel = attribute("The channel of the requests.")
    call: str = attribute(
        "The call: a legacy REST call, e.g. `create`, or the type of an operation and its root field, e.g. "
        "`query deliveries`; `several` stands for more than one."
    )
    requests: int = attribute("The number of requests, refused ones too.")
    last_used_at: datetime = attribute("When the call was last used.")
