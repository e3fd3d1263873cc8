"""The tables, as SQLAlchemy knows them.

The rows of an account can be moved to another server: the account's id comes first in every key of its rows,
and no row refers to another account. The gateway makes the ids, which sort by time, byte for byte.
"""

from sqlalchemy import (
    ARRAY,
    CHAR,
    Boolean,
    CheckConstraint,
    Column,
    ColumnClause,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    SmallInteger,
    Table,
    Text,
    Uuid,
    false,
    literal_column,
    text,
)
from sqlalchemy import BigInteger as Number
from sqlalchemy.dialects.postgresql import JSONB

from domain.model.booking import Kind
from domain.model.delivery import State
from domain.model.location import AddressLevel
from domain.model.sweep import SweepState
from persistence.schema.columns import (
    Id,
    Instant,
    TimeOfDayColumn,
    Word,
    key_column,
    location_columns,
    one_of,
    optional_column,
    required_column,
    within_a_day,
)
from persistence.schema.left_stops import LEFT_STOP_INDEX
from persistence.schema.search import WORDS

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    }
)

LONGEST_ACCOUNT_ID = 100  # bytes; together with a reference of 500 characters it still fits an index entry
# A literal rather than a parameter, as it is the same in every statement.
DELETED: ColumnClause[str] = literal_column(f"'{State.DELETED}'")

_NOT_DELETED = text("state <> 'DELETED'")
_ON_SWEEP = text("sweep_id IS NOT NULL")
PLACE = "decode(id, 'hex')"
"""An id as the indexes of the lists have it, which are sorted by it: 12 bytes rather than 25."""
PLACED = {
    "day": ("delivery_date",),
    "reference": ("reference",),
    "recipient": ("recipient_name",),
    "zip": ("drop_off_zip",),
    "zip_day": ("drop_off_zip", "delivery_date"),
    "city": ("drop_off_city",),
    "department": ("department",),
    "department_day": ("department", "delivery_date"),
}
"""The columns of the indexes of deliveries that are not deleted, each followed by the place."""

account = Table(
    "account",
    metadata,
    key_column("id"),
    required_column("name", Text()),
    required_column("created_at", Instant),
    CheckConstraint(f"octet_length(id) BETWEEN 1 AND {LONGEST_ACCOUNT_ID}", "id"),
)

# Authentication needs the time zone and the country; the document holds all other settings.
account_settings = Table(
    "account_settings",
    metadata,
    key_column("account_id"),
    required_column("time_zone", Text()),
    required_column("country", Text()),
    required_column("document", JSONB()),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
)

# The one table of an account that is not keyed by it: a token is looked up before its account is known.
api_token = Table(
    "api_token",
    metadata,
    key_column("token_hash", CHAR(64, collation="C")),
    required_column("id", Id),
    required_column("account_id", Word),
    required_column("name", Text()),
    required_column("scopes", ARRAY(Text())),
    required_column("created_at", Instant),
    optional_column("expires_at", Instant),
    optional_column("revoked_at", Instant),
    optional_column("last_used_at", Instant),
    optional_column("made_by", Id),
    Column("demo", Boolean(), nullable=False, server_default=false()),
    Index(None, "account_id", "id"),
    Index("api_token_unrevoked_idx", "account_id", "id", postgresql_where=text("revoked_at IS NULL")),
)

# All processes share the keys; the newest one signs, and the age of the others says which are still valid.
# Two processes that add a key at the same time use the same number, so that only one key is added.
signing_key = Table(
    "signing_key",
    metadata,
    Column("number", Integer(), primary_key=True, autoincrement=False),
    required_column("kid", Word),
    required_column("jwk", JSONB()),
    required_column("made_at", Instant),
)

sweep = Table(
    "sweep",
    metadata,
    key_column("account_id"),
    key_column("id", Id),
    required_column("day", Date()),
    required_column("state", Text()),
    required_column("created_at", Instant),
    required_column("updated_at", Instant),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    one_of("state", SweepState),
    Index(None, "account_id", "day", "id"),
    Index(None, "account_id", "state", "id"),
)

