"""Random queries over the fields that plans know, and some that they do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

ROOTS: Final = ("delivery", "deliveries", "sweep", "sweeps", "node", "nodes")
SELDOM: Final = frozenset({"editability", "startsAt", "endsAt", "stateCounts"})
"""Fields that no plan shows."""
DEEPEST: Final = 6
SIZES: Final = ("0", "1", "2", "3", "$few")
ORDERS: Final = ("CREATED_ASC", "DELIVERY_DATE_ASC", "DELIVERY_DATE_DESC")
SWITCHES: Final = ("", "", "", "", "", "@include(if: $on)", "@skip(if: $off)", "@skip(if: $on)")
FILTERS: Final = (
    "{}",
    "{states: [DELETED]}",
    "{states: [CREATED, PLANNED, FINISHED]}",
    '{dateFrom: "2018-04-05", dateTo: "2018-04-06"}',
    '{zip: "null", states: [CREATED]}',
    '{text: "Anne"}',
    '{text: "nobody has this"}',
)
DOCUMENT: Final = """query($few: Int, $id: ID = "", $on: Boolean = true, $off: Boolean = false) {
  %s ...never @skip(if: $on) never: node(id: $id) @include(if: $off) { id }
}
fragment never on Query { no: sweeps(first: $few) { __typename } }"""


@dataclass
class RandomQueries:
    """`ids` are of deliveries and sweeps, bare and global; `cursors` are of any list."""

    schema: GraphQLSchema
    random: Random
    ids: Sequence[str]
    cursors: Sequence[str]

    def take(self) -> tuple[str, dict[str, Any]]:
        """Return a document and its variables; it may be refused, e.g. for its cost."""
        query = self.schema.query_type
        assert query is not None
        names = [self.random.choice(ROOTS) for _ in range(self.random.choice((1, 1, 1, 2)))]
        roots = " ".join(
            f"r{at}: {self._field(name, query.fields[name], 0)}" for at, name in enumerate(names)
        )
        return DOCUMENT % roots, {"few": self.random.choice((None, 0, 2))} if self._often() else {}

    def _often(self) -> bool:
        return self.random.random() < 0.8

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        kind = get_named_type(field.type)
        switch = self.random.choice(SWITCHES) if depth else ""
        head = f"{name}{self._arguments(field)} {switch}"
        return head if is_leaf_type(kind) else f"{head} {{ {self._selection(kind, depth + 1)} }}"

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            below = (self.schema.type_map[name] for name in ("Delivery", "Sweep"))
            parts = [f"... on {each.name} {{ {self._selection(each, depth)} }}" for each in below]
            return " ".join(["id __typename", *parts])
        assert isinstance(kind, GraphQLObjectType)
        parts = [self._field(name, kind.fields[name], depth) for name in self._choose_fields(kind, depth)]
        if parts and not self._often():
            parts.append(f"... on {kind.name} {{ typed: __typename {parts[0]} }}")
        return " ".join([*parts, "__typename"])

    def _choose_fields(self, kind: GraphQLObjectType, depth: int) -> Sequence[str]:
        names = [
            name
            for name, field in kind.fields.items()
            if (depth < DEEPEST or is_leaf_type(get_named_type(field.type)))
            and (name not in SELDOM or self.random.random() < 0.05)
        ]
        return self.random.sample(names, min(len(names), self.random.choice((1, 2, 3, 5))))

    def _arguments(self, field: GraphQLField) -> str:
        given = [each for name in field.args for each in self._argument(name)]
        if any(each.startswith("last:") for each in given):
            given = [each for each in given if not each.startswith("first:")]
        return f"({', '.join(given)})" if given else ""

    def _argument(self, name: str) -> Iterator[str]:
        match name:
            case "id":
                yield f'id: "{self.random.choice(self.ids)}"'
            case "ids":
                ids = [f'"{self.random.choice(self.ids)}"' for _ in range(self.random.choice((0, 1, 4)))]
                yield f"ids: [{', '.join(ids)}]"
            case "first" | "last" if (name == "first") == self._often():
                yield f"{name}: {self.random.choice(SIZES)}"
            case "after" | "before" if self.random.random() < 0.1:
                yield f'{name}: "{self.random.choice(self.cursors)}"'
            case "orderBy":
                yield f"orderBy: {self.random.choice(ORDERS)}"
            case "filter":
                yield f"filter: {self.random.choice(FILTERS[:1] * 6 + FILTERS)}"
