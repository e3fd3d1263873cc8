"""Long lists in variables, coerced item by item in slices, between which others are served."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    coerce_input_value,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    type_from_ast,
)
from graphql.execution import VariableValues

from api.graphql.transport.pace import SLICE, ExecutionPace


@dataclass(frozen=True, slots=True)
class LongList:
    """The items of a variable, or of a field of its input object, which is `key` once it is coerced."""

    variable: str
    field: str | None
    key: str
    item_type: GraphQLInputType
    items: Sequence[object]

    async def coerce(self, pace: ExecutionPace) -> list[Any] | None:
        """Return the coerced items, `None` if one of them does not fit its type."""
        coerced = []
        for item in self.items:
            try:
                value = coerce_input_value(item, self.item_type)
            except RecursionError:
                return None
            if value is Undefined:
                return None
            coerced.append(value)
            pace.count()
            if pace.done >= SLICE:
                await pace.wait()
        return coerced

    def put(self, values: VariableValues, coerced: list[Any]) -> None:
        """Put the coerced items into the coerced variables."""
        if self.field is None:
            values.coerced[self.variable] = coerced
        else:
            values.coerced[self.variable][self.key] = coerced


def find_long_lists(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Iterator[LongList]:
    """Yield the lists that are longer than a slice."""
    for node in operation.variable_definitions or ():
        name = node.variable.name.value
        declared: Any = type_from_ast(schema, node.type)
        kind, value = get_nullable_type(declared), variables.get(name)
        if is_list_type(kind) and _is_long(value):
            yield LongList(name, None, name, kind.of_type, value)
        elif is_input_object_type(kind) and isinstance(value, dict):
            for field, each in kind.fields.items():
                inner, items = get_nullable_type(each.type), value.get(field)
                if is_list_type(inner) and _is_long(items):
                    yield LongList(name, field, each.out_name or field, inner.of_type, items)


def empty_lists(variables: Mapping[str, Any], lists: Sequence[LongList]) -> dict[str, Any]:
    """Return the variables with these lists empty."""
    emptied = dict(variables)
    for each in lists:
        emptied[each.variable] = [] if each.field is None else {**emptied[each.variable], each.field: []}
    return emptied


def _is_long(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list) and len(value) > SLICE
