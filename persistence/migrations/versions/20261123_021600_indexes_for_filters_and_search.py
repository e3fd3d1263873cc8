"""Indexes for filters and search."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import create_index_concurrently

revision: str = "5246e31a69c2"
down_revision: str | None = "6b90bfdb9ba2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING = sa.text("state <> 'DELETED'")
FILTERED = ("department", "drop_off_city", "drop_off_zip", "recipient_name")
# As `persistence.search.WORDS` was when this was written.
WORDS = (
    r"to_tsvector('simple'::regconfig, regexp_replace("
    r"translate((((((reference || ' ') || recipient_name) || ' ') || label) || ' ') || notes,"
    r""" '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~"""
    "\u00a1\u00ab\u00b7\u00bb\u00bf\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026',"
    f" '{' ' * 45}'),"
    r" '(\S+)', ('k' || left(md5(account_id), 8)) || '\1', 'g'))"
)


def upgrade() -> None:
    for column in FILTERED:
        create_index_concurrently(
            op.f(f"delivery_account_id_{column}_id_idx"),
            "delivery",
            ["account_id", column, "id"],
            postgresql_where=STANDING,
        )
    create_index_concurrently(
        "delivery_words_idx",
        "delivery",
        [sa.literal_column(WORDS)],
        postgresql_using="gin",
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    op.drop_index("delivery_words_idx", table_name="delivery")
    for column in FILTERED:
        op.drop_index(op.f(f"delivery_account_id_{column}_id_idx"), table_name="delivery")
