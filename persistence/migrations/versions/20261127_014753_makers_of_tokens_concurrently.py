"""An index of the tokens that are not revoked, which the migration before made at first."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import create_index_concurrently

revision: str = "b0d4c5a91e27"
down_revision: str | None = "46ad99547ab6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_index_concurrently(
        "api_token_unrevoked_idx",
        "api_token",
        ["account_id", "id"],
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("api_token_unrevoked_idx", table_name="api_token")
