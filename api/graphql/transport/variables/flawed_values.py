"""The flaws of values that do not fit their types, each with its place, and the coercion of the rest.

In the items of a batch that may be flawed, every flaw becomes an `Unreadable`, which the resolver must refuse
as that item's. All else is coerced as graphql-core coerces it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLScalarType,
    Undefined,
    coerce_input_value,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_leaf_type,
    is_list_type,
    is_required_input_field,
    is_scalar_type,
)
from graphql.pyutils import did_you_mean, suggestion_list
from graphql.utilities.coerce_input_value import coerce_default_value

from api.graphql.transport.errors import UnreadableValue
from api.graphql.transport.variables.decoders import Decoders

Place = tuple[str | int, ...]
"""Names of fields and places in lists, from the name of a variable down."""

MOST_FLAWS: Final = 50
LONGEST_QUOTE: Final = 60  # characters of a value in a message
LARGEST_NUMBER: Final = 64  # bits of a number in a message


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that does not fit its type, as it was sent; `Undefined` if it was omitted."""

    value: object


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The lists whose items may be flawed: those of input objects whose enum `field` is `choice`."""

    field: str
    choice: str

    def is_chosen(self, value: Mapping[str, object]) -> bool:
        return value.get(self.field) == self.choice


@dataclass(frozen=True, slots=True)
class Flaw:
    """A value, or the absence of one, that does not fit its type."""

    place: Place
    message: str


class TooManyFlaws(Exception):
    """Raised when further flaws would not be reported."""


@dataclass(slots=True)
class TolerantCoercion:
    """Coerces values and collects the flaws that are not tolerated; raises `TooManyFlaws` beyond 50.

    `unreadable` counts the tolerated ones.
    """

    tolerance: Tolerance | None
    hide_suggestions: bool
    decoders: Decoders
    flaws: list[Flaw] = field(default_factory=list)
    unreadable: int = 0

    def coerce(self, value: object, type_: GraphQLInputType, place: Place, *, tolerated: bool) -> object:
        """Return the coerced value; `tolerated` says whether its parts may be flawed.

        A list that is null or omitted is never tolerated.
        """
        found = self._try(value, type_)
        if found is not Undefined:
            return found
        inner = get_nullable_type(type_)
        if is_list_type(inner) and isinstance(value, list):
            return [
                self.coerce(each, inner.of_type, (*place, index), tolerated=tolerated)
                for index, each in enumerate(value)
            ]
        if is_list_type(inner) and value is not None:
            return [self.coerce(value, inner.of_type, place, tolerated=tolerated)]
        if is_input_object_type(inner) and isinstance(value, dict):
            return self._coerce_object(value, inner, place, tolerated=tolerated)
        return self._mark(value, type_, place, tolerated=tolerated)

    def _try(self, value: object, type_: GraphQLInputType) -> object:
        """Return the coerced value, `Undefined` if it has to be coerced part by part."""
        if is_leaf_type(get_nullable_type(type_)):
            return coerce_input_value(value, type_)
        try:
            return self.decoders.of_type(type_)(value)
        except Exception:  # noqa: BLE001  as where variables are decoded
            return Undefined

    def _coerce_object(
        self, value: Mapping[str, object], type_: GraphQLInputObjectType, place: Place, *, tolerated: bool
    ) -> object:
        self._refuse_others(value, type_, place)
        may_be_flawed = self.tolerance is not None and self.tolerance.is_chosen(value)
        found: dict[str, Any] = {}
        for name, each in type_.fields.items():
            below, key = (*place, name), each.out_name or name
            if name in value:
                is_list = is_list_type(get_nullable_type(each.type))
                tolerates = tolerated or (may_be_flawed and is_list)
                found[key] = self.coerce(value[name], each.type, below, tolerated=tolerates)
            elif is_required_input_field(each):
                found[key] = self._mark(Undefined, each.type, below, tolerated=tolerated)
            elif (default := coerce_default_value(each)) is not Undefined:
                found[key] = default
        return type_.out_type(found)

    def _refuse_others(
        self, value: Mapping[str, object], type_: GraphQLInputObjectType, place: Place
    ) -> None:
        """Refuse unknown fields, which are never tolerated."""
        for name in value:
            if name not in type_.fields:
                message = f"Type '{type_}' has no field {_quote(name)}."
                self._refuse((*place, name[:LONGEST_QUOTE]), message + self._suggest(name, type_.fields))

    def _mark(self, value: object, type_: GraphQLInputType, place: Place, *, tolerated: bool) -> Unreadable:
        if tolerated and not is_list_type(get_nullable_type(type_)):
            self.unreadable += 1
        elif value is Undefined:
            self._refuse(place, f"A value of type '{type_}' is required.")
        else:
            message = f"Expected a value of type '{type_}', found {_show(value)}."
            self._refuse(place, message + self._explain(value, get_nullable_type(type_)))
        return Unreadable(value)

    def _refuse(self, place: Place, message: str) -> None:
        if len(self.flaws) == MOST_FLAWS:
            raise TooManyFlaws
        self.flaws.append(Flaw(place, message))

    def _explain(self, value: object, type_: object) -> str:
        """Return what the type itself has to say about a value."""
        if is_enum_type(type_):
            return self._suggest(value, type_.values)
        return _reason(value, type_) if value is not None and is_scalar_type(type_) else ""

    def _suggest(self, name: object, known: Iterable[str]) -> str:
        if self.hide_suggestions or not isinstance(name, str) or len(name) > LONGEST_QUOTE:
            return ""
        return did_you_mean(suggestion_list(name, list(known)))


def _reason(value: object, scalar: GraphQLScalarType) -> str:
    try:
        scalar.coerce_input_value(value)
    except UnreadableValue as flaw:
        return f" {flaw}."
    except Exception:  # noqa: BLE001  graphql-core takes any exception of a scalar for a refusal
        return ""
    return ""


def _show(value: object) -> str:
    """Return a value as JSON, if it is short; of a list or an object only what it is."""
    match value:
        case None | bool() | float():
            return json.dumps(value)
        case str():
            return _quote(value)
        case int():
            return str(value) if value.bit_length() <= LARGEST_NUMBER else "a large number"
    return "a list" if isinstance(value, list) else "an object"


def _quote(text: str) -> str:
    return f'"{text}"' if len(text) <= LONGEST_QUOTE else f'"{text[:LONGEST_QUOTE]}…"'
