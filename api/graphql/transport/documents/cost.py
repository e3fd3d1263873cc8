"""The cost of an operation: one for the request and one for each requested object.

The formula, documented for clients in docs/limits.md:

- an object counts one, each time it can appear; scalars, connections, edges and `pageInfo` do not count,
  nor does an object without an `id` that is part of another (a delivery's `recipient`);
- the nodes of a connection count as often as its page is long, the objects of a list selected by a list of
  ids as often as there are ids; a page of which no node is selected counts a twentieth for each;
- an entry of any other list counts a twentieth, as often as the list can be long; a list of at most two
  entries is free;
- a mutation, or a rehearsal of one, counts one for each item of its input and ten at least, one more for
  its payload; these include the lists of the payload and what they say of an item (results, violations),
  and objects below count for each item;
- a field or an input field with a price of its own (`totalCount`, `text`) adds it;
- the sum is rounded up.

`requested` is known before the operation runs, and refused beyond the limit. `actual` counts the objects in
the answer by the same rules; the difference is refunded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    FieldNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from api.graphql.transport.documents.argument_values import (
    NOTHING,
    SIZE_ARGUMENTS,
    Size,
    Variables,
    argument_price,
    constant,
    item_count,
    page_size,
)
from api.graphql.transport.documents.size import SATURATED
from api.graphql.transport.metadata import MetadataOf

OBJECT: Final = 20
"""The cost of an object in units, which are twentieths."""
ENTRY: Final = 1
FREE_ENTRIES: Final = 2
LEAST_WRITE: Final = 10
BATCH: Final = "input"
INTROSPECTION: Final = {"__schema": 20, "__type": 2}
"""The prices of introspection at the root; its objects do not count."""
Key = tuple[str, str]
Path = tuple[str, ...]
"""Response keys from the root on."""
Tally = Mapping[Path, int]
"""The number of objects at each path of response keys that was selected and may cost something.

