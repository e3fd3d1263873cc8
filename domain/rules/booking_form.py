"""Conversion of a form to a complete, well-formed booking: types, lengths, ranges and defaults."""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from domain.errors import Violation
from domain.model.booking import Booking, Kind
from domain.model.location import Location
from domain.model.postal_codes.normal_form import show_code
from domain.model.recipient import Phone, Recipient
from domain.model.settings import UNLIMITED_DEFAULT, Settings
from domain.model.window import Window
from domain.rules.emails import is_email
from domain.rules.form_reader import LONG_TEXT, Form, FormReader, UnreadableField, read_local_values
from domain.rules.part_memo import PartMemo

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MOST_PACKAGES = 999
HIGHEST_INSURANCE = 100_000_000
INSURANCE_DECIMALS = 20
ZIP_LENGTH = 16

_PHONE = re.compile(r"[0-9 +()\-]{1,32}").fullmatch
_COUNTRY = re.compile(r"[A-Za-z]{2,3}").fullmatch
_GROUPS = (
    "recipient",
    "recipient.phone",
    "pickup",
    "drop_off",
    "pickup_window",
    "delivery_window",
    "insurance",
)


def _paths(prefix: str, kind: type["DataclassInstance"]) -> frozenset[str]:
    return frozenset(f"{prefix}.{field.name}" for field in fields(kind))


# The fields of each part of a booking: an update that omits them all keeps the part as it is.
_PARTS: Mapping[str, frozenset[str]] = {
    "recipient": _paths("recipient", Recipient) | _paths("recipient.phone", Phone),
    "pickup_window": _paths("pickup_window", Window),
    "delivery_window": _paths("delivery_window", Window),
    "pickup": _paths("pickup", Location) - {"pickup.level"},
    "drop_off": _paths("drop_off", Location) - {"drop_off.level"},
}
_COORDINATES = {path: frozenset({f"{path}.latitude", f"{path}.longitude"}) for path in ("pickup", "drop_off")}
# The same in an order, for the parts that items of a batch share. A place with coordinates is not shared, as
# equal numbers may be of different types.
_SHARED_PARTS = {
    part: sorted(_PARTS[part] - _COORDINATES.get(part, frozenset()))
    for part in ("pickup_window", "delivery_window", "pickup", "drop_off")
}
_NOWHERE = Location("", "", "")
_NOBODY = Recipient("")
# The start of a create: its required fields are refused unless the form fills them.
_BLANK = Booking(
    reference="",
    recipient=_NOBODY,
    delivery_date=date.min,
    pickup_window=UNLIMITED_DEFAULT,
    delivery_window=UNLIMITED_DEFAULT,
    pickup=_NOWHERE,
    drop_off=_NOWHERE,
    department="",
)


def read_booking(
    form: Form, settings: Settings, existing: Booking | None, index: int, memo: PartMemo | None = None
) -> tuple[Booking, list[Violation]]:
    """Read one item; omitted fields keep their value in `existing` or, in a create, get their default.

    If there are violations, the booking must not be used. `memo` is that of the batch.
    """
    reader = FormReader(read_local_values(form, settings.locale), index)
    before, memo = existing or _BLANK, memo or PartMemo()
    reader.groups(("",))
    if reader.violations:
        return before, reader.violations
    reader.groups(_GROUPS)
    drop_off = _location(reader, memo, settings, "drop_off", before.drop_off)
    booking = Booking(
        reference=reader.text("reference", before.reference),
        recipient=_recipient(reader, settings, before.recipient),
        delivery_date=reader.day("delivery_date", before.delivery_date),
        pickup_window=_pickup_window(reader, memo, settings, existing),
        delivery_window=_delivery_window(reader, memo, settings, drop_off.zip, existing),
        pickup=_location(reader, memo, settings, "pickup", before.pickup),
        drop_off=drop_off,
        department=_department(reader, settings, existing),
        packages=reader.number("packages", before.packages, 1, MOST_PACKAGES),
        insured_value=_insured_value(reader, before.insured_value),
        label=reader.text("label", before.label, LONG_TEXT),
        notes=reader.text("notes", before.notes, LONG_TEXT),
        kind=_kind(reader, before.kind),
        returned_delivery_id=reader.text("returned_delivery_id", before.returned_delivery_id).strip(),
        return_request_by=reader.text("return_request_by", before.return_request_by),
    )
    reader.refuse_unreadable(but="id")  # which names a delivery
    return booking, reader.violations


def _location(
    reader: FormReader, memo: PartMemo, settings: Settings, path: str, before: Location
) -> Location:
    if before is _NOWHERE and reader.omits_all(_COORDINATES[path]):
        return memo.find(reader, _SHARED_PARTS[path], lambda: _read_location(reader, settings, path, before))
    if before is not _NOWHERE and reader.omits_all(_PARTS[path]):
        return before
    return _read_location(reader, settings, path, before)


