"""An index of the events by which deliveries left a sweep for re-delivery, by sweep and position."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import create_index_concurrently

revision: str = "98fc19bbd160"
down_revision: str | None = "031e1abde818"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "event_left_stop_idx"


def upgrade() -> None:
    create_index_concurrently(
        NAME,
        "event",
        [
            "account_id",
            sa.literal_column("(changes #>> '{sweep_id,0}')"),
            sa.literal_column("((changes #>> '{position,0}')::integer)"),
        ],
        postgresql_where=sa.text(
            "subject = 'delivery' AND event_type = 'kept_for_redelivery' "
            "AND (changes #>> '{sweep_id,0}') IS NOT NULL"
        ),
    )


def downgrade() -> None:
    op.drop_index(NAME, table_name="event")
