"""The variables of an operation: decoded where that is possible, else coerced by graphql-core."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, cast

from graphql import (
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    coerce_input_literal,
    coerce_input_value,
    is_non_null_type,
)
from graphql.execution import VariableValues, get_variable_values
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValueSource

from api.graphql.transport.errors import forget_frames
from api.graphql.transport.pace import ExecutionPace
from api.graphql.transport.variables.decoders import Decode, Decoders, NotDecoded
from api.graphql.transport.variables.flawed_values import MOST_FLAWS
from api.graphql.transport.variables.long_lists import LongList, empty_lists, find_long_lists


class _Variable(NamedTuple):
    """A declared variable; `default` is the literal that stands for an omitted value."""

    signature: GraphQLVariableSignature
    default: ValueNode | None
    decode: Decode


@dataclass(frozen=True, slots=True)
class OperationVariables:
    """The declared variables of a valid operation, with their decoders."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    decoders: Decoders
    declared: Sequence[_Variable]

    @classmethod
    def of_operation(
        cls, schema: GraphQLSchema, operation: OperationDefinitionNode, decoders: Decoders
    ) -> "OperationVariables":
        declared = []
        for each in operation.variable_definitions or ():
            signature = cast("GraphQLVariableSignature", get_variable_signature(schema, each))
            declared.append(_Variable(signature, each.default_value, decoders.of_type(signature.type)))
        return cls(schema, operation, decoders, tuple(declared))

    async def decode(self, inputs: Mapping[str, Any], pace: ExecutionPace) -> VariableValues | None:
        """Return the values by their decoders, `None` if graphql-core has to judge them.

        Long lists are decoded in slices.
        """
        lists = self._find_long_lists(inputs)
        try:
            values = self._decode_all(empty_lists(inputs, lists))
            return await _fill(values, inputs, lists, self.decoders.of_type, pace) if lists else values
        except Exception:  # noqa: BLE001  as graphql-core, which takes any exception of a scalar for a refusal
            return None

    async def coerce(self, inputs: Mapping[str, Any], pace: ExecutionPace) -> VariableValues | None:
        """Return the values that graphql-core coerces, `None` if they do not all fit their types.

        Long lists are coerced in slices.
        """
        lists, nodes = self._find_long_lists(inputs), self.operation.variable_definitions or ()
        values = get_variable_values(self.schema, nodes, empty_lists(inputs, lists), MOST_FLAWS)
        if isinstance(values, list):
            _forget(values)
            return None
        try:
            return await _fill(values, inputs, lists, _coercion, pace)
        except (NotDecoded, RecursionError):
            return None

    def _find_long_lists(self, inputs: Mapping[str, Any]) -> Sequence[LongList]:
        return list(find_long_lists([each.signature for each in self.declared], inputs))

    def _decode_all(self, inputs: Mapping[str, Any]) -> VariableValues:
        sources, decoded = {}, {}
        for signature, default, decode in self.declared:
            value = inputs.get(signature.name, Undefined)
            sources[signature.name] = VariableValueSource(signature, value)
            if value is not Undefined:
                decoded[signature.name] = decode(value)
            elif default is not None:
                decoded[signature.name] = coerce_input_literal(default, signature.type)
            elif is_non_null_type(signature.type):
                raise NotDecoded
        return VariableValues(sources, decoded)


async def _fill(
    values: VariableValues,
    inputs: Mapping[str, Any],
    lists: Iterable[LongList],
    conversion: Callable[[GraphQLInputType], Decode],
    pace: ExecutionPace,
) -> VariableValues:
    """Convert the items of the long lists, by their types, and put them into the values."""
    for each in lists:
        each.put(values, inputs, await each.convert(conversion(each.item_type), pace))
    return values


def _coercion(type_: GraphQLInputType) -> Decode:
    return partial(_coerce, type_)


def _coerce(type_: GraphQLInputType, value: object) -> object:
    """Coerce a value by graphql-core; raises `NotDecoded` if it does not fit."""
    coerced = coerce_input_value(value, type_)
    if coerced is Undefined:
        raise NotDecoded
    return coerced


def _forget(errors: Iterable[GraphQLError]) -> None:
    for each in errors:
        forget_frames(each)
