"""The cost of an operation: one for the request and one for each requested object.

The formula, documented for clients in docs/limits.md:

- an object counts one, each time it can appear; scalars, connections, edges and `pageInfo` do not count,
  nor does an object without an `id` that is part of another (a delivery's `recipient`), unless in a list;
- the nodes of a connection count as often as its page is long: `first` or `last`, else the schema's default
  of `first`, else 50;
- the objects of a list selected by a list of ids count as often as there are ids, other lists once;
- a mutation, or a rehearsal of one, counts one for each item of its input and ten at least, one more for
  its payload; these include the items of a list in the payload, and objects below count for each item.

`requested` is known before the operation runs, and refused beyond the limit. `actual` counts the objects in
the answer by the same rules; the difference is refunded. A request with `extensions: {"costOnly": true}`
returns `requested` and runs nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from api.graphql.transport.documents.list_sizes import (
    PAGE_ARGUMENTS,
    Size,
    Variables,
    constant,
    item_count,
    page_size,
)
from api.graphql.transport.documents.size import SATURATED

LEAST_WRITE: Final = 10
BATCH: Final = "input"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FieldCost:
    """The cost of a selected field that returns objects.

    Each object costs `each`; there are `count` objects, or, if that is `None`, as many as the parent's page.
    `once` is added, and `page` is the length of the lists directly below. The keys of the children are
    response key and parent type, so the types of a union are added up.
    """

    each: int
    once: Size
    count: Size | None
    page: Size
    children: Mapping[Key, "FieldCost"]

    def requested_cost(self, variables: Variables, page: int = 1) -> int:
        below = self.page(variables)
        one = self.each + sum(child.requested_cost(variables, below) for child in self.children.values())
        count = page if self.count is None else self.count(variables)
        return min(self.once(variables) + count * one, SATURATED)

    def actual_cost(self, variables: Variables, value: object) -> int:
        return self.once(variables) + self._objects_found(variables, value)

    def _objects_found(self, variables: Variables, value: object) -> int:
        if isinstance(value, list):
            return sum(self._objects_found(variables, item) for item in value)
        if not isinstance(value, dict):
            return 0
        below = (child.actual_cost(variables, value.get(key)) for (key, _), child in self.children.items())
        return self.each + sum(below)


NOTHING: Final = constant(0)
ONE: Final = constant(1)


@dataclass(slots=True)
class CostCalculator:
    """Calculates costs of operations on a schema; an operation must be valid and within its limits."""

    schema: GraphQLSchema
    default_page: int
    scope_of: Callable[[GraphQLField], str | None]
    _payloads: frozenset[str] = field(init=False)
    _roots: tuple[GraphQLNamedType | None, ...] = field(init=False)

    def __post_init__(self) -> None:
        mutation = self.schema.mutation_type
        self._roots = (self.schema.query_type, mutation, self.schema.subscription_type)
        payloads = [
            get_named_type(each.type)
            for root in (self.schema.query_type, mutation)
            for each in (root.fields.values() if root else ())
            if root is mutation or BATCH in each.args
        ]
        self._payloads = frozenset(
            each.name for payload in payloads for each in (payload, *getattr(payload, "interfaces", ()))
        )

    def calculate(
        self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> tuple[FieldCost, frozenset[str]]:
        """Return the cost, and the scopes that the fields need."""
        root, walk = self.schema.get_root_type(operation.operation), _Walk(self, fragments)
        children = walk.children(operation.selection_set, root)
        return FieldCost(1, NOTHING, ONE, ONE, children), frozenset(walk.scopes)

    def field(
        self, parent: GraphQLCompositeType, node: FieldNode, children: Mapping[Key, FieldCost]
    ) -> FieldCost | None:
        """Return the cost of a field, `None` if it does not return objects."""
        found = self.schema.get_field(parent, node.name.value)
        named = get_named_type(found.type) if found else None
        if found is None or not is_composite_type(named) or named.name.startswith("__"):
            return None
        listed = is_list_type(get_nullable_type(found.type))
        each = 1 if self._counts(parent, named, listed=listed) else 0
        if parent is self.schema.mutation_type or BATCH in found.args:
            items = item_count(node)
            return FieldCost(each, lambda variables: max(LEAST_WRITE, items(variables)), ONE, items, children)
        if PAGE_ARGUMENTS & found.args.keys():
            size = page_size(node, _usual_page(found, self.default_page))
            return FieldCost(each, NOTHING, size if listed else ONE, size, children)
        return FieldCost(each, NOTHING, _count(node, found, listed=listed), ONE, children)

    def _counts(self, parent: GraphQLNamedType, named: GraphQLNamedType, *, listed: bool) -> bool:
        if is_wrapping(named) or (listed and parent.name in self._payloads):
            return False
        stands_alone = listed or parent in self._roots or parent.name.endswith("Edge")
        return stands_alone or "id" in getattr(named, "fields", {"id"})


def _usual_page(found: GraphQLField, otherwise: int) -> int:
    """Return the schema's default of `first`, or else `otherwise`."""
    usual = found.args["first"].default_value if "first" in found.args else None
    return usual if isinstance(usual, int) else otherwise


