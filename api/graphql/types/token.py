from datetime import datetime

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Scope
from api.graphql.ids import TOKEN, encode_id
from domain.model import auth as access


def token_global_id(token_id: str) -> str:
    return encode_id(TOKEN, token_id)


@strawberry.type(description="What is known of an API token; the token itself is not kept.")
class ApiToken(DomainType):
    domain_type = access.ApiToken

    id: strawberry.ID = attribute("id", "An opaque id; `revokeToken` takes it.", through=token_global_id)
    name: str = attribute("name", "Who uses it; histories show this name.")
    scopes: list[Scope] = attribute("scopes", "What it may be used for.", through=sorted)
    created_at: datetime = attribute("created_at", "When it was made.")
    expires_at: datetime | None = attribute(
        "expires_at", "When it stops to be good by itself. Null where it never does."
    )
    revoked_at: datetime | None = attribute("revoked_at", "When it was revoked. Null while it is not.")
