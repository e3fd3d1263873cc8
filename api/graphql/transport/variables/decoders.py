"""Decoders of input types: what graphql-core makes of a value, at a fraction of its cost.

A decoder is made once for each type, of the type's own scalars and enums. It returns what
`coerce_input_value` returns, or raises any exception for a value that it leaves to graphql-core: one that
does not fit its type, or that fits by a rule that few clients need, as a single value in the place of a list.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, cast

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    Undefined,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

Decode = Callable[[Any], Any]


class NotDecoded(Exception):
    """Raised for a value that graphql-core has to judge."""


class OutType(ABC):
    """The `out_type` of an input object type that decodes a sent value in one pass.

    A call converts what graphql-core coerced, and both ways lead to the same value.
    """

    @abstractmethod
    def __call__(self, coerced: Mapping[str, Any]) -> object: ...

    @abstractmethod
    def make_decoder(self, decoders: "Decoders") -> Decode: ...


class _Member(NamedTuple):
    """A field of an input object: its key in the coerced value, and what decodes its value."""

    key: str
    decode: Decode


class Decoders:
    """The decoders of a schema's input types."""

    def __init__(self) -> None:
        self._of_objects: dict[GraphQLInputObjectType, Decode] = {}

    def of_type(self, type_: GraphQLInputType) -> Decode:
        """Return the decoder of a type."""
        if is_non_null_type(type_):
            return _refuse_null(self._of_given(type_.of_type))
        return _keep_null(self._of_given(type_))

    def _of_given(self, type_: object) -> Decode:
        """Return the decoder of values that are not null."""
        if is_list_type(type_):
            return _list_decoder(self.of_type(type_.of_type))
        if not is_input_object_type(type_):
            return cast("GraphQLLeafType", type_).coerce_input_value
        if type_ not in self._of_objects:
            self._of_objects[type_] = _decline  # while it is made, and where the type is a part of itself
            self._of_objects[type_] = self._make(type_)
        return self._of_objects[type_]

    def _make(self, type_: GraphQLInputObjectType) -> Decode:
        if type_.is_one_of:
            return _decline
        if isinstance(type_.out_type, OutType):
            return type_.out_type.make_decoder(self)
        members, defaults = {}, {}
        for name, each in type_.fields.items():
            key, default = each.out_name or name, coerce_default_value(each)
            members[name] = _Member(key, self.of_type(each.type))
            if default is not Undefined:
                defaults[key] = default
        return _object_decoder(type_, members, defaults)


def required_names(type_: GraphQLInputObjectType) -> frozenset[str]:
    """Return the names of the fields that must be given."""
    return frozenset(name for name, each in type_.fields.items() if is_required_input_field(each))


def _object_decoder(
    type_: GraphQLInputObjectType, members: Mapping[str, _Member], defaults: Mapping[str, object]
) -> Decode:
    required: Final = required_names(type_)

    def decode(value: object) -> object:
        if type(value) is not dict or not required <= value.keys():
            raise NotDecoded
        found = dict(defaults)
        for name, each in value.items():
            key, decode_member = members[name]
            found[key] = decode_member(each)
        return type_.out_type(found)

    return decode


def _list_decoder(decode_item: Decode) -> Decode:
    def decode(value: object) -> object:
        if type(value) is not list:
            raise NotDecoded
        return [decode_item(each) for each in value]

    return decode


def _keep_null(decode_given: Decode) -> Decode:
    return lambda value: None if value is None else decode_given(value)


def _refuse_null(decode_given: Decode) -> Decode:
    def decode(value: object) -> object:
        if value is None:
            raise NotDecoded
        return decode_given(value)

    return decode


def _decline(_value: object) -> object:
    raise NotDecoded
