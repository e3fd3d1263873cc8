"""The number of objects that a field's arguments request, as a function of the variables."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import (
    ArgumentNode,
    FieldNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
)

Variables = Mapping[str, Any]
Size = Callable[[Variables], int]

PAGE_ARGUMENTS: Final = frozenset({"first", "last"})
DIGITS: Final = 9  # validation refuses numbers beyond GraphQL's Int


def constant(number: int) -> Size:
    return lambda _variables: number


def page_size(field: FieldNode, default: int) -> Size:
    """Return the larger of `first` and `last`, `default` if both are omitted or null."""
    arguments = [_number(each) for each in field.arguments or () if each.name.value in PAGE_ARGUMENTS]

    def size(variables: Variables) -> int:
        numbers = [number for each in arguments if (number := each(variables)) is not None]
        return max(0, *numbers) if numbers else default

    return size


def item_count(field: FieldNode) -> Size:
    """Return the length of the longest list in the field's arguments, or in an input object among them."""
    arguments = [_items(each.value, 1) for each in field.arguments or ()]
    return lambda variables: max((each(variables) for each in arguments), default=0)


def with_defaults(operation: OperationDefinitionNode, variables: Variables) -> Variables:
    """Return the variables with the operation's default whole numbers for omitted ones."""
    defaults = {
        each.variable.name.value: int(each.default_value.value[:DIGITS])
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, IntValueNode)
    }
    return {**defaults, **variables} if defaults else variables


def _number(argument: ArgumentNode) -> Callable[[Variables], int | None]:
    value = argument.value
    if isinstance(value, IntValueNode):
        return constant(int(value.value[:DIGITS]))
    if isinstance(value, VariableNode):
        name = value.name.value
        return lambda variables: None if variables.get(name) is None else int(variables[name])
    return lambda _variables: None


def _items(value: ValueNode, deeper: int) -> Size:
    match value:
        case ListValueNode():
            return constant(len(value.values))
        case VariableNode():
            name = value.name.value
            return lambda variables: _longest(variables.get(name), deeper)
        case ObjectValueNode() if deeper:
            inner = [_items(each.value, deeper - 1) for each in value.fields]
            return lambda variables: max((each(variables) for each in inner), default=0)
    return constant(0)


def _longest(value: object, deeper: int) -> int:
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict) and deeper:
        return max((_longest(each, deeper - 1) for each in value.values()), default=0)
    return 0
