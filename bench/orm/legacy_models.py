"""The legacy bodies as pydantic models."""

from datetime import UTC, date, datetime, time
from typing import Any

from pydantic import BaseModel, Field

from bench.orm.orm_queries import make_id
from bench.orm.orm_tables import DeliveryRow
from bench.orm.shapes import PUBLIC_URL, clock_time


class PhoneBody(BaseModel):
    country_iso_code: str
    country_dial_code: str
    phone: str


class SpanBody(BaseModel):
    start: time = Field(alias="from")
    end: time = Field(alias="to")


class PlaceBody(BaseModel):
    zip: str
    city: str
    address_1: str


class CreateBody(BaseModel):
    delivery_id: str
    recipient_name: str
    recipient_email: str
    recipient_phone: PhoneBody
    delivery_date: date
    pickup_window: SpanBody
    delivery_window: SpanBody
    pickup_location: PlaceBody
    delivery_location: PlaceBody
    delivery_notes: str
    delivery_number_of_packages: int


class UpdateBody(BaseModel):
    scheduled_id: str
    delivery_notes: str


class LocationAnswer(BaseModel):
    info: str
    description: str
    latitude: float | None
    longitude: float | None


class BuyerAnswer(BaseModel):
    name: str
    phone: str
    email: str


class CarrierStatusAnswer(BaseModel):
    carrier_status: int = 0
    description: str = "Not Started"


class DeliveryAnswer(BaseModel):
    department: str
    delivery_status: int = 1
    scheduled_id: str
    packages: int
    notes: str
    order: int = -1
    labels_url: str
    track_url: str
    estimated_delivery_time: str
    pickup_deadline: str
    pickup_deadline_to: str
    pickup_location: LocationAnswer
    dropoff_location: LocationAnswer
    pickup_date: str
    buyer: BuyerAnswer
    carrier_status: CarrierStatusAnswer = CarrierStatusAnswer()


def row_from_body(body: CreateBody, account_id: str) -> DeliveryRow:
    now, phone = datetime.now(UTC), body.recipient_phone
    return DeliveryRow(
        account_id=account_id,
        id=make_id(),
        reference=body.delivery_id,
        recipient_name=body.recipient_name,
        recipient_email=body.recipient_email,
        recipient_phone_country=phone.country_iso_code,
        recipient_phone_dial_code=phone.country_dial_code,
        recipient_phone_number=phone.phone,
        delivery_date=body.delivery_date,
        **_window_columns("pickup", body.pickup_window),
        **_window_columns("delivery", body.delivery_window),
        **_location_columns("pickup", body.pickup_location),
        **_location_columns("drop_off", body.delivery_location),
        packages=body.delivery_number_of_packages,
        notes=body.delivery_notes,
        department="Catering",
        created_at=now,
        updated_at=now,
    )


def _window_columns(name: str, span: SpanBody) -> dict[str, Any]:
    ends = {"start": span.start, "end": span.end}
    return {f"{name}_window_{end}": at.hour * 60 + at.minute for end, at in ends.items()}


def _location_columns(name: str, place: PlaceBody) -> dict[str, Any]:
    values = {"zip": place.zip, "city": place.city, "address_1": place.address_1}
    empty = {"address_2": "", "description": ""}
    return {f"{name}_{column}": value for column, value in {**values, **empty}.items()}


def delivery_answer(row: DeliveryRow) -> DeliveryAnswer:
    start, end = clock_time(row.delivery_window_start), clock_time(row.delivery_window_end)
    phone = f"{row.recipient_phone_dial_code or ''} {row.recipient_phone_number or ''}".strip()
    return DeliveryAnswer(
        department=row.department,
        scheduled_id=row.id,
        packages=row.packages,
        notes=row.notes,
        labels_url=f"{PUBLIC_URL}/labels/{row.id}",
        track_url=f"{PUBLIC_URL}/track/{row.id}",
        estimated_delivery_time=f"{start} - {end}",
        pickup_deadline=clock_time(row.pickup_window_start),
        pickup_deadline_to=clock_time(row.pickup_window_end),
        pickup_location=_location_answer(row, "pickup"),
        dropoff_location=_location_answer(row, "drop_off"),
        pickup_date=f"{row.delivery_date.isoformat()}T00:00:00",
        buyer=BuyerAnswer(name=row.recipient_name, phone=phone, email=row.recipient_email),
    )


def _location_answer(row: DeliveryRow, place: str) -> LocationAnswer:
    street, zip_code, city = (getattr(row, f"{place}_{name}") for name in ("address_1", "zip", "city"))
    return LocationAnswer(
        info=getattr(row, f"{place}_address_2") or getattr(row, f"{place}_description"),
        description=f"{street}, {zip_code} {city}, Denmark",
        latitude=getattr(row, f"{place}_latitude"),
        longitude=getattr(row, f"{place}_longitude"),
    )
