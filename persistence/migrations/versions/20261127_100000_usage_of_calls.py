"""Usage of calls."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "a47e03e679a7"
down_revision: str | None = "6d2b90c7e5a1"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "call_usage",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("token_id", sa.CHAR(length=24, collation="C"), nullable=False),
        sa.Column("channel", sa.Text(collation="C"), nullable=False),
        sa.Column("call", sa.Text(collation="C"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_id", "token_id", "channel", "call", "day", name=op.f("call_usage_pkey")
        ),
    )
    op.create_index(op.f("call_usage_day_idx"), "call_usage", ["day"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("call_usage_day_idx"), table_name="call_usage")
    op.drop_table("call_usage")
