"""Indexes of deliveries that hold deleted ones too, with their state beside."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import create_index_concurrently, lock_tables

revision: str = "c41f0d7be8a3"
down_revision: str | None = "5246e31a69c2"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STANDING = sa.text("state <> 'DELETED'")
LISTED = ("delivery_date", "reference", "recipient_name", "drop_off_zip", "drop_off_city", "department")
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
    _replace(where=None, include=["state"])


def downgrade() -> None:
    _replace(where=STANDING, include=None)


def _replace(where: sa.TextClause | None, include: list[str] | None) -> None:
    """Build every index before the first one is replaced, which is committed with the migration's number."""
    words: list[sa.ColumnElement[object]] = [sa.literal_column(WORDS)]
    create_index_concurrently(
        "new_delivery_words_idx", "delivery", words, postgresql_using="gin", postgresql_where=where
    )
    names = {f"delivery_account_id_{column}_id_idx": ["account_id", column, "id"] for column in LISTED}
    for name, key in names.items():
        create_index_concurrently(
            f"new_{name}", "delivery", key, postgresql_where=where, postgresql_include=include
        )
    lock_tables("delivery")
    for name in ("delivery_words_idx", *names):
        op.drop_index(name, table_name="delivery")
        op.execute(f"ALTER INDEX new_{name} RENAME TO {name}")
