"""A selected field and its arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, cast

import strawberry
from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type, specified_scalar_types
from graphql.execution import VariableValues
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import get_argument_values
from strawberry.types.arguments import convert_arguments


class Selected(NamedTuple):
    """A selected field of an object type: its response key, its definition and its nodes in the document."""

    key: str
    parent: GraphQLObjectType
    details: FieldDetailsList

    @property
    def node(self) -> FieldNode:
        return self.details[0].node

    @property
    def name(self) -> str:
        return self.node.name.value

    @property
    def definition(self) -> GraphQLField:
        found: GraphQLField = self.parent.fields[self.name]
        return found

    @property
    def kind(self) -> GraphQLObjectType:
        """The object type that the field returns, or lists."""
        return cast(GraphQLObjectType, get_named_type(self.definition.type))


UNCONVERTED: Final = frozenset(specified_scalar_types)
"""Types whose values resolvers get as graphql-core coerces them."""
ReadArguments = Callable[[VariableValues], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ArgumentReader:
    """Reads the arguments of fields as their resolvers get them."""

    schema: strawberry.Schema

    def of(self, field: Selected) -> ReadArguments:
        """Return what reads the arguments of a field, without omitted ones; it raises `GraphQLError`."""
        definition, node = field.definition, field.node
        declared = definition.extensions["strawberry-definition"].arguments
        scalars, config = self.schema.schema_converter.scalar_registry, self.schema.config
        if not node.arguments and all(each.default is None for each in definition.args.values()):
            return lambda _values: {}
        plain = {
            name: next(
                each.python_name for each in declared if config.name_converter.from_argument(each) == name
            )
            for name, argument in definition.args.items()
            if get_named_type(argument.type).name in UNCONVERTED
        }

        def read(values: VariableValues) -> Mapping[str, Any]:
            coerced = get_argument_values(definition, node, values)
            if coerced.keys() <= plain.keys():
                return {plain[name]: value for name, value in coerced.items()}
            return convert_arguments(coerced, declared, scalars, config)

        return read
