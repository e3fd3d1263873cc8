"""Convert inputs to the flat forms that the rules read; an object in a list has a form of its own."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from strawberry import UNSET

from api.graphql.global_ids import DELIVERY, raw_id_or_text
from api.graphql.inputs.delivery import (
    BookingWindowInput,
    CreateDeliveryInput,
    MoneyInput,
    PhoneInput,
    UpdateDeliveryInput,
)
from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.inputs.settings import UpdateSettingsInput
from api.graphql.paths import attribute_path
from api.time_zones import time_zone_or_text
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_KEY: Final = frozenset(each.name for each in fields(IdempotentInput))
_OPTIONAL_GROUPS: Final[dict[str, type["DataclassInstance"]]] = {
    "recipient.phone": PhoneInput,
    "pickup_window": BookingWindowInput,
    "delivery_window": BookingWindowInput,
}


def form_from_input(item: CreateDeliveryInput | UpdateDeliveryInput) -> Form:
    """Convert one item of a batch: values by domain attribute path, without omitted fields."""
    return dict(_group(item, ""))


def settings_form(order: UpdateSettingsInput) -> Form:
    """Convert changes of settings: values by domain attribute path, without omitted fields."""
    form = {path: value for path, value in _group(order, "") if path not in _KEY}
    return {**form, "address": ""} if form.get("address", "") is None else form


def _group(group: "DataclassInstance", prefix: str) -> Iterator[tuple[str, object]]:
    for each in fields(group):
        yield from _field(attribute_path(f"{prefix}{each.name}"), getattr(group, each.name))


def _field(path: str, value: object) -> Iterator[tuple[str, object]]:
    if value is UNSET:
        return
    if value is None and path in _OPTIONAL_GROUPS:
        for each in fields(_OPTIONAL_GROUPS[path]):
            yield f"{path}.{each.name}", None
    elif is_dataclass(value) and not isinstance(value, MoneyInput | TimeOfDay | type):
        yield from _group(value, f"{path}.")
    else:
        yield path, _plain(path, value)


def _plain(path: str, value: object) -> object:
    match value:
        case MoneyInput():
            return value.amount
        case Enum():
            return value.name
        case list():
            return [_entry(path, each) for each in value]
        case str() if path == "id":
            return raw_id_or_text(DELIVERY, value)
        case str() if path == "time_zone":
            return time_zone_or_text(value)
        case _:
            return value


def _entry(path: str, value: object) -> object:
    """Convert an entry of a list: an object to a form, any other value like that of a field."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_group(value, ""))
    return _plain(path, value)