def _read_location(reader: FormReader, settings: Settings, path: str, before: Location) -> Location:
    required = reader.required_text if reader.is_omitted(path) else reader.text
    zip_code = required(f"{path}.zip", before.zip, ZIP_LENGTH)
    if f"{path}.zip" in reader.form:
        zip_code = show_code(settings.country, zip_code)
    city = required(f"{path}.city", before.city)
    address_1 = required(f"{path}.address_1", before.address_1)
    is_moved = (zip_code, city, address_1) != (before.zip, before.city, before.address_1)
    same_place = _NOWHERE if is_moved else before
    latitude, longitude = _coordinates(reader, path, same_place)
    return Location(
        zip_code,
        city,
        address_1,
        address_2=reader.text(f"{path}.address_2", before.address_2),
        description=reader.text(f"{path}.description", before.description),
        latitude=latitude,
        longitude=longitude,
        level=same_place.level,
    )


def _coordinates(reader: FormReader, path: str, before: Location) -> tuple[float, float] | tuple[None, None]:
    """Read both coordinates or none; existing ones stay only with the same address."""
    latitude = reader.coordinate(f"{path}.latitude", before.latitude, 90)
    longitude = reader.coordinate(f"{path}.longitude", before.longitude, 180)
    if latitude is None or longitude is None:
        return None, None
    return latitude, longitude


def _recipient(reader: FormReader, settings: Settings, before: Recipient) -> Recipient:
    if before is not _NOBODY and reader.omits_all(_PARTS["recipient"]):
        return before
    required = reader.required_text if reader.is_omitted("recipient") else reader.text
    return Recipient(
        name=required("recipient.name", before.name),
        id=reader.text("recipient.id", before.id),
        email=reader.matching_text(
            "recipient.email", before.email, is_email, "must be empty or an e-mail address"
        ),
        phone=_phone(reader, before.phone or _no_phone(settings.country)),
    )


@lru_cache(maxsize=256)
def _no_phone(country: str) -> Phone:
    return Phone(country, "", "")


def _phone(reader: FormReader, before: Phone) -> Phone | None:
    digits = "must hold only digits, spaces and +-(), 32 at most"
    phone = Phone(
        country=reader.matching_text(
            "recipient.phone.country", before.country, _COUNTRY, "must be a country code of 2 or 3 letters"
        ),
        dial_code=reader.matching_text("recipient.phone.dial_code", before.dial_code, _PHONE, digits),
        number=reader.matching_text("recipient.phone.number", before.number, _PHONE, digits),
    )
    return phone if phone.number else None


def _pickup_window(
    reader: FormReader, memo: PartMemo, settings: Settings, existing: Booking | None
) -> Window:
    path = "pickup_window"
    if existing is None:
        return memo.find(
            reader, _SHARED_PARTS[path], lambda: _window(reader, path, settings.default_pickup_window)
        )
    if reader.omits_all(_PARTS[path]):
        return existing.pickup_window
    return _window(reader, path, settings.default_pickup_window, existing.pickup_window)


def _delivery_window(
    reader: FormReader, memo: PartMemo, settings: Settings, zip_code: str, existing: Booking | None
) -> Window:
    path = "delivery_window"
    if existing is None:
        return memo.find(
            reader,
            _SHARED_PARTS[path],
            lambda: _window(reader, path, settings.default_delivery_window(zip_code)),
            zip_code,
        )
    if reader.omits_all(_PARTS[path]):
        return existing.delivery_window
    return _window(reader, path, settings.default_delivery_window(zip_code), existing.delivery_window)


def _window(reader: FormReader, path: str, default: Window, before: Window | None = None) -> Window:
    before = before or default
    refused = len(reader.violations)
    start = reader.clock_time(f"{path}.start", default.start, before.start)
    end = reader.clock_time(f"{path}.end", default.end, before.end).as_end()
    if start >= end and len(reader.violations) == refused:
        reader.refuse(path, "must start before it ends")
    return Window(start, end)


def _insured_value(reader: FormReader, before: Decimal | None) -> Decimal | None:
    """Read the insured value, which is required if `insurance.enabled` is true."""
    refused = len(reader.violations)
    value = reader.amount("insured_value", before, HIGHEST_INSURANCE, INSURANCE_DECIMALS)
    is_enabled = reader.flag("insurance.enabled")
    if is_enabled and value is None and len(reader.violations) == refused:
        reader.refuse("insured_value", "must be given where insurance is enabled")
    return value


def _department(reader: FormReader, settings: Settings, existing: Booking | None) -> str:
    if existing and reader.is_omitted("department"):
        return existing.department
    return reader.text("department") or settings.default_department


def _kind(reader: FormReader, before: Kind) -> Kind:
    if reader.is_omitted("kind"):
        return before
    requirement = f"must be one of {', '.join(Kind)}"
    if isinstance(reader.form["kind"], UnreadableField):
        reader.refuse("kind", requirement)
        return before
    text = reader.text("kind")
    if not text:
        return Kind.DELIVERY
    if text not in Kind.__members__:
        reader.refuse("kind", requirement)
        return before
    return Kind(text)
