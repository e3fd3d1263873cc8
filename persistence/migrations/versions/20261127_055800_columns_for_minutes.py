"""Columns for times of day as minutes from midnight, which the next migration fills."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "3c1f5e8a9b02"
down_revision: str | None = "b7c1d2e3f405"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

REQUIRED = ("pickup_window_start", "pickup_window_end", "delivery_window_start", "delivery_window_end")
OPTIONAL = ("estimate_start", "estimate_end")


def upgrade() -> None:
    for column in REQUIRED:
        minutes = sa.Column(f"{column}_minutes", sa.SmallInteger(), server_default="0", nullable=False)
        op.add_column("delivery", minutes)
    for column in OPTIONAL:
        op.add_column("delivery", sa.Column(f"{column}_minutes", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    for column in (*REQUIRED, *OPTIONAL):
        op.drop_column("delivery", f"{column}_minutes")
