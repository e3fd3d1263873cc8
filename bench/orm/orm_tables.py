"""The tables as classes of SQLAlchemy's ORM, and its sessions."""

import os
from collections.abc import AsyncIterator, Awaitable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import CHAR, BigInteger, Date, DateTime, Numeric, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CONNECTIONS = 16


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - declared so by SQLAlchemy
        str: Text(),
        int: SmallInteger(),
        date: Date(),
        datetime: DateTime(timezone=True),
        Decimal: Numeric(),
        UUID: Uuid(),
        dict[str, Any]: JSONB(),
    }


class DeliveryRow(Base):
    __tablename__ = "delivery"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(CHAR(24), primary_key=True)
    reference: Mapped[str]
    recipient_name: Mapped[str]
    recipient_id: Mapped[str] = mapped_column(default="")
    recipient_email: Mapped[str]
    recipient_phone_country: Mapped[str | None]
    recipient_phone_dial_code: Mapped[str | None]
    recipient_phone_number: Mapped[str | None]
    delivery_date: Mapped[date]
    pickup_window_start: Mapped[int]
    pickup_window_end: Mapped[int]
    delivery_window_start: Mapped[int]
    delivery_window_end: Mapped[int]
    pickup_zip: Mapped[str]
    pickup_city: Mapped[str]
    pickup_address_1: Mapped[str]
    pickup_address_2: Mapped[str] = mapped_column(default="")
    pickup_description: Mapped[str] = mapped_column(default="")
    pickup_latitude: Mapped[float | None]
    pickup_longitude: Mapped[float | None]
    pickup_level: Mapped[str] = mapped_column(default="UNVERIFIED")
    drop_off_zip: Mapped[str]
    drop_off_city: Mapped[str]
    drop_off_address_1: Mapped[str]
    drop_off_address_2: Mapped[str] = mapped_column(default="")
    drop_off_description: Mapped[str] = mapped_column(default="")
    drop_off_latitude: Mapped[float | None]
    drop_off_longitude: Mapped[float | None]
    drop_off_level: Mapped[str] = mapped_column(default="UNVERIFIED")
    department: Mapped[str] = mapped_column(default="Catering")
    packages: Mapped[int]
    insured_value: Mapped[Decimal | None]
    label: Mapped[str] = mapped_column(default="")
    notes: Mapped[str]
    kind: Mapped[str] = mapped_column(default="DELIVERY")
    returned_delivery_id: Mapped[str] = mapped_column(default="")
    return_request_by: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="CREATED")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class EventRow(Base):
    __tablename__ = "event"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    subject: Mapped[str]
    subject_id: Mapped[str]
    event_type: Mapped[str]
    changes: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    actor: Mapped[str]
    channel: Mapped[str]
    request_id: Mapped[str]
    command_id: Mapped[UUID]


class OutboxRow(Base):
    __tablename__ = "outbox"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger(), primary_key=True, autoincrement=False)
    subject: Mapped[str]
    subject_id: Mapped[str]
    event_type: Mapped[str]
    at: Mapped[datetime]


class EventCounterRow(Base):
    __tablename__ = "event_counter"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger())


class TokenRow(Base):
    __tablename__ = "api_token"

    token_hash: Mapped[str] = mapped_column(CHAR(64), primary_key=True)
    account_id: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SettingsRow(Base):
    __tablename__ = "account_settings"

    account_id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]


def _connect() -> Awaitable[Any]:
    """Connect by the driver itself, as SQLAlchemy does not understand all parameters of a DSN."""
    return asyncpg.connect(os.environ["DATABASE_URL"])


engine = create_async_engine(
    "postgresql+asyncpg://", async_creator=_connect, pool_size=CONNECTIONS, max_overflow=0
)
make_session = async_sessionmaker(engine, expire_on_commit=False)


async def open_session() -> AsyncIterator[AsyncSession]:
    """Yield the session of one request."""
    async with make_session() as session:
        yield session
