from datetime import datetime

import strawberry

from api.graphql.conversions import global_id
from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Scope
from api.graphql.global_ids import TOKEN
from api.graphql.types.node import Node
from domain.model import auth


@strawberry.type(description="The record of an API token. The token itself is not stored.")
class ApiToken(DomainType, Node):
    domain_type = auth.ApiToken

    id: strawberry.ID = attribute("An opaque id; `node` and `revokeToken` take it.", convert=global_id(TOKEN))
    name: str = attribute("The name of the token's user, e.g. `till 3`; histories show it.")
    scopes: list[Scope] = attribute("The scopes of the token.", convert=sorted)
    created_at: datetime = attribute("When the token was created.")
    expires_at: datetime | None = attribute("When the token expires. Null if it never does.")
    revoked_at: datetime | None = attribute("When the token was revoked. Null if it is not revoked.")
    last_used_at: datetime | None = attribute(
        "When the token, or an access token that acts for it, was last used, on either channel; may be up to "
        "63 seconds too early, as it is stored at most once a minute. Null if it was never used."
    )
