"""What both ORM systems ask of the database."""

import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.orm.orm_tables import DeliveryRow, EventCounterRow, EventRow, OutboxRow, TokenRow
from bench.workload import EVENTS, SIZE

Changes = dict[str, tuple[Any, Any]]


async def find_account(session: AsyncSession, token: str) -> str | None:
    """Return the account of a good token."""
    row = await session.get(TokenRow, sha256(token.encode()).hexdigest())
    if row is None or row.revoked_at is not None:
        return None
    return row.account_id if row.expires_at is None or row.expires_at > datetime.now(UTC) else None


async def find_delivery(session: AsyncSession, account_id: str, name: str) -> DeliveryRow | None:
    row = await session.get(DeliveryRow, (account_id, name))
    return None if row is None or row.state == "DELETED" else row


async def find_page(session: AsyncSession, account_id: str) -> Sequence[DeliveryRow]:
    """Return one delivery more than the page has."""
    chosen = (
        select(DeliveryRow)
        .where(DeliveryRow.account_id == account_id, DeliveryRow.state != "DELETED")
        .order_by(DeliveryRow.id.desc())
        .limit(SIZE + 1)
    )
    return (await session.scalars(chosen)).all()


async def find_events(
    session: AsyncSession, account_id: str, ids: Sequence[str]
) -> dict[str, list[EventRow]]:
    """Return the newest events of each delivery, by one statement for all of them."""
    chosen = (
        select(EventRow)
        .where(
            EventRow.account_id == account_id, EventRow.subject == "delivery", EventRow.subject_id.in_(ids)
        )
        .order_by(EventRow.number.desc())
    )
    found: dict[str, list[EventRow]] = {each: [] for each in ids}
    for row in await session.scalars(chosen):
        if len(found[row.subject_id]) < EVENTS:
            found[row.subject_id].append(row)
    return found


def make_id() -> str:
    return f"{int(time.time()):08x}{secrets.token_hex(8)}"


async def log_events(
    session: AsyncSession, account_id: str, kind: str, changed: Iterable[tuple[str, Changes]]
) -> None:
    """Add an event and an outbox row for each delivery."""
    counter = await session.get_one(EventCounterRow, account_id, with_for_update=True)
    at, command_id = datetime.now(UTC), uuid4()
    for delivery_id, changes in changed:
        counter.number += 1
        common = {
            "account_id": account_id,
            "number": counter.number,
            "subject": "delivery",
            "subject_id": delivery_id,
            "event_type": kind,
            "at": at,
        }
        more = {"actor": "bench", "channel": "rest", "request_id": "r", "command_id": command_id}
        session.add(EventRow(**common, **more, changes=changes))
        session.add(OutboxRow(**common))


def creation_changes(row: DeliveryRow) -> Changes:
    """Return the values that are set."""
    values = {column.name: getattr(row, column.name) for column in DeliveryRow.__table__.columns}
    return {
        name: (None, value if isinstance(value, int | float) else str(value))
        for name, value in values.items()
        if value not in (None, "") and name not in ("account_id", "id", "created_at", "updated_at")
    }
