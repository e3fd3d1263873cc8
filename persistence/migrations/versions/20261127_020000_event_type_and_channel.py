"""Events say `event_type` and `channel`."""

from collections.abc import Sequence

from alembic import op

revision: str = "b7c1d2e3f405"
down_revision: str | None = "b0d4c5a91e27"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.alter_column("event", "happening", new_column_name="event_type")
    op.alter_column("event", "door", new_column_name="channel")
    op.alter_column("outbox", "happening", new_column_name="event_type")


def downgrade() -> None:
    op.alter_column("outbox", "event_type", new_column_name="happening")
    op.alter_column("event", "channel", new_column_name="door")
    op.alter_column("event", "event_type", new_column_name="happening")
