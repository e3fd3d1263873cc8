from datetime import datetime

import strawberry

from api.graphql.enums import Scope
from api.graphql.ids import TOKEN, opaque
from api.graphql.mirror import Mirror, shows
from domain.model import access


def token_global_id(token_id: str) -> str:
    return opaque(TOKEN, token_id)


@strawberry.type(description="What is known of an API token; the token itself is not kept.")
class ApiToken(Mirror):
    mirrored = access.ApiToken

    id: strawberry.ID = shows("id", "An opaque id; `revokeToken` takes it.", through=token_global_id)
    name: str = shows("name", "Who uses it; histories show this name.")
    scopes: list[Scope] = shows("scopes", "What it may be used for.", through=sorted)
    created_at: datetime = shows("created_at", "When it was made.")
    expires_at: datetime | None = shows(
        "expires_at", "When it stops to be good by itself. Null where it never does."
    )
    revoked_at: datetime | None = shows("revoked_at", "When it was revoked. Null while it is not.")
