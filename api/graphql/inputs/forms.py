"""From an input to the flat form that the rules read."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from strawberry import UNSET

from api.graphql.ids import DELIVERY, raw_id_or_text
from api.graphql.inputs.delivery import (
    CreateDeliveryInput,
    MoneyInput,
    PhoneInput,
    UpdateDeliveryInput,
    WindowInput,
)
from domain.rules.form_reader import Form

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_PATHS: Final = {"address1": "address_1", "address2": "address_2"}
_OPTIONAL_GROUPS: Final[dict[str, type["DataclassInstance"]]] = {
    "recipient.phone": PhoneInput,
    "pickup_window": WindowInput,
    "delivery_window": WindowInput,
}


def form_from_input(item: CreateDeliveryInput | UpdateDeliveryInput) -> Form:
    """One item of a batch by domain attribute paths; an omitted field has none."""
    return dict(_group(item, ""))


def _group(group: "DataclassInstance", prefix: str) -> Iterator[tuple[str, object]]:
    for each in fields(group):
        yield from _field(f"{prefix}{_PATHS.get(each.name, each.name)}", getattr(group, each.name))


def _field(path: str, value: object) -> Iterator[tuple[str, object]]:
    if value is UNSET:
        return
    if value is None and path in _OPTIONAL_GROUPS:
        for each in fields(_OPTIONAL_GROUPS[path]):
            yield f"{path}.{each.name}", None
    elif is_dataclass(value) and not isinstance(value, MoneyInput | type):
        yield from _group(value, f"{path}.")
    else:
        yield path, _plain(path, value)


def _plain(path: str, value: object) -> object:
    match value:
        case MoneyInput():
            return value.amount
        case Enum():
            return str(value.value)
        case str() if path == "id":
            return raw_id_or_text(DELIVERY, value)
        case _:
            return value
