"""The tables, as SQLAlchemy knows them.

The rows of an account can be moved to another server: the account's id comes first in every key of its rows,
and no row refers to another account. The gateway makes the ids, which sort by time, byte for byte.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ARRAY,
    CHAR,
    Boolean,
    CheckConstraint,
    Column,
    ColumnClause,
    Date,
    DateTime,
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
from sqlalchemy.types import TypeEngine

from domain.model.booking import Kind
from domain.model.delivery import State
from domain.model.location import AddressLevel
from domain.model.sweep import SweepState
from domain.model.time_of_day import END_OF_DAY
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

_Word = Text(collation="C")
_Id = CHAR(24, collation="C")
_Instant = DateTime(timezone=True)
_ON_SWEEP = text("sweep_id IS NOT NULL")
_TimeOfDay = SmallInteger()  # minutes from midnight; 1440 is 24:00, which Python's `time` cannot say


def _required_column(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _optional_column(name: str, kind: TypeEngine[Any]) -> Column[Any]:
    return Column(name, kind)


def _key_column(name: str, kind: TypeEngine[Any] = _Word) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def _one_of(column: str, names: type[StrEnum]) -> CheckConstraint:
    choices = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} IN ({choices})", column)


def _within_a_day(window: str) -> CheckConstraint:
    start, end = f"{window}_start", f"{window}_end"
    order = f"0 <= {start} AND {start} < {end} AND {end} <= {END_OF_DAY.minutes}"
    return CheckConstraint(order, f"{window}_order")


def _location(end: str) -> list[Column[Any]]:
    texts = ("zip", "city", "address_1", "address_2", "description")
    return [
        *(_required_column(f"{end}_{name}", Text()) for name in texts),
        _optional_column(f"{end}_latitude", Double()),
        _optional_column(f"{end}_longitude", Double()),
        _required_column(f"{end}_level", Text()),
    ]


account = Table(
    "account",
    metadata,
    _key_column("id"),
    _required_column("name", Text()),
    _required_column("created_at", _Instant),
    CheckConstraint(f"octet_length(id) BETWEEN 1 AND {LONGEST_ACCOUNT_ID}", "id"),
)

# Authentication needs the time zone and the country; the document holds all other settings.
account_settings = Table(
    "account_settings",
    metadata,
    _key_column("account_id"),
    _required_column("time_zone", Text()),
    _required_column("country", Text()),
    _required_column("document", JSONB()),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
)

# The one table of an account that is not keyed by it: a token is looked up before its account is known.
api_token = Table(
    "api_token",
    metadata,
    _key_column("token_hash", CHAR(64, collation="C")),
    _required_column("id", _Id),
    _required_column("account_id", _Word),
    _required_column("name", Text()),
    _required_column("scopes", ARRAY(Text())),
    _required_column("created_at", _Instant),
    _optional_column("expires_at", _Instant),
    _optional_column("revoked_at", _Instant),
    _optional_column("last_used_at", _Instant),
    _optional_column("made_by", _Id),
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
    _required_column("kid", _Word),
    _required_column("jwk", JSONB()),
    _required_column("made_at", _Instant),
)

sweep = Table(
    "sweep",
    metadata,
    _key_column("account_id"),
    _key_column("id", _Id),
    _required_column("day", Date()),
    _required_column("state", Text()),
    _required_column("created_at", _Instant),
    _required_column("updated_at", _Instant),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    _one_of("state", SweepState),
    Index(None, "account_id", "day", "id"),
    Index(None, "account_id", "state", "id"),
)

# An attribute's column is named after its path, without `booking.` and with `_` for the dots. There is no key
# to the account, as every insert would share a lock on that one row; the counter of its events has that key.
delivery = Table(
    "delivery",
    metadata,
    _key_column("account_id"),
    _key_column("id", _Id),
    _required_column("reference", _Word),
    _required_column("recipient_name", Text()),
    _required_column("recipient_id", Text()),
    _required_column("recipient_email", Text()),
    _optional_column("recipient_phone_country", Text()),
    _optional_column("recipient_phone_dial_code", Text()),
    _optional_column("recipient_phone_number", Text()),
    _required_column("delivery_date", Date()),
    _required_column("pickup_window_start", _TimeOfDay),
    _required_column("pickup_window_end", _TimeOfDay),
    _required_column("delivery_window_start", _TimeOfDay),
    _required_column("delivery_window_end", _TimeOfDay),
    *_location("pickup"),
    *_location("drop_off"),
    _required_column("department", Text()),
    _required_column("packages", SmallInteger()),
    _optional_column("insured_value", Numeric()),
    _required_column("label", Text()),
    _required_column("notes", Text()),
    _required_column("kind", Text()),
    _required_column("returned_delivery_id", Text()),
    _required_column("return_request_by", Text()),
    _required_column("state", _Word),
    _required_column("created_at", _Instant),
    _required_column("updated_at", _Instant),
    _optional_column("sweep_id", _Id),
    _optional_column("position", Integer()),
    _optional_column("estimate_start", _TimeOfDay),
    _optional_column("estimate_end", _TimeOfDay),
    ForeignKeyConstraint(["account_id", "sweep_id"], ["sweep.account_id", "sweep.id"]),
    _one_of("state", State),
    _one_of("kind", Kind),
    _one_of("pickup_level", AddressLevel),
    _one_of("drop_off_level", AddressLevel),
    CheckConstraint("num_nulls(sweep_id, position) IN (0, 2)", "position"),
    CheckConstraint("num_nulls(estimate_start, estimate_end) IN (0, 2)", "estimate"),
    _within_a_day("pickup_window"),
    _within_a_day("delivery_window"),
    _within_a_day("estimate"),
    CheckConstraint(
        "num_nulls(recipient_phone_country, recipient_phone_dial_code, recipient_phone_number) IN (0, 3)",
        "recipient_phone",
    ),
    Index(None, "account_id", "state", "id"),
    *(
        Index(None, "account_id", column, "id", postgresql_include=["state"])
        for column in (
            "delivery_date",
            "reference",
            "recipient_name",
            "drop_off_zip",
            "drop_off_city",
            "department",
        )
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
    _key_column("account_id"),
    _required_column("number", Number()),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
)

event = Table(
    "event",
    metadata,
    _key_column("account_id"),
    Column("number", Number(), primary_key=True, autoincrement=False),
    _required_column("subject", _Word),
    _required_column("subject_id", _Word),
    _required_column("event_type", Text()),
    _required_column("changes", JSONB()),
    _required_column("at", _Instant),
    _required_column("actor", Text()),
    _required_column("channel", Text()),
    _required_column("request_id", Text()),
    _required_column("command_id", Uuid()),
    Index(None, "account_id", "subject", "subject_id", "number"),
)

outbox = Table(
    "outbox",
    metadata,
    _key_column("account_id"),
    Column("number", Number(), primary_key=True, autoincrement=False),
    _required_column("subject", _Word),
    _required_column("subject_id", _Word),
    _required_column("event_type", Text()),
    _required_column("at", _Instant),
)

# A row is the record of a key and its lock: a command inserts it first of all, or waits for it.
idempotency = Table(
    "idempotency",
    metadata,
    _key_column("account_id"),
    _key_column("key"),
    _required_column("fingerprint", CHAR(64, collation="C")),
    _required_column("ids", ARRAY(Text())),
    _required_column("created_at", _Instant),
    Index(None, "created_at"),
)

register_import = Table(
    "register_import",
    metadata,
    _key_column("country"),
    _required_column("authoritative", Boolean()),
)

postal_area = Table("postal_area", metadata, _key_column("country"), _key_column("zip"), _key_column("city"))

# `street` and `house_number` are normalised by `persistence.addresses.normalise`, `street_name` is not.
address = Table(
    "address",
    metadata,
    _key_column("country"),
    _key_column("zip"),
    _key_column("street"),
    _key_column("house_number"),
    _required_column("street_name", Text()),
    _optional_column("latitude", Double()),
    _optional_column("longitude", Double()),
)
