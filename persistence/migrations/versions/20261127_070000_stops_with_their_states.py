"""The index of the stops of sweeps holds their states, so that counting them reads nothing else."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import create_index_concurrently, lock_tables

revision: str = "30980f8c2b44"
down_revision: str | None = "9e27c4b1d605"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "delivery_account_id_sweep_id_position_idx"


def upgrade() -> None:
    _replace(include=["state"])


def downgrade() -> None:
    _replace(include=None)


def _replace(include: list[str] | None) -> None:
    create_index_concurrently(
        f"new_{NAME}",
        "delivery",
        ["account_id", "sweep_id", "position"],
        postgresql_where=sa.text("sweep_id IS NOT NULL"),
        postgresql_include=include,
    )
    lock_tables("delivery")
    op.drop_index(NAME, table_name="delivery")
    op.execute(f"ALTER INDEX new_{NAME} RENAME TO {NAME}")
