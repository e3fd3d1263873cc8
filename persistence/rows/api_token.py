"""An API token as a row of the table `api_token`."""

from domain.model.auth import ApiToken, Scope
from persistence.engine.database import Row


def token_from_row(row: Row) -> ApiToken:
    return ApiToken(
        id=row["id"],
        account_id=row["account_id"],
        name=row["name"],
        hash=row["token_hash"],
        scopes=frozenset(map(Scope, row["scopes"])),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        made_by=row["made_by"],
        demo=row["demo"],
        last_used_at=row["last_used_at"],
    )