# An attribute's column is named after its path, without `booking.` and with `_` for the dots. There is no key
# to the account, as every insert would share a lock on that one row; the counter of its events has that key.
delivery = Table(
    "delivery",
    metadata,
    key_column("account_id"),
    key_column("id", Id),
    required_column("reference", Word),
    required_column("recipient_name", Text()),
    required_column("recipient_id", Text()),
    required_column("recipient_email", Text()),
    optional_column("recipient_phone_country", Text()),
    optional_column("recipient_phone_dial_code", Text()),
    optional_column("recipient_phone_number", Text()),
    required_column("delivery_date", Date()),
    required_column("pickup_window_start", TimeOfDayColumn),
    required_column("pickup_window_end", TimeOfDayColumn),
    required_column("delivery_window_start", TimeOfDayColumn),
    required_column("delivery_window_end", TimeOfDayColumn),
    *location_columns("pickup"),
    *location_columns("drop_off"),
    required_column("department", Text()),
    required_column("packages", SmallInteger()),
    optional_column("insured_value", Numeric()),
    required_column("label", Text()),
    required_column("notes", Text()),
    required_column("kind", Text()),
    required_column("returned_delivery_id", Text()),
    required_column("return_request_by", Text()),
    required_column("state", Word),
    required_column("created_at", Instant),
    required_column("updated_at", Instant),
    optional_column("sweep_id", Id),
    optional_column("position", Integer()),
    optional_column("estimate_start", TimeOfDayColumn),
    optional_column("estimate_end", TimeOfDayColumn),
    optional_column("missed_day", Date()),
    ForeignKeyConstraint(["account_id", "sweep_id"], ["sweep.account_id", "sweep.id"]),
    one_of("state", State),
    one_of("kind", Kind),
    one_of("pickup_level", AddressLevel),
    one_of("drop_off_level", AddressLevel),
    CheckConstraint("num_nulls(sweep_id, position) IN (0, 2)", "position"),
    CheckConstraint("num_nulls(estimate_start, estimate_end) IN (0, 2)", "estimate"),
    within_a_day("pickup_window"),
    within_a_day("delivery_window"),
    within_a_day("estimate"),
    CheckConstraint(
        "num_nulls(recipient_phone_country, recipient_phone_dial_code, recipient_phone_number) IN (0, 3)",
        "recipient_phone",
    ),
    Index("delivery_state_place_idx", "account_id", "state", literal_column(PLACE)),
    Index("delivery_state_day_place_idx", "account_id", "state", "delivery_date", literal_column(PLACE)),
    *(
        Index(
            f"delivery_{name}_place_idx",
            "account_id",
            *columns,
            literal_column(PLACE),
            postgresql_where=_NOT_DELETED,
        )
        for name, columns in PLACED.items()
    ),
    Index("delivery_words_idx", literal_column(WORDS), postgresql_using="gin"),
    Index(
        None, "account_id", "sweep_id", "position", postgresql_where=_ON_SWEEP, postgresql_include=["state"]
    ),
)

# The last lock of a command, taken as late as possible, as the account's commands wait for each other here.
event_counter = Table(
    "event_counter",
    metadata,
    key_column("account_id"),
    required_column("number", Number()),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
)

event = Table(
    "event",
    metadata,
    key_column("account_id"),
    Column("number", Number(), primary_key=True, autoincrement=False),
    required_column("subject", Word),
    required_column("subject_id", Word),
    required_column("event_type", Text()),
    required_column("changes", JSONB()),
    required_column("at", Instant),
    required_column("actor", Text()),
    required_column("channel", Text()),
    required_column("request_id", Text()),
    required_column("command_id", Uuid()),
    Index(None, "account_id", "subject", "subject_id", "number"),
    LEFT_STOP_INDEX,
)

outbox = Table(
    "outbox",
    metadata,
    key_column("account_id"),
    Column("number", Number(), primary_key=True, autoincrement=False),
    required_column("subject", Word),
    required_column("subject_id", Word),
    required_column("event_type", Text()),
    required_column("at", Instant),
)

# A row is the record of a key and its lock: a command inserts it first of all, or waits for it.
idempotency = Table(
    "idempotency",
    metadata,
    key_column("account_id"),
    key_column("key"),
    required_column("fingerprint", CHAR(64, collation="C")),
    required_column("ids", ARRAY(Text())),
    required_column("created_at", Instant),
    Index(None, "created_at"),
)

call_usage = Table(
    "call_usage",
    metadata,
    key_column("account_id"),
    key_column("token_id", Id),
    *(key_column(name) for name in ("channel", "call")),
    key_column("day", Date()),
    required_column("requests", Number()),
    required_column("last_used_at", Instant),
    Index(None, "day"),
)

register_import = Table(
    "register_import",
    metadata,
    key_column("country"),
    required_column("authoritative", Boolean()),
)

postal_area = Table("postal_area", metadata, key_column("country"), key_column("zip"), key_column("city"))

# `street` and `house_number` are normalised by `persistence.addresses.normalise`, `street_name` is not.
address = Table(
    "address",
    metadata,
    key_column("country"),
    key_column("zip"),
    key_column("street"),
    key_column("house_number"),
    required_column("street_name", Text()),
    optional_column("latitude", Double()),
    optional_column("longitude", Double()),
)
