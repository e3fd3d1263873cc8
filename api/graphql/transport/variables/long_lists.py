"""Long lists in variables, coerced item by item in slices, between which others are served."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
)
from graphql.execution import VariableValues
from graphql.execution.get_variable_signature import GraphQLVariableSignature

from api.graphql.transport.pace import SLICE, ExecutionPace
from api.graphql.transport.variables.decoders import OutType


@dataclass(frozen=True, slots=True)
class LongList:
    """The items of a variable, or of a field of its input object, which is `key` once it is coerced."""

    variable: str
    field: str | None
    key: str
    item_type: GraphQLInputType
    items: Sequence[object]

    async def convert(self, convert: Callable[[object], object], pace: ExecutionPace) -> list[object]:
        """Return the converted items, in slices; passes on what `convert` raises."""
        converted = []
        for item in self.items:
            if pace.done >= SLICE:
                await pace.wait()
            converted.append(convert(item))
            pace.count()
        return converted

    def put(self, values: VariableValues, inputs: Mapping[str, Any], converted: list[object]) -> None:
        """Put the converted items into the values of variables, which know the inputs as their sources."""
        if self.field is None:
            values.coerced[self.variable] = converted
        else:
            values.coerced[self.variable][self.key] = converted
        source = values.sources[self.variable]
        values.sources[self.variable] = source._replace(value=inputs[self.variable])


def find_long_lists(
    signatures: Iterable[GraphQLVariableSignature], variables: Mapping[str, Any]
) -> Iterator[LongList]:
    """Yield the lists that are longer than a slice."""
    for each in signatures:
        name, value = each.name, variables.get(each.name)
        if not isinstance(value, list | dict):
            continue
        kind = get_nullable_type(each.type)
        if is_list_type(kind) and _is_long(value):
            yield LongList(name, None, name, kind.of_type, value)
        elif _has_places(kind) and isinstance(value, dict):
            for field, member in kind.fields.items():
                inner, items = get_nullable_type(member.type), value.get(field)
                if is_list_type(inner) and _is_long(items):
                    yield LongList(name, field, member.out_name or field, inner.of_type, items)


def empty_lists(variables: Mapping[str, Any], lists: Sequence[LongList]) -> dict[str, Any]:
    """Return the variables with these lists empty."""
    emptied = dict(variables)
    for each in lists:
        emptied[each.variable] = [] if each.field is None else {**emptied[each.variable], each.field: []}
    return emptied


def _has_places(kind: object) -> TypeGuard[GraphQLInputObjectType]:
    """Whether the coerced value has the lists under the keys of its type."""
    return is_input_object_type(kind) and not isinstance(kind.out_type, OutType)


def _is_long(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list) and len(value) > SLICE
