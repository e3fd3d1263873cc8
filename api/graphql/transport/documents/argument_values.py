"""What a field's arguments ask for, as a function of an operation's variables.

The variables are the coerced ones, so defaults count and a single value for a list is a list.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
    value_from_ast_untyped,
)

Variables = Mapping[str, Any]
Size = Callable[[Variables], int]
Read = Callable[[Variables], Any]

SIZE_ARGUMENTS: Final = frozenset({"first", "last", "limit"})
"""Arguments that state the greatest length of the list in the answer."""


def constant(number: int) -> Size:
    return lambda _variables: number


NOTHING: Final = constant(0)


def page_size(found: GraphQLField, field: FieldNode, default: int) -> Size:
    """Return the largest of the size arguments, the schema's default or else `default` if none is given."""
    given = [read for name, read in _arguments(field).items() if name in SIZE_ARGUMENTS]
    usual = next((each for each in map(_usual_size, found.args.items()) if each is not None), default)

    def size(variables: Variables) -> int:
        numbers = [int(number) for read in given if (number := read(variables)) is not None]
        return max(0, *numbers) if numbers else usual

    return size


def item_count(found: GraphQLField, field: FieldNode) -> Size:
    """Return the length of the longest list in the field's arguments, or in an input object among them."""
    counts = [
        _counter(found.args[name], read) for name, read in _arguments(field).items() if name in found.args
    ]
    return lambda variables: max((count(variables) for count in counts), default=0)


def argument_price(found: GraphQLField, field: FieldNode, price_of: Callable[[Any], int]) -> Size:
    """Return the sum of the prices of the arguments that are set, and of their input fields."""
    priced: list[tuple[Callable[[Variables], object], int]] = []
    for name, read in _arguments(field).items():
        if name not in found.args:
            continue
        if price := price_of(found.args[name]):
            priced.append((read, price))
        kind = get_named_type(found.args[name].type)
        for key, member in kind.fields.items() if is_input_object_type(kind) else ():
            if price := price_of(member):
                priced.append((_member_reader(read, key), price))

    def total(variables: Variables) -> int:
        return sum(price for read, price in priced if read(variables) is not None)

    return total if priced else NOTHING


def _usual_size(argument: tuple[str, GraphQLArgument]) -> int | None:
    name, definition = argument
    usual = definition.default_value
    return usual if name in SIZE_ARGUMENTS and isinstance(usual, int) else None


def _arguments(field: FieldNode) -> Mapping[str, Read]:
    return {each.name.value: _reader(each.value) for each in field.arguments or ()}


def _reader(node: ValueNode) -> Read:
    """Return what reads a literal that may contain variables; an omitted variable is null."""
    match node:
        case VariableNode():
            name = node.name.value
            return lambda variables: variables.get(name)
        case ListValueNode():
            items = [_reader(each) for each in node.values]
            return lambda variables: [read(variables) for read in items]
        case ObjectValueNode():
            members = {each.name.value: _reader(each.value) for each in node.fields}
            return lambda variables: {name: read(variables) for name, read in members.items()}
        case NullValueNode():
            return lambda _variables: None
    value = value_from_ast_untyped(node)
    return lambda _variables: value


def _counter(argument: GraphQLArgument, read: Read) -> Size:
    if is_list_type(get_nullable_type(argument.type)):
        return lambda variables: _length(read(variables))
    kind = get_named_type(argument.type)
    if not is_input_object_type(kind):
        return constant(0)
    lists = [name for name, each in kind.fields.items() if is_list_type(get_nullable_type(each.type))]

    def longest(variables: Variables) -> int:
        value = read(variables)
        return max((_length(_member(value, name)) for name in lists), default=0)

    return longest


def _member_reader(read: Read, key: str) -> Callable[[Variables], object]:
    return lambda variables: _member(read(variables), key)


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _length(value: object) -> int:
    """Return the length of a list; a single value stands for a list of one."""
    if value is None:
        return 0
    return len(value) if isinstance(value, list) else 1
