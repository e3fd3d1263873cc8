"""Times of day are minutes from midnight, 0 to 1440.

No use-case stores seconds. A window that was stored with seconds by hand becomes the whole minutes around it.
"""

from collections.abc import Sequence

from alembic import op

from persistence.migrations.online import fill, finish_fill

revision: str = "d4a96e21b7f8"
down_revision: str | None = "3c1f5e8a9b02"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

REQUIRED = ("pickup_window", "delivery_window")
WINDOWS = (*REQUIRED, "estimate")
COLUMNS = tuple(f"{window}_{end}" for window in WINDOWS for end in ("start", "end"))
MINUTES = {
    f"{window}_{end}_minutes": f"{rounded}(extract(epoch FROM {window}_{end}) / 60)::smallint"
    for window in WINDOWS
    for end, rounded in (("start", "floor"), ("end", "ceil"))
}
CHECKS = {
    "delivery_estimate_check": "num_nulls(estimate_start, estimate_end) IN (0, 2)",
    **{
        f"delivery_{window}_order_check": f"0 <= {window}_start AND {window}_start < {window}_end"
        f" AND {window}_end <= 1440"
        for window in WINDOWS
    },
}


def upgrade() -> None:
    """The checks are for new rows alone until the next migration validates them."""
    fill("delivery", MINUTES)
    finish_fill("delivery", MINUTES)
    for column in COLUMNS:
        op.drop_column("delivery", column)
        op.alter_column("delivery", f"{column}_minutes", new_column_name=column, server_default=None)
    for name, condition in CHECKS.items():
        op.execute(f"ALTER TABLE delivery ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")


def downgrade() -> None:
    """Rewrites the table under a lock."""
    for name in CHECKS:
        op.execute(f"ALTER TABLE delivery DROP CONSTRAINT {name}")
    for column in COLUMNS:
        op.alter_column("delivery", column, new_column_name=f"{column}_minutes")
        op.execute(f"ALTER TABLE delivery ADD COLUMN {column} time")
    times = (f"{each} = make_time({each}_minutes / 60, {each}_minutes % 60, 0)" for each in COLUMNS)
    op.execute(f"UPDATE delivery SET {', '.join(times)}")  # noqa: S608 - names of columns
    for window in REQUIRED:
        for end in ("start", "end"):
            op.alter_column("delivery", f"{window}_{end}", nullable=False)
    condition = CHECKS["delivery_estimate_check"]
    op.execute(f"ALTER TABLE delivery ADD CONSTRAINT delivery_estimate_check CHECK ({condition})")
