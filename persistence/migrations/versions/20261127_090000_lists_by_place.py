"""Indexes of lists by place and day, without deleted deliveries; a cheaper expression of the words."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from persistence.migrations.online import create_index_concurrently, lock_tables

revision: str = "6d2b90c7e5a1"
down_revision: str | None = "30980f8c2b44"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACE: sa.ColumnElement[bytes] = sa.literal_column("decode(id, 'hex')")
NOT_DELETED = sa.text("state <> 'DELETED'")
ALL = {"state": ["state"], "state_day": ["state", "delivery_date"]}
PRESENT = {
    "day": ["delivery_date"],
    "reference": ["reference"],
    "recipient": ["recipient_name"],
    "zip": ["drop_off_zip"],
    "zip_day": ["drop_off_zip", "delivery_date"],
    "city": ["drop_off_city"],
    "department": ["department"],
    "department_day": ["department", "delivery_date"],
}
BEFORE = ("delivery_date", "reference", "recipient_name", "drop_off_zip", "drop_off_city", "department")
# As `persistence.schema.search.WORDS` was before this and when this was written.
OLD_WORDS = (
    r"to_tsvector('simple'::regconfig, regexp_replace("
    r"translate((((((reference || ' ') || recipient_name) || ' ') || label) || ' ') || notes,"
    r""" '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~"""
    "\u00a1\u00ab\u00b7\u00bb\u00bf\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026',"
    f" '{' ' * 45}'),"
    r" '(\S+)', ('k' || left(md5(account_id), 8)) || '\1', 'g'))"
)
NEW_WORDS = (
    r"to_tsvector('simple'::regconfig, regexp_replace("
    r"((((((' ' || reference) || ' ') || recipient_name) || ' ') || label) || ' ') || notes,"
    r""" '[\s!"#$%&''()*+,\-./:;<=>?@\[\\\]\^_`{|}~"""
    "\u00a1\u00ab\u00b7\u00bb\u00bf\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026]+',"
    r" ' k' || left(md5(account_id), 8), 'g'))"
)
WORDS = "delivery_words_idx"


def upgrade() -> None:
    """Build every index before the first one is dropped, which is committed with the migration's number."""
    _build_words(NEW_WORDS)
    for indexes, where in ((ALL, None), (PRESENT, NOT_DELETED)):
        for name, columns in indexes.items():
            key: list[str | sa.ColumnElement[bytes]] = ["account_id", *columns, PLACE]
            create_index_concurrently(f"delivery_{name}_place_idx", "delivery", key, postgresql_where=where)
    lock_tables("delivery")
    _replace_words()
    op.drop_index("delivery_account_id_state_id_idx", table_name="delivery")
    for column in BEFORE:
        op.drop_index(f"delivery_account_id_{column}_id_idx", table_name="delivery")


def downgrade() -> None:
    _build_words(OLD_WORDS)
    create_index_concurrently("delivery_account_id_state_id_idx", "delivery", ["account_id", "state", "id"])
    for column in BEFORE:
        create_index_concurrently(
            f"delivery_account_id_{column}_id_idx",
            "delivery",
            ["account_id", column, "id"],
            postgresql_include=["state"],
        )
    lock_tables("delivery")
    _replace_words()
    for name in (*ALL, *PRESENT):
        op.drop_index(f"delivery_{name}_place_idx", table_name="delivery")


def _build_words(words: str) -> None:
    key: list[sa.ColumnElement[object]] = [sa.literal_column(words)]
    create_index_concurrently(f"new_{WORDS}", "delivery", key, postgresql_using="gin")


def _replace_words() -> None:
    op.drop_index(WORDS, table_name="delivery")
    op.execute(f"ALTER INDEX new_{WORDS} RENAME TO {WORDS}")