def _count(node: FieldNode, found: GraphQLField, *, listed: bool) -> Size | None:
    if not listed:
        return ONE
    return item_count(node) if any(_is_list(each.type) for each in found.args.values()) else None


def _is_list(type_: Any) -> bool:  # noqa: ANN401 - graphql-core's input types have no common name
    return is_list_type(get_nullable_type(type_))


def is_wrapping(named: GraphQLNamedType) -> bool:
    """Whether objects of the type only wrap others, and do not count."""
    return named.name == "PageInfo" or named.name.endswith(("Connection", "Edge"))


@dataclass(slots=True)
class _Walk:
    """One pass over the selections of an operation, in which no fragment is walked twice."""

    calculator: CostCalculator
    fragments: Mapping[str, FragmentDefinitionNode]
    scopes: set[str] = field(default_factory=set)
    _known: dict[str, Mapping[Key, FieldCost]] = field(default_factory=dict)

    def children(
        self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None
    ) -> Mapping[Key, FieldCost]:
        found: dict[Key, FieldCost] = {}
        for selection in selections.selections if selections else ():
            match selection:
                case FieldNode():
                    _add(found, self._field(selection, parent))
                case InlineFragmentNode():
                    condition = selection.type_condition
                    inner = self.calculator.schema.type_map[condition.name.value] if condition else parent
                    _add(found, self.children(selection.selection_set, inner))
                case FragmentSpreadNode():
                    _add(found, self._fragment(selection.name.value))
        return found

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Mapping[Key, FieldCost]:
        if not is_composite_type(parent):
            return {}
        found = self.calculator.schema.get_field(parent, node.name.value)
        if found and (scope := self.calculator.scope_of(found)):
            self.scopes.add(scope)
        inner = self.children(node.selection_set, get_named_type(found.type) if found else None)
        priced = self.calculator.field(parent, node, inner)
        key = node.alias.value if node.alias else node.name.value
        return {(key, parent.name): priced} if priced else {}

    def _fragment(self, name: str) -> Mapping[Key, FieldCost]:
        if name not in self._known:
            fragment = self.fragments[name]
            inner = self.calculator.schema.type_map[fragment.type_condition.name.value]
            self._known[name] = self.children(fragment.selection_set, inner)
        return self._known[name]


def _add(found: dict[Key, FieldCost], more: Mapping[Key, FieldCost]) -> None:
    """Merge fields as the answer does: the same field, selected twice, is one."""
    for key, priced in more.items():
        if known := found.get(key):
            both = dict(known.children)
            _add(both, priced.children)
            found[key] = FieldCost(known.each, known.once, known.count, known.page, both)
        else:
            found[key] = priced
