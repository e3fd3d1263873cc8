"""Conversion of changes of settings to the form that the rules read; objects in lists are forms as well."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from strawberry import UNSET

from api.graphql.inputs.idempotent_input import IdempotentInput
from api.graphql.inputs.settings import UpdateSettingsInput
from api.time_zones import time_zone_or_text
from domain.model.time_of_day import TimeOfDay
from domain.rules.form_reader import Form

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_KEY: Final = frozenset(each.name for each in fields(IdempotentInput))


def settings_form(order: UpdateSettingsInput) -> Form:
    """Convert changes of settings: values by domain attribute path, without omitted fields."""
    form = {path: value for path, value in _read_group(order, "") if path not in _KEY}
    return {**form, "address": ""} if form.get("address", "") is None else form


def _read_group(group: "DataclassInstance", prefix: str) -> Iterator[tuple[str, object]]:
    for each in fields(group):
        path, value = f"{prefix}{each.name}", getattr(group, each.name)
        if is_dataclass(value) and not isinstance(value, TimeOfDay | type):
            yield from _read_group(value, f"{path}.")
        elif value is not UNSET:
            yield path, _read_leaf(path, value)


def _read_leaf(path: str, value: object) -> object:
    match value:
        case Enum():
            return value.name
        case list():
            return [_read_entry(path, each) for each in value]
        case str() if path == "time_zone":
            return time_zone_or_text(value)
        case _:
            return value


def _read_entry(path: str, value: object) -> object:
    """Convert an entry of a list: an object to a form, any other value like that of a field."""
    if is_dataclass(value) and not isinstance(value, TimeOfDay | type):
        return dict(_read_group(value, ""))
    return _read_leaf(path, value)
