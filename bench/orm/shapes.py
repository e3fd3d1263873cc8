"""The answers as pydantic models, made from rows of the ORM."""

from base64 import b64encode
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from bench.orm.orm_tables import DeliveryRow, EventRow

PUBLIC_URL = "http://bench"


class Shape(BaseModel):
    """A model whose names are in camel case."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class WindowShape(Shape):
    start: str
    end: str


class LocationShape(Shape):
    zip: str
    city: str
    address1: str
    address2: str | None
    description: str | None
    latitude: float | None
    longitude: float | None
    level: str


class PhoneShape(Shape):
    country: str
    dial_code: str | None
    number: str | None


class RecipientShape(Shape):
    name: str
    reference: str | None
    email: str | None
    phone: PhoneShape | None


class MoneyShape(Shape):
    amount: Decimal
    currency: str = "DKK"


class DeliveryShape(Shape):
    id: str
    scheduled_id: str
    reference: str | None
    state: str
    delivery_date: date
    pickup_window: WindowShape
    delivery_window: WindowShape
    pickup: LocationShape
    drop_off: LocationShape
    recipient: RecipientShape
    department: str | None
    packages: int
    insured_value: MoneyShape | None
    label: str | None
    notes: str | None
    kind: str
    created_at: datetime
    updated_at: datetime


class ChangeShape(Shape):
    path: str
    before: str | None
    after: str | None


class EntryShape(Shape):
    type: str
    at: datetime
    actor: str
    channel: str
    request_id: str
    changes: list[ChangeShape]


class HistoryShape(Shape):
    nodes: list[EntryShape]


class DeliveryWithHistoryShape(DeliveryShape):
    history: HistoryShape


class PageInfoShape(Shape):
    has_next_page: bool
    end_cursor: str | None


class PageShape(Shape):
    nodes: list[DeliveryShape]
    page_info: PageInfoShape


class PageWithHistoryShape(Shape):
    nodes: list[DeliveryWithHistoryShape]
    page_info: PageInfoShape


def clock_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def global_id(row: DeliveryRow) -> str:
    return b64encode(f"Delivery:{row.id}".encode()).decode()


def delivery_values(row: DeliveryRow) -> dict[str, Any]:
    """Return the arguments of a `DeliveryShape`."""
    value = row.insured_value
    return {
        "id": global_id(row),
        "scheduled_id": row.id,
        "reference": row.reference or None,
        "state": row.state,
        "delivery_date": row.delivery_date,
        "pickup_window": _window(row.pickup_window_start, row.pickup_window_end),
        "delivery_window": _window(row.delivery_window_start, row.delivery_window_end),
        "pickup": _location(row, "pickup"),
        "drop_off": _location(row, "drop_off"),
        "recipient": _recipient(row),
        "department": row.department or None,
        "packages": row.packages,
        "insured_value": None if value is None else MoneyShape(amount=value),
        "label": row.label or None,
        "notes": row.notes or None,
        "kind": row.kind,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def history_shape(rows: list[EventRow]) -> HistoryShape:
    return HistoryShape(nodes=[_entry(row) for row in rows])


def _entry(row: EventRow) -> EntryShape:
    return EntryShape(
        type=row.event_type.upper(),
        at=row.at,
        actor=row.actor,
        channel=row.channel.upper(),
        request_id=row.request_id,
        changes=[ChangeShape(**change) for change in change_values(row)],
    )


def change_values(row: EventRow) -> list[dict[str, Any]]:
    return [
        {"path": _path(path), "before": _text(before), "after": _text(after)}
        for path, (before, after) in row.changes.items()
    ]


def _path(path: str) -> str:
    return ".".join(to_camel(part) for part in path.replace("recipient.id", "recipient.reference").split("."))


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def _window(start: int, end: int) -> WindowShape:
    return WindowShape(start=clock_time(start), end=clock_time(end))


def _location(row: DeliveryRow, place: str) -> LocationShape:
    def get(name: str) -> Any:  # noqa: ANN401 - of any column
        return getattr(row, f"{place}_{name}")

    return LocationShape(
        zip=get("zip"),
        city=get("city"),
        address1=get("address_1"),
        address2=get("address_2") or None,
        description=get("description") or None,
        latitude=get("latitude"),
        longitude=get("longitude"),
        level=get("level"),
    )


def _recipient(row: DeliveryRow) -> RecipientShape:
    phone = None
    if row.recipient_phone_country is not None:
        phone = PhoneShape(
            country=row.recipient_phone_country,
            dial_code=row.recipient_phone_dial_code or None,
            number=row.recipient_phone_number,
        )
    return RecipientShape(
        name=row.recipient_name,
        reference=row.recipient_id or None,
        email=row.recipient_email or None,
        phone=phone,
    )
