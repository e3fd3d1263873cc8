"""Conversion of the items of a batch to the flat forms that the rules read, straight from coerced values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar

from graphql import Undefined
from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryOptional, get_object_definition, has_object_definition
from strawberry.utils.str_converters import to_camel_case

from api.graphql.global_ids import DELIVERY, raw_id_or_text
from api.graphql.paths import attribute_path
from api.graphql.transport.variables.flawed_values import Unreadable
from domain.ports import Pace
from domain.rules.form_reader import NOT_GIVEN, Form, UnreadableField

T = TypeVar("T")

_OPTIONAL_GROUPS: Final = frozenset({"recipient.phone", "pickup_window", "delivery_window"})
_IDS: Final = frozenset({"id", "returned_delivery_id"})
_MONEY: Final = frozenset({"insured_value"})


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of an item: the path of the attribute that it sets, and its type if that is an input too."""

    path: str
    group: type | None


def decode_as_form(kind: type[T]) -> type[T]:
    """Let resolvers get items instead of objects of the input class, which only describes the schema."""
    get_object_definition(kind, strict=True).from_input = SentItem
    return kind


class SentItem(NamedTuple):
    """One item of a batch as it was sent, which the resolver reads as a form."""

    kind: type
    item: Mapping[str, Any] | Unreadable
    context: InputContext

    def read_form(self) -> Form:
        """Convert the item: values by domain attribute path, without omitted fields."""
        if isinstance(self.item, Unreadable):
            return {"": UnreadableField(_json_text(self.item))}
        return dict(_read_group(self.kind, self.item, ""))


async def read_forms(items: Sequence[SentItem], pace: Pace) -> Sequence[Form]:
    """Convert all items of a batch, in slices."""
    forms = []
    for each in items:
        forms.append(each.read_form())
        await pace.pause()
    return forms


def _read_group(kind: type, group: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, object]]:
    fields = _fields(kind, prefix)
    for name, value in group.items():
        each = fields[name]
        yield from _read_field(each.path, each.group, value)


def _read_field(path: str, group: type | None, value: object) -> Iterator[tuple[str, object]]:
    if group is not None and value is None and path in _OPTIONAL_GROUPS:
        for each in _fields(group, f"{path}.").values():
            yield each.path, None
    elif group is None or not isinstance(value, Mapping):
        yield path, _read_leaf(path, value)
    elif path in _MONEY:
        yield path, _read_leaf(path, value["amount"])
        if isinstance(value["currency"], Unreadable):
            yield f"{path}.currency", _read_leaf(path, value["currency"])
    else:
        yield from _read_group(group, value, f"{path}.")


def _read_leaf(path: str, value: object) -> object:
    match value:
        case Enum():
            return value.name
        case str() if path in _IDS:
            return raw_id_or_text(DELIVERY, value)
        case Unreadable():
            is_given = value.value is not None and value.value is not Undefined
            return UnreadableField(_json_text(value)) if is_given else NOT_GIVEN
        case _:
            return value


def _json_text(sent: Unreadable) -> str:
    return json.dumps(sent.value)


@cache
def _fields(kind: type, prefix: str) -> Mapping[str, _Field]:
    """Return the fields of an input by their names in the schema; `prefix` is the path of the input."""
    return {
        each.graphql_name or to_camel_case(each.python_name): _Field(
            attribute_path(f"{prefix}{each.python_name}"), _group(each.type)
        )
        for each in get_object_definition(kind, strict=True).fields
    }


def _group(kind: object) -> type | None:
    inner = kind.of_type if isinstance(kind, StrawberryOptional) else kind
    return inner if isinstance(inner, type) and has_object_definition(inner) else None