A path that ends in the name of a type has the number of objects of that type.
"""


@dataclass(frozen=True, slots=True)
class FieldCost:
    """The cost of a selected field, in units.

    Each object costs `each`; there are `count` objects, or, if that is `None`, as many as the parent's page.
    `once` is added, and `page` is the length of the lists directly below. The keys of the children are
    response key and parent type, so the types of a union are added up.
    """

    each: int
    once: Size
    count: Size | None
    page: Size
    children: Mapping[Key, "FieldCost"]

    @property
    def is_free(self) -> bool:
        """Whether the field costs nothing, whatever it finds, e.g. a part of an object."""
        return not self.each and not self.children and self.once is NOTHING

    def requested_units(self, variables: Variables, page: int = 1) -> int:
        below = self.page(variables)
        one = self.each + sum(child.requested_units(variables, below) for child in self.children.values())
        count = page if self.count is None else self.count(variables)
        return min(self.once(variables) + count * one, SATURATED)

    def actual_units(self, variables: Variables, value: object) -> int:
        return self.once(variables) + self._units_found(variables, value)

    def units_tallied(self, variables: Variables, tally: Tally, path: Path = (), above: int = 1) -> int:
        """Return the same for the objects above it, by the numbers of objects at each path."""
        if path not in tally:  # it was left out by a directive, or costs nothing
            return 0
        found = tally[path]
        below = (
            child.units_tallied(variables, tally, (*path, key), tally.get((*path, kind), found))
            for (key, kind), child in self.children.items()
        )
        return self.once(variables) * above + self.each * found + sum(below)

    def _units_found(self, variables: Variables, value: object) -> int:
        if isinstance(value, list):
            return sum(self._units_found(variables, item) for item in value)
        if not isinstance(value, dict):
            return 0
        below = (
            child.actual_units(variables, value[key])
            for (key, _), child in self.children.items()
            if key in value
        )
        return self.each + sum(below)


@dataclass(frozen=True, slots=True)
class OperationCost:
    """The cost of an operation, with one for the request itself."""

    root: FieldCost

    def requested_cost(self, variables: Variables) -> int:
        return _round_up(self.root.requested_units(variables))

    def actual_cost(self, variables: Variables, data: object) -> int:
        return max(1, _round_up(self.root.actual_units(variables, data)))

    def tallied_cost(self, variables: Variables, tally: Tally) -> int:
        """Return the actual cost of data that is not at hand, by the numbers of its objects."""
        return max(1, _round_up(self.root.units_tallied(variables, {**tally, (): 1})))


ONE: Final = constant(1)


def operation_cost(children: Mapping[Key, FieldCost]) -> OperationCost:
    return OperationCost(FieldCost(OBJECT, NOTHING, ONE, ONE, children))


@dataclass(slots=True)
class CostCalculator:
    """Calculates the costs of fields of a schema."""

    schema: GraphQLSchema
    default_page: int
    metadata_of: MetadataOf
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
        payloads += [each for payload in payloads for each in getattr(payload, "interfaces", ())]
        results = [each for payload in payloads for each in _parts_listed(payload)]
        self._payloads = frozenset(each.name for each in (*payloads, *results))

    def field_cost(
        self, parent: GraphQLCompositeType, node: FieldNode, children: Mapping[Key, FieldCost]
    ) -> FieldCost | None:
        """Return the cost of a field, `None` if it costs nothing."""
        found = self.schema.get_field(parent, node.name.value)
        if found is None:
            return None
        if price := INTROSPECTION.get(node.name.value, 0):
            return FieldCost(0, constant(price * OBJECT), ONE, ONE, {})
        named, price = get_named_type(found.type), self.metadata_of(found).price * OBJECT
        if not is_composite_type(named):
            return FieldCost(0, constant(price), ONE, ONE, {}) if price else None
        if named.name.startswith("__"):
            return None
        cost = self._object_cost(parent, node, found, children)
        return None if cost.is_free else cost

    def _object_cost(
        self,
        parent: GraphQLCompositeType,
        node: FieldNode,
        found: GraphQLField,
        children: Mapping[Key, FieldCost],
    ) -> FieldCost:
        listed = is_list_type(get_nullable_type(found.type))
        price, arguments = self.metadata_of(found).price, argument_price(found, node, self._price_of)

        def add_prices(variables: Variables) -> int:
            return OBJECT * (price + arguments(variables))

        once = add_prices if price or arguments is not NOTHING else NOTHING
        if parent is self.schema.mutation_type or BATCH in found.args:
            items = item_count(found, node)
            return FieldCost(
                OBJECT,
                lambda variables: once(variables) + OBJECT * max(LEAST_WRITE, items(variables)),
                ONE,
                items,
                children,
            )
        if listed:
            return self._list_cost(parent, node, found, once, children)
        if SIZE_ARGUMENTS & found.args.keys():
            return _connection_cost(once, page_size(found, node, self.default_page), children)
        each = OBJECT if self._stands_alone(parent, get_named_type(found.type)) else 0
        return FieldCost(each, once, ONE, ONE, children)

    def _list_cost(
        self,
        parent: GraphQLCompositeType,
        node: FieldNode,
        found: GraphQLField,
        once: Size,
        children: Mapping[Key, FieldCost],
    ) -> FieldCost:
        if parent.name in self._payloads:
            return FieldCost(0, once, None, ONE, children)
        if is_wrapping(parent):  # the nodes or the edges of a connection
            each = 0 if is_wrapping(get_named_type(found.type)) else OBJECT
            return FieldCost(each, once, None, ONE, children)
        if SIZE_ARGUMENTS & found.args.keys():
            return FieldCost(OBJECT, once, page_size(found, node, self.default_page), ONE, children)
        if any(is_list_type(get_nullable_type(each.type)) for each in found.args.values()):
            return FieldCost(OBJECT, once, item_count(found, node), ONE, children)
        most = self.metadata_of(found).most
        if most is None:  # as dear as a page
            return FieldCost(OBJECT, once, constant(self.default_page), ONE, children)
        return FieldCost(ENTRY if most > FREE_ENTRIES else 0, once, constant(most), ONE, children)

    def _price_of(self, found: object) -> int:
        return self.metadata_of(found).price

    def _stands_alone(self, parent: GraphQLNamedType, named: GraphQLNamedType) -> bool:
        """Whether an object that is not in a list counts."""
        if is_wrapping(named):
            return False
        is_part = "id" not in getattr(named, "fields", {"id"})
        return parent in self._roots or parent.name.endswith("Edge") or not is_part


def _connection_cost(once: Size, page: Size, children: Mapping[Key, FieldCost]) -> FieldCost:
    """Return the cost of a connection, which reads its page even if no node is selected."""
    if any(child.each or child.children for child in children.values() if child.count is None):
        return FieldCost(0, once, ONE, page, children)
    return FieldCost(0, lambda variables: once(variables) + ENTRY * page(variables), ONE, page, children)


def _parts_listed(kind: GraphQLNamedType) -> Iterable[GraphQLNamedType]:
    """Yield the types without an `id` of the lists of a payload: what is said of each item of the input."""
    for field_ in getattr(kind, "fields", {}).values():
        named = get_named_type(field_.type)
        if is_list_type(get_nullable_type(field_.type)) and "id" not in getattr(named, "fields", {"id"}):
            yield named


def is_wrapping(named: GraphQLNamedType) -> bool:
    """Whether objects of the type only wrap others, and do not count."""
    return named.name == "PageInfo" or named.name.endswith(("Connection", "Edge"))


def _round_up(units: int) -> int:
    return -(-units // OBJECT)
