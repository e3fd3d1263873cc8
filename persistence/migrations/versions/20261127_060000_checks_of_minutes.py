"""The rows that were there before keep the checks on their windows, too."""

from collections.abc import Sequence

from persistence.migrations.online import validate_constraint

revision: str = "9e27c4b1d605"
down_revision: str | None = "d4a96e21b7f8"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("estimate", "pickup_window_order", "delivery_window_order", "estimate_order"):
        validate_constraint(f"delivery_{name}_check", "delivery")


def downgrade() -> None:
    pass
