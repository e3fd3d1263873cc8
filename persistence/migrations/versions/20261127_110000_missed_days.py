"""The day on which a re-delivery that is planned again was not received, so that unplanning restores it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import lock_tables

revision: str = "031e1abde818"
down_revision: str | None = "a47e03e679a7"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    lock_tables("delivery")
    op.add_column("delivery", sa.Column("missed_day", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "missed_day")
