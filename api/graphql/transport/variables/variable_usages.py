"""The variables whose flaws an operation tolerates, by where its document uses them."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_list_type,
    visit,
)

from api.graphql.transport.variables.flawed_values import Tolerance


def find_tolerated(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    tolerance: Tolerance,
    inputs: Mapping[str, Any],
) -> frozenset[str]:
    """Return the variables that the document uses only in, or as, lists whose items may be flawed."""
    types = TypeInfo(schema)
    usages = _Usages(types, tolerance, {**_enum_defaults(operation), **inputs})
    visit(document, TypeInfoVisitor(types, usages))
    return frozenset(name for name, tolerated in usages.tolerated.items() if tolerated)


def _enum_defaults(operation: OperationDefinitionNode) -> dict[str, str]:
    return {
        each.variable.name.value: each.default_value.value
        for each in operation.variable_definitions or ()
        if isinstance(each.default_value, EnumValueNode)
    }


class _Usages(Visitor):
    """Visits arguments; `tolerated` says of each variable whether all of its usages tolerate flaws."""

    def __init__(self, types: TypeInfo, tolerance: Tolerance, choices: Mapping[str, Any]) -> None:
        super().__init__()
        self.types = types
        self.tolerance = tolerance
        self.choices = choices
        self.tolerated: dict[str, bool] = {}

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        argument = self.types.get_argument()
        self._walk(node.value, argument.type if argument else None, tolerated=False)

    def _walk(self, node: ValueNode, type_: Any, *, tolerated: bool) -> None:  # noqa: ANN401  any input type
        match node:
            case VariableNode():
                name = node.name.value
                self.tolerated[name] = self.tolerated.get(name, True) and tolerated
            case ListValueNode():
                for each in node.values:
                    self._walk(each, get_nullable_type(type_).of_type, tolerated=tolerated)
            case ObjectValueNode():
                self._walk_object(node, get_named_type(type_).fields, tolerated=tolerated)

    def _walk_object(self, node: ObjectValueNode, fields: Mapping[str, Any], *, tolerated: bool) -> None:
        may_be_flawed = self.tolerance.is_chosen(
            {each.name.value: self._choice(each.value) for each in node.fields}
        )
        for each in node.fields:
            type_ = fields[each.name.value].type
            is_list = is_list_type(get_nullable_type(type_))
            self._walk(each.value, type_, tolerated=tolerated or (may_be_flawed and is_list))

    def _choice(self, node: ValueNode) -> object:
        if isinstance(node, VariableNode):
            return self.choices.get(node.name.value)
        return node.value if isinstance(node, EnumValueNode) else None
