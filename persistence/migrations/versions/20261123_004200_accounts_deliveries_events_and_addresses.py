"""Accounts, deliveries, events and addresses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0e969307e650"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("octet_length(id) BETWEEN 1 AND 100", name=op.f("account_id_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
    )
    op.create_table(
        "address",
        sa.Column("country", sa.Text(collation="C"), nullable=False),
        sa.Column("zip", sa.Text(collation="C"), nullable=False),
        sa.Column("street", sa.Text(collation="C"), nullable=False),
        sa.Column("house_number", sa.Text(collation="C"), nullable=False),
        sa.Column("street_name", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("country", "zip", "street", "house_number", name=op.f("address_pkey")),
    )
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.CHAR(length=64, collation="C"), nullable=False),
        sa.Column("id", sa.CHAR(length=24, collation="C"), nullable=False),
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("api_token_pkey")),
    )
    op.create_index(op.f("api_token_account_id_id_idx"), "api_token", ["account_id", "id"], unique=False)
    op.create_table(
        "event",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("subject_id", sa.Text(collation="C"), nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("event_pkey")),
    )
    op.create_index(
        op.f("event_account_id_subject_subject_id_number_idx"),
        "event",
        ["account_id", "subject", "subject_id", "number"],
        unique=False,
    )
    op.create_table(
        "outbox",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("subject_id", sa.Text(collation="C"), nullable=False),
        sa.Column("happening", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("outbox_pkey")),
    )
    op.create_table(
        "postal_area",
        sa.Column("country", sa.Text(collation="C"), nullable=False),
        sa.Column("zip", sa.Text(collation="C"), nullable=False),
        sa.Column("city", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("country", "zip", "city", name=op.f("postal_area_pkey")),
    )
    op.create_table(
        "register_import",
        sa.Column("country", sa.Text(collation="C"), nullable=False),
        sa.Column("authoritative", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("register_import_pkey")),
    )
    op.create_table(
        "account_settings",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("account_settings_account_id_fkey")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("account_settings_pkey")),
    )
    op.create_table(
        "event_counter",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("event_counter_account_id_fkey")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("event_counter_pkey")),
    )
    op.create_table(
        "sweep",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.CHAR(length=24, collation="C"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('PLANNED', 'STARTED', 'FINISHED', 'CANCELED')", name=op.f("sweep_state_check")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("sweep_account_id_fkey")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("sweep_pkey")),
    )
    op.create_index(op.f("sweep_account_id_day_id_idx"), "sweep", ["account_id", "day", "id"], unique=False)
    op.create_index(
        op.f("sweep_account_id_state_id_idx"), "sweep", ["account_id", "state", "id"], unique=False
    )
    op.create_table(
        "delivery",
        sa.Column("account_id", sa.Text(collation="C"), nullable=False),
        sa.Column("id", sa.CHAR(length=24, collation="C"), nullable=False),
        sa.Column("reference", sa.Text(collation="C"), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.Text(), nullable=False),
        sa.Column("recipient_email", sa.Text(), nullable=False),
        sa.Column("recipient_phone_country", sa.Text(), nullable=True),
        sa.Column("recipient_phone_dial_code", sa.Text(), nullable=True),
        sa.Column("recipient_phone_number", sa.Text(), nullable=True),
        sa.Column("delivery_date", sa.Date(), nullable=False),
        sa.Column("pickup_window_start", sa.Time(), nullable=False),
        sa.Column("pickup_window_end", sa.Time(), nullable=False),
        sa.Column("delivery_window_start", sa.Time(), nullable=False),
        sa.Column("delivery_window_end", sa.Time(), nullable=False),
        sa.Column("pickup_zip", sa.Text(), nullable=False),
        sa.Column("pickup_city", sa.Text(), nullable=False),
        sa.Column("pickup_address_1", sa.Text(), nullable=False),
        sa.Column("pickup_address_2", sa.Text(), nullable=False),
        sa.Column("pickup_description", sa.Text(), nullable=False),
        sa.Column("pickup_latitude", sa.Double(), nullable=True),
        sa.Column("pickup_longitude", sa.Double(), nullable=True),
        sa.Column("pickup_level", sa.Text(), nullable=False),
        sa.Column("drop_off_zip", sa.Text(), nullable=False),
        sa.Column("drop_off_city", sa.Text(), nullable=False),
        sa.Column("drop_off_address_1", sa.Text(), nullable=False),
        sa.Column("drop_off_address_2", sa.Text(), nullable=False),
        sa.Column("drop_off_description", sa.Text(), nullable=False),
        sa.Column("drop_off_latitude", sa.Double(), nullable=True),
        sa.Column("drop_off_longitude", sa.Double(), nullable=True),
        sa.Column("drop_off_level", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("packages", sa.SmallInteger(), nullable=False),
        sa.Column("insured_value", sa.Numeric(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("returned_delivery_id", sa.Text(), nullable=False),
        sa.Column("return_request_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sweep_id", sa.CHAR(length=24, collation="C"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("estimate_start", sa.Time(), nullable=True),
        sa.Column("estimate_end", sa.Time(), nullable=True),
        sa.CheckConstraint(
            "drop_off_level IN ('VERIFIED', 'UNVERIFIED')", name=op.f("delivery_drop_off_level_check")
        ),
        sa.CheckConstraint("kind IN ('DELIVERY', 'RETURN')", name=op.f("delivery_kind_check")),
        sa.CheckConstraint(
            "pickup_level IN ('VERIFIED', 'UNVERIFIED')", name=op.f("delivery_pickup_level_check")
        ),
        sa.CheckConstraint(
            "state IN ('CREATED', 'PLANNED', 'IN_PROGRESS', 'FINISHED', 'NOT_RECEIVED', 'FOR_REDELIVERY',"
            " 'RETURNED', 'DELETED')",
            name=op.f("delivery_state_check"),
        ),
        sa.CheckConstraint(
            "num_nulls(estimate_start, estimate_end) IN (0, 2)", name=op.f("delivery_estimate_check")
        ),
        sa.CheckConstraint(
            "num_nulls(recipient_phone_country, recipient_phone_dial_code, recipient_phone_number) IN (0, 3)",
            name=op.f("delivery_recipient_phone_check"),
        ),
        sa.CheckConstraint("num_nulls(sweep_id, position) IN (0, 2)", name=op.f("delivery_position_check")),
        sa.ForeignKeyConstraint(
            ["account_id", "sweep_id"],
            ["sweep.account_id", "sweep.id"],
            name=op.f("delivery_account_id_sweep_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("delivery_pkey")),
    )
    op.create_index(
        op.f("delivery_account_id_delivery_date_id_idx"),
        "delivery",
        ["account_id", "delivery_date", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'DELETED'"),
    )
    op.create_index(
        op.f("delivery_account_id_reference_id_idx"),
        "delivery",
        ["account_id", "reference", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'DELETED'"),
    )
    op.create_index(
        op.f("delivery_account_id_state_id_idx"), "delivery", ["account_id", "state", "id"], unique=False
    )
    op.create_index(
        op.f("delivery_account_id_sweep_id_position_idx"),
        "delivery",
        ["account_id", "sweep_id", "position"],
        unique=False,
        postgresql_where=sa.text("sweep_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        op.f("delivery_account_id_sweep_id_position_idx"),
        table_name="delivery",
        postgresql_where=sa.text("sweep_id IS NOT NULL"),
    )
    op.drop_index(op.f("delivery_account_id_state_id_idx"), table_name="delivery")
    op.drop_index(
        op.f("delivery_account_id_reference_id_idx"),
        table_name="delivery",
        postgresql_where=sa.text("state <> 'DELETED'"),
    )
    op.drop_index(
        op.f("delivery_account_id_delivery_date_id_idx"),
        table_name="delivery",
        postgresql_where=sa.text("state <> 'DELETED'"),
    )
    op.drop_table("delivery")
    op.drop_index(op.f("sweep_account_id_state_id_idx"), table_name="sweep")
    op.drop_index(op.f("sweep_account_id_day_id_idx"), table_name="sweep")
    op.drop_table("sweep")
    op.drop_table("event_counter")
    op.drop_table("account_settings")
    op.drop_table("register_import")
    op.drop_table("postal_area")
    op.drop_table("outbox")
    op.drop_index(op.f("event_account_id_subject_subject_id_number_idx"), table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("api_token_account_id_id_idx"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("address")
    op.drop_table("account")
