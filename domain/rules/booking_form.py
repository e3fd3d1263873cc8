"""Conversion of a form to a complete, well-formed booking: types, lengths, ranges and defaults."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from domain.errors import Violation
from domain.model.booking import Booking, Kind
from domain.model.builders import make_builder
from domain.model.location import Location
from domain.model.recipient import Phone, Recipient
from domain.model.settings import UNLIMITED_DEFAULT, Settings
from domain.model.window import Window
from domain.rules.emails import is_email
from domain.rules.form_reader import (
    LONG_TEXT,
    SHORT_TEXT,
    Form,
    FormReader,
    UnreadableField,
    has_local_values,
    read_local_values,
)
from domain.rules.location_form import COORDINATES, NOWHERE, read_location
from domain.rules.part_memo import PartMemo

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Read = Callable[["_Item"], object]
"""Reads the fields of one attribute of a booking."""

MOST_PACKAGES = 999
HIGHEST_INSURANCE = 100_000_000
INSURANCE_DECIMALS = 20

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
    "insured_value": frozenset({"insured_value", "insurance.enabled"}),
}
# The same in an order, for the parts that items of a batch share. A place with coordinates is not shared, as
# equal numbers may be of different types.
_SHARED_PARTS = {
    part: sorted(_PARTS[part] - COORDINATES.get(part, frozenset()))
    for part in ("pickup_window", "delivery_window", "pickup", "drop_off")
}
_NOBODY = Recipient("")
_build_recipient, _build_phone = make_builder(Recipient), make_builder(Phone)
# The start of a create: its required fields are refused unless the form fills them.
_BLANK = Booking(
    reference="",
    recipient=_NOBODY,
    delivery_date=date.min,
    pickup_window=UNLIMITED_DEFAULT,
    delivery_window=UNLIMITED_DEFAULT,
    pickup=NOWHERE,
    drop_off=NOWHERE,
    department="",
)


def read_booking(
    form: Form, settings: Settings, existing: Booking | None, index: int, memo: PartMemo | None = None
) -> tuple[Booking, list[Violation]]:
    """Read one item; omitted fields keep their value in `existing` or, in a create, get their default.

    If there are violations, the booking must not be used. `memo` is that of the batch.
    """
    readable = read_local_values(form, settings.locale) if has_local_values(form) else form
    reader = FormReader(readable, index)
    before = existing or _BLANK
    reader.groups(("",))
    if reader.violations:
        return before, reader.violations
    reader.groups(_GROUPS)
    item = _Item(reader, settings, existing, before, before.drop_off, memo or PartMemo())
    values = list(_take_values(before))
    for turn in _EVERY_TURN if existing is None else _turns(reader.form):
        place, read = _READERS[turn]
        values[place] = read(item)
    reader.refuse_unreadable(but="id")  # which names a delivery
    return _build_booking(*values), reader.violations


@dataclass(slots=True)
class _Item:
    """An item that is being read; `drop_off` is the present one until that of the item is read."""

    reader: FormReader
    settings: Settings
    existing: Booking | None
    before: Booking
    drop_off: Location
    memo: PartMemo


def _turns(form: Form) -> Sequence[int]:
    """Return the turns of the attributes that the fields of the form are part of, in their order."""
    return sorted({_TURNS[path] for path in form if path in _TURNS})


def _read_text(name: str, limit: int = SHORT_TEXT) -> Read:
    get = attrgetter(name)
    return lambda item: item.reader.text(name, get(item.before), limit)


def _read_drop_off(item: _Item) -> Location:
    item.drop_off = _location(item, "drop_off", item.before.drop_off)
    return item.drop_off


def _read_pickup(item: _Item) -> Location:
    return _location(item, "pickup", item.before.pickup)


def _location(item: _Item, path: str, before: Location) -> Location:
    reader, settings = item.reader, item.settings
    if before is NOWHERE and reader.omits_all(COORDINATES[path]):
        return item.memo.find(
            reader, _SHARED_PARTS[path], lambda: read_location(reader, settings, path, before)
        )
    return read_location(reader, settings, path, before)


def _read_recipient(item: _Item) -> Recipient:
    reader, before = item.reader, item.before.recipient
    required = reader.required_text if reader.is_omitted("recipient") else reader.text
    return _build_recipient(
        required("recipient.name", before.name),
        reader.text("recipient.id", before.id),
        reader.matching_text("recipient.email", before.email, is_email, "must be empty or an e-mail address"),
        _phone(reader, before.phone or _no_phone(item.settings.country)),
    )


@lru_cache(maxsize=256)
def _no_phone(country: str) -> Phone:
    return Phone(country, "", "")


def _phone(reader: FormReader, before: Phone) -> Phone | None:
    digits = "must hold only digits, spaces and +-(), 32 at most"
    phone = _build_phone(
        reader.matching_text(
            "recipient.phone.country", before.country, _COUNTRY, "must be a country code of 2 or 3 letters"
        ),
        reader.matching_text("recipient.phone.dial_code", before.dial_code, _PHONE, digits),
        reader.matching_text("recipient.phone.number", before.number, _PHONE, digits),
    )
    return phone if phone.number else None


def _read_pickup_window(item: _Item) -> Window:
    path, reader, settings, existing = "pickup_window", item.reader, item.settings, item.existing
    if existing is None:
        return item.memo.find(
            reader, _SHARED_PARTS[path], lambda: _window(reader, path, settings.default_pickup_window)
        )
    return _window(reader, path, settings.default_pickup_window, existing.pickup_window)


def _read_delivery_window(item: _Item) -> Window:
    path, reader, settings, existing = "delivery_window", item.reader, item.settings, item.existing
    zip_code = item.drop_off.zip
    if existing is None:
        return item.memo.find(
            reader,
            _SHARED_PARTS[path],
            lambda: _window(reader, path, settings.default_delivery_window(zip_code)),
            zip_code,
        )
    return _window(reader, path, settings.default_delivery_window(zip_code), existing.delivery_window)


def _window(reader: FormReader, path: str, default: Window, before: Window | None = None) -> Window:
    before = before or default
    refused = len(reader.violations)
    start = reader.clock_time(f"{path}.start", default.start, before.start)
    end = reader.clock_time(f"{path}.end", default.end, before.end).as_end()
    if start >= end and len(reader.violations) == refused:
        reader.refuse(path, "must start before it ends")
    return Window(start, end)


def _read_insured_value(item: _Item) -> Decimal | None:
    """Read the insured value, which is required if `insurance.enabled` is true."""
    reader = item.reader
    refused = len(reader.violations)
    value = reader.amount("insured_value", item.before.insured_value, HIGHEST_INSURANCE, INSURANCE_DECIMALS)
    is_enabled = reader.flag("insurance.enabled")
    if is_enabled and value is None and len(reader.violations) == refused:
        reader.refuse("insured_value", "must be given where insurance is enabled")
    return value


def _read_department(item: _Item) -> str:
    return item.reader.text("department") or item.settings.default_department


def _read_kind(item: _Item) -> Kind:
    reader, before = item.reader, item.before.kind
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


def _read_packages(item: _Item) -> int:
    return item.reader.number("packages", item.before.packages, 1, MOST_PACKAGES)


def _read_delivery_date(item: _Item) -> date:
    return item.reader.day("delivery_date", item.before.delivery_date)


def _read_returned_delivery_id(item: _Item) -> str:
    return item.reader.text("returned_delivery_id", item.before.returned_delivery_id).strip()


# The reader of each attribute of a booking. The place of the drop-off is read first, as the default window
# depends on it; the others follow in the order of their violations.
_BY_NAME: Mapping[str, Read] = {
    "drop_off": _read_drop_off,
    "reference": _read_text("reference"),
    "recipient": _read_recipient,
    "delivery_date": _read_delivery_date,
    "pickup_window": _read_pickup_window,
    "delivery_window": _read_delivery_window,
    "pickup": _read_pickup,
    "department": _read_department,
    "packages": _read_packages,
    "insured_value": _read_insured_value,
    "label": _read_text("label", LONG_TEXT),
    "notes": _read_text("notes", LONG_TEXT),
    "kind": _read_kind,
    "returned_delivery_id": _read_returned_delivery_id,
    "return_request_by": _read_text("return_request_by"),
}
_NAMES = [field.name for field in fields(Booking)]
_READERS = [(_NAMES.index(name), read) for name, read in _BY_NAME.items()]
_EVERY_TURN = range(len(_READERS))
_TURNS = {path: turn for turn, name in enumerate(_BY_NAME) for path in _PARTS.get(name, (name,))}
_take_values, _build_booking = attrgetter(*_NAMES), make_builder(Booking)
