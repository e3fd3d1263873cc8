"""Conversion of the items of a batch to the flat forms that the rules read, straight from sent values.

The variables of an operation hold forms in the place of items, whether they were decoded or coerced, and so
do the orders that resolvers get.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cached_property, partial
from typing import Any, Final, TypeVar, cast

from graphql import (
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLString,
    Undefined,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
)
from strawberry.schema.types import ConcreteType
from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryList, get_object_definition, has_object_definition
from strawberry.types.field import StrawberryField

from api.graphql.global_ids import DELIVERY, raw_id_or_text
from api.graphql.paths import attribute_path
from api.graphql.transport.variables.decoders import Decode, Decoders, NotDecoded, OutType, required_names
from api.graphql.transport.variables.flawed_values import Unreadable
from domain.rules.form_reader import NOT_GIVEN, Form, UnreadableField

T = TypeVar("T")
FormInProgress = dict[str, object]
Put = Callable[[Any, FormInProgress], None]
"""Puts the value of a field into a form."""
Converter = Callable[[str, GraphQLInputField], Callable[[Any], object]]
"""Returns the conversion of the values of a field, which sets the attribute of this path."""

_OPTIONAL_GROUPS: Final = frozenset({"recipient.phone", "pickup_window", "delivery_window"})
_IDS: Final = frozenset({"id", "returned_delivery_id"})
_MONEY: Final = frozenset({"insured_value"})


def decode_as_form(kind: type[T]) -> type[T]:
    """Let an input class only describe the schema: its values are forms."""
    get_object_definition(kind, strict=True).from_input = _keep_form
    return kind


def keep_forms(kind: type[T]) -> type[T]:
    """Let an input class have lists of forms as they are; strawberry would convert each form by itself."""
    get_object_definition(kind, strict=True).from_input = _build_order
    return kind


def make_forms(types: Iterable[ConcreteType]) -> None:
    """Let the types of a schema that are decoded as forms become forms where they are coerced."""
    for each in types:
        if getattr(each.definition, "from_input", None) is _keep_form:
            item = cast("GraphQLInputObjectType", each.implementation)
            item.out_type = ItemForm(item)  # type: ignore[method-assign, assignment]


class ItemForm(OutType):
    """Makes the form of an item: values by domain attribute path, without omitted fields."""

    def __init__(self, item: GraphQLInputObjectType) -> None:
        self._item = item

    def __call__(self, coerced: Mapping[str, Any]) -> Form:
        form: FormInProgress = {}
        self._put_coerced(coerced, form)
        return form

    def make_decoder(self, decoders: Decoders) -> Decode:
        put_sent = _put_fields(self._item, "", partial(_leaf_decoder, decoders))

        def decode(sent: object) -> Form:
            form: FormInProgress = {}
            put_sent(sent, form)
            return form

        return decode

    @cached_property
    def _put_coerced(self) -> Put:
        return _put_fields(self._item, "", _leaf_reader)


def _put_fields(type_: GraphQLInputObjectType, prefix: str, convert: Converter) -> Put:
    """Return what puts the fields of an input object into a form; `prefix` is the path of the object."""
    texts, leaves, puts = {}, {}, {}
    for name, field in type_.fields.items():
        path, kind = _path(prefix, field), get_nullable_type(field.type)
        if is_input_object_type(kind):
            puts[name] = _put_group(path, kind, convert, convert(path, field))
        else:
            leaves[name] = path, convert(path, field)
        if kind is GraphQLString and path not in _IDS:
            texts[name] = path
        if field.default is not None or field.default_value is not Undefined:
            raise TypeError(f"{type_}.{name} has a default, which only the rules may have.")
    required = required_names(type_)

    def put(group: object, form: FormInProgress) -> None:
        if type(group) is not dict or not required <= group.keys():
            raise NotDecoded
        for name, value in group.items():
            if type(value) is str and (path := texts.get(name)):  # as most values are
                form[path] = value
            elif leaf := leaves.get(name):
                form[leaf[0]] = leaf[1](value)
            else:
                puts[name](value, form)

    return put


def _put_group(
    path: str, type_: GraphQLInputObjectType, convert: Converter, convert_group: Callable[[Any], object]
) -> Put:
    if path in _MONEY:
        return partial(_put_money, path, convert_group)
    put_fields = _put_fields(type_, f"{path}.", convert)
    below = [_path(f"{path}.", each) for each in type_.fields.values()]
    null = dict.fromkeys(below if path in _OPTIONAL_GROUPS else [path])

    def put(value: object, form: FormInProgress) -> None:
        if type(value) is dict:
            put_fields(value, form)
        elif (found := convert_group(value)) is None:
            form.update(null)
        else:
            form[path] = found

    return put


def _put_money(path: str, convert: Callable[[Any], object], value: object, form: FormInProgress) -> None:
    found = convert(value)
    if not isinstance(found, Mapping):
        form[path] = found
        return
    form[path] = _read_leaf(path, found["amount"])
    if isinstance(found["currency"], Unreadable):
        form[f"{path}.currency"] = _read_leaf(path, found["currency"])


def _path(prefix: str, field: GraphQLInputField) -> str:
    declared: StrawberryField = field.extensions["strawberry-definition"]
    return attribute_path(f"{prefix}{declared.python_name}")


def _leaf_reader(path: str, _field: GraphQLInputField) -> Callable[[object], object]:
    return partial(_read_leaf, path)


def _leaf_decoder(decoders: Decoders, path: str, field: GraphQLInputField) -> Decode:
    decode = decoders.of_type(field.type)
    if path in _IDS or is_enum_type(get_nullable_type(field.type)):
        return lambda value: _read_leaf(path, decode(value))
    return decode


def _read_leaf(path: str, value: object) -> object:
    """Convert a coerced value."""
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


def _build_order(kind: type[T], value: Mapping[str, Any], context: InputContext) -> T:
    """Build an object of a class that keeps forms."""
    given = {}
    for each in get_object_definition(kind, strict=True).fields:
        name = context.config.name_converter.from_field(each)
        if name in value:
            given[each.python_name] = (
                [_keep_form(kind, item) for item in value[name]]
                if _has_forms(each)
                else context.convert(value[name], each.resolve_type(), name)
            )
    return kind(**given)


def _has_forms(field: StrawberryField) -> bool:
    item = field.type.of_type if isinstance(field.type, StrawberryList) else None
    return has_object_definition(item) and item.__strawberry_definition__.from_input is _keep_form


def _keep_form(_kind: type, value: Form | Unreadable, _context: InputContext | None = None) -> Form:
    """Return a form as it is; an item that is not an object becomes a form that is refused as a whole."""
    return {"": UnreadableField(_json_text(value))} if isinstance(value, Unreadable) else value
