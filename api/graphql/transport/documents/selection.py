"""One walk over the selections of a valid operation, which gathers its cost and the scopes that it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from api.graphql.transport.documents.cost import CostCalculator, FieldCost, Key


class NeededScope(NamedTuple):
    """A scope, the field that needs it, e.g. `Delivery.history`, and the field's path by response keys."""

    scope: str
    field: str
    path: tuple[str, ...]


@dataclass(slots=True)
class Selection:
    """The costs of selected fields and the scopes that they need.

    For each scope and each response key at the top, the first field that needs the scope is kept.
    """

    costs: dict[Key, FieldCost] = field(default_factory=dict)
    scopes: dict[tuple[str, str], NeededScope] = field(default_factory=dict)

    def add(self, other: "Selection") -> None:
        _merge_costs(self.costs, other.costs)
        for key, needed in other.scopes.items():
            self.scopes.setdefault(key, needed)

    def need(self, needed: NeededScope) -> None:
        self.scopes.setdefault((needed.path[0], needed.scope), needed)


@dataclass(slots=True)
class SelectionWalk:
    """Walks the selections of one operation; no fragment is walked twice."""

    calculator: CostCalculator
    fragments: Mapping[str, FragmentDefinitionNode]
    _known: dict[str, Selection] = field(default_factory=dict)

    def of_operation(self, operation: OperationDefinitionNode) -> Selection:
        root = self.calculator.schema.get_root_type(operation.operation)
        return self._selections(operation.selection_set, root)

    def _selections(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Selection:
        whole = Selection()
        for each in selections.selections if selections else ():
            whole.add(self._selection(each, parent))
        return whole

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> Selection:
        match selection:
            case FieldNode():
                return self._field(selection, parent)
            case InlineFragmentNode():
                condition = selection.type_condition
                inner = self.calculator.schema.type_map[condition.name.value] if condition else parent
                return self._selections(selection.selection_set, inner)
            case FragmentSpreadNode():
                return self._fragment(selection.name.value)
        raise AssertionError(selection)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Selection:
        if not is_composite_type(parent):
            return Selection()
        found = self.calculator.schema.get_field(parent, node.name.value)
        if found is None:
            return Selection()
        below = self._selections(node.selection_set, get_named_type(found.type))
        key, selected = node.alias.value if node.alias else node.name.value, Selection()
        if scope := self.calculator.metadata_of(found).scope:
            selected.need(NeededScope(scope, f"{parent.name}.{node.name.value}", (key,)))
        for each in below.scopes.values():
            selected.need(each._replace(path=(key, *each.path)))
        if cost := self.calculator.field_cost(parent, node, below.costs):
            selected.costs[key, parent.name] = cost
        return selected

    def _fragment(self, name: str) -> Selection:
        if name not in self._known:
            fragment = self.fragments[name]
            inner = self.calculator.schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self._selections(fragment.selection_set, inner)
        return self._known[name]


def _merge_costs(found: dict[Key, FieldCost], more: Mapping[Key, FieldCost]) -> None:
    """Merge fields as the answer does: the same field, selected twice, is one."""
    for key, cost in more.items():
        if known := found.get(key):
            both = dict(known.children)
            _merge_costs(both, cost.children)
            found[key] = replace(known, children=both)
        else:
            found[key] = cost
