"""A delivery as a row of the table `delivery`, and back; both in the order of its columns."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.model.booking import Booking, Kind
from domain.model.delivery import Delivery, State
from domain.model.location import AddressLevel, Location
from domain.model.recipient import Phone, Recipient
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from persistence.engine.database import Row
from persistence.schema.tables import delivery

COLUMNS = tuple(delivery.columns)
_KEPT = [column.name for column in COLUMNS[1:]]


def columns_from_deliveries(deliveries: Sequence[Delivery]) -> Mapping[str, object]:
    """One sequence of values a column, but for the account."""
    return dict(zip(_KEPT, zip(*map(row_from_delivery, deliveries), strict=True), strict=True))


def row_from_delivery(each: Delivery) -> tuple[object, ...]:
    """The values of every column but the account."""
    booking, recipient, estimate = each.booking, each.booking.recipient, each.estimate
    phone = recipient.phone
    return (
        each.id,
        booking.reference,
        recipient.name,
        recipient.id,
        recipient.email,
        *((None, None, None) if phone is None else (phone.country, phone.dial_code, phone.number)),
        booking.delivery_date,
        *_window_values(booking.pickup_window),
        *_window_values(booking.delivery_window),
        *_location_values(booking.pickup),
        *_location_values(booking.drop_off),
        booking.department,
        booking.packages,
        booking.insured_value,
        booking.label,
        booking.notes,
        booking.kind,
        booking.returned_delivery_id,
        booking.return_request_by,
        each.state,
        each.created_at,
        each.updated_at,
        each.sweep_id,
        each.position,
        *((None, None) if estimate is None else _window_values(estimate)),
    )


def _window_values(window: Window) -> tuple[int, int]:
    return window.start.minutes, window.end.minutes


def _location_values(place: Location) -> tuple[object, ...]:
    return (
        place.zip,
        place.city,
        place.address_1,
        place.address_2,
        place.description,
        place.latitude,
        place.longitude,
        place.level,
    )


def delivery_from_row(row: Row) -> Delivery:
    """Read by place, which is much faster than by name; `COLUMNS` is the order."""
    return Delivery(
        id=row[1],
        account_id=row[0],
        booking=_booking_from_row(row),
        state=State(row[38]),
        created_at=row[39],
        updated_at=row[40],
        sweep_id=row[41],
        position=row[42],
        estimate=None if row[43] is None else _window_from_values(row[43:45]),
    )


def _booking_from_row(row: Row) -> Booking:
    return Booking(
        reference=row[2],
        recipient=Recipient(row[3], row[4], row[5], None if row[8] is None else Phone(*row[6:9])),
        delivery_date=row[9],
        pickup_window=_window_from_values(row[10:12]),
        delivery_window=_window_from_values(row[12:14]),
        pickup=_location_from_values(row[14:22]),
        drop_off=_location_from_values(row[22:30]),
        department=row[30],
        packages=row[31],
        insured_value=row[32],
        label=row[33],
        notes=row[34],
        kind=Kind(row[35]),
        returned_delivery_id=row[36],
        return_request_by=row[37],
    )


def _window_from_values(values: tuple[Any, ...]) -> Window:
    start, end = values
    return Window(TimeOfDay(start), TimeOfDay(end))


def _location_from_values(values: tuple[Any, ...]) -> Location:
    zip_code, city, address_1, address_2, description, latitude, longitude, level = values
    return Location(
        zip_code, city, address_1, address_2, description, latitude, longitude, AddressLevel(level)
    )
