"""The types of the strawberry system, in the shape of the gateway's."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext

from bench.orm.orm_queries import find_events, make_id
from bench.orm.orm_tables import DeliveryRow, EventRow
from bench.orm.shapes import change_values, clock_time, global_id


class OrmContext(BaseContext):
    """A request's session and account, and its loader of events."""

    def __init__(self, session: AsyncSession, account_id: str) -> None:
        super().__init__()
        self.session, self.account_id = session, account_id
        self.events: DataLoader[str, list[EventRow]] = DataLoader(self._load_events)

    async def _load_events(self, ids: list[str]) -> list[list[EventRow]]:
        found = await find_events(self.session, self.account_id, ids)
        return [found[each] for each in ids]


OrmInfo = strawberry.Info[OrmContext, None]


@strawberry.type
class WindowType:
    start: str
    end: str


@strawberry.type
class LocationType:
    zip: str
    city: str
    address1: str
    address2: str | None
    description: str | None
    latitude: float | None
    longitude: float | None
    level: str


@strawberry.type
class PhoneType:
    country: str
    dial_code: str | None
    number: str | None


@strawberry.type
class RecipientType:
    name: str
    reference: str | None
    email: str | None
    phone: PhoneType | None


@strawberry.type
class MoneyType:
    amount: Decimal
    currency: str


@strawberry.type
class ChangeType:
    path: str
    before: str | None
    after: str | None


@strawberry.type
class EntryType:
    type: str
    at: datetime
    actor: str
    channel: str
    request_id: str
    changes: list[ChangeType]


@strawberry.type
class HistoryType:
    nodes: list[EntryType]


@strawberry.type
class DeliveryType:
    id: strawberry.ID
    scheduled_id: str
    reference: str | None
    state: str
    delivery_date: date
    pickup_window: WindowType
    delivery_window: WindowType
    pickup: LocationType
    drop_off: LocationType
    recipient: RecipientType
    department: str | None
    packages: int
    insured_value: MoneyType | None
    label: str | None
    notes: str | None
    kind: str
    created_at: datetime
    updated_at: datetime

    @strawberry.field
    async def history(self, info: OrmInfo, first: int = 10) -> HistoryType:
        rows = await info.context.events.load(self.scheduled_id)
        return HistoryType(nodes=[_entry_from_row(row) for row in rows[:first]])


@strawberry.input
class PhoneInputType:
    country: str
    dial_code: str
    number: str


@strawberry.input
class RecipientInputType:
    name: str
    email: str
    phone: PhoneInputType


@strawberry.input
class WindowInputType:
    start: time
    end: time


@strawberry.input
class LocationInputType:
    zip: str
    city: str
    address1: str


@strawberry.input
class DeliveryInputType:
    reference: str
    recipient: RecipientInputType
    delivery_date: date
    pickup_window: WindowInputType
    delivery_window: WindowInputType
    pickup: LocationInputType
    drop_off: LocationInputType
    notes: str
    packages: int


def delivery_from_row(row: DeliveryRow) -> DeliveryType:
    return DeliveryType(
        id=strawberry.ID(global_id(row)),
        scheduled_id=row.id,
        reference=row.reference or None,
        state=row.state,
        delivery_date=row.delivery_date,
        pickup_window=_window(row.pickup_window_start, row.pickup_window_end),
        delivery_window=_window(row.delivery_window_start, row.delivery_window_end),
        pickup=_location_from_row(row, "pickup"),
        drop_off=_location_from_row(row, "drop_off"),
        recipient=_recipient_from_row(row),
        department=row.department or None,
        packages=row.packages,
        insured_value=None
        if row.insured_value is None
        else MoneyType(amount=row.insured_value, currency="DKK"),
        label=row.label or None,
        notes=row.notes or None,
        kind=row.kind,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def row_from_input(item: DeliveryInputType, account_id: str) -> DeliveryRow:
    now, phone = datetime.now(UTC), item.recipient.phone
    return DeliveryRow(
        account_id=account_id,
        id=make_id(),
        reference=item.reference,
        recipient_name=item.recipient.name,
        recipient_email=item.recipient.email,
        recipient_phone_country=phone.country,
        recipient_phone_dial_code=phone.dial_code,
        recipient_phone_number=phone.number,
        delivery_date=item.delivery_date,
        **_window_columns("pickup", item.pickup_window),
        **_window_columns("delivery", item.delivery_window),
        **_location_columns("pickup", item.pickup),
        **_location_columns("drop_off", item.drop_off),
        packages=item.packages,
        notes=item.notes,
        state="CREATED",
        created_at=now,
        updated_at=now,
    )


def _entry_from_row(row: EventRow) -> EntryType:
    return EntryType(
        type=row.event_type.upper(),
        at=row.at,
        actor=row.actor,
        channel=row.channel.upper(),
        request_id=row.request_id,
        changes=[ChangeType(**change) for change in change_values(row)],
    )


def _window(start: int, end: int) -> WindowType:
    return WindowType(start=clock_time(start), end=clock_time(end))


def _location_from_row(row: DeliveryRow, place: str) -> LocationType:
    def get(name: str) -> Any:  # noqa: ANN401 - of any column
        return getattr(row, f"{place}_{name}")

    return LocationType(
        zip=get("zip"),
        city=get("city"),
        address1=get("address_1"),
        address2=get("address_2") or None,
        description=get("description") or None,
        latitude=get("latitude"),
        longitude=get("longitude"),
        level=get("level"),
    )


def _recipient_from_row(row: DeliveryRow) -> RecipientType:
    phone = None
    if row.recipient_phone_country is not None:
        dial_code = row.recipient_phone_dial_code or None
        phone = PhoneType(
            country=row.recipient_phone_country, dial_code=dial_code, number=row.recipient_phone_number
        )
    return RecipientType(
        name=row.recipient_name,
        reference=row.recipient_id or None,
        email=row.recipient_email or None,
        phone=phone,
    )


def _window_columns(name: str, window: WindowInputType) -> dict[str, int]:
    ends = {"start": window.start, "end": window.end}
    return {f"{name}_window_{end}": at.hour * 60 + at.minute for end, at in ends.items()}


def _location_columns(name: str, place: LocationInputType) -> dict[str, str]:
    return {f"{name}_zip": place.zip, f"{name}_city": place.city, f"{name}_address_1": place.address1}
