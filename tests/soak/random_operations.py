"""Random operations on the schema: aliases, nesting, circles, defaults, counts, texts and fragments."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
)

from api.graphql.sdl import sdl

SIZES: Final = (0, 1, 1, 2, 5, 20, 50, 100)
WORDS: Final = ("jens", "j", "order", "o", "gammel", "a b g d n", "o j 1", "order 7000", "ingenting", "1")
SCALARS: Final[Mapping[str, Sequence[str]]] = {
    "zip": ('"2100"', '"8000"'),
    "city": ('"København"', '"Nowhere"'),
    "recipient": ('"Jens 7"', '"Nobody"'),
    "reference": ('"order 7"', '"none"'),
    "department": ('"Catering"', '"Nowhere"'),
    "dateFrom": ('"2018-04-05"', '"2019-01-01"'),
    "dateTo": ('"2018-04-05"', '"2019-01-01"'),
    "day": ('"2018-04-05"',),
    "from": ('"2018-04-05"',),
    "to": ('"2018-04-05"', '"2018-05-20"'),
    "asOf": ('"2018-04-05T12:00:00Z"', '"2099-01-01T00:00:00Z"'),
    "packages": ("1",),
    "name": ('"Delivery"', '"Query"'),
}
DEEPEST: Final = 7
ALIASES: Final = 12
FIELDS: Final = 60
OPTIONAL: Final = 0.6  # how often an optional argument is given
Ids = Mapping[str, Sequence[str]]
"""Global ids by the name of their type."""


@dataclass(slots=True)
class RandomOperation:
    """One query; its parts are counted, so that most stay within the limits of a request."""

    dice: Random
    ids: Ids
    schema: GraphQLSchema
    fields: int = 0
    aliases: int = 0
    variables: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=count)

    def write(self) -> str:
        query = self.schema.query_type
        assert query
        selection = self._selection(query, 1, self.dice.choice((1, 1, 2, 5, 10)))
        head = f"query Random({', '.join(self.variables)})" if self.variables else "query Random"
        return " ".join([head, selection, *self.fragments])

    def _selection(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int, most: int) -> str:
        named = [each for each in kind.fields if not each.startswith("rehearse")]
        wanted = [self.dice.choice(named) for _ in range(most)]
        found = [text for name in wanted if (text := self._field(name, kind.fields[name], depth))]
        body = "{ " + " ".join(found or ["__typename"]) + " }"
        if depth > 1 and self.dice.random() < 0.15:
            name = f"F{next(self.names)}"
            self.fragments.append(f"fragment {name} on {kind.name} {body}")
            return f"{{ ...{name} }}"
        return body

    def _field(self, name: str, found: GraphQLField, depth: int) -> str:
        may_conflict = bool(found.args) and self.aliases >= ALIASES  # two fields of a name have one form
        if self.fields >= FIELDS or depth > DEEPEST or may_conflict:
            return ""
        self.fields += 1
        below, kind = "", get_named_type(found.type)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            below = self._below(kind, depth)
        return f"{self._alias()}{name}{self._arguments(name, found.args)}{below}"

    def _below(self, kind: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            chosen = self.dice.choice(self.schema.get_possible_types(kind))
            return f" {{ ... on {chosen.name} {self._selection(chosen, depth + 1, 3)} }}"
        return f" {self._selection(kind, depth + 1, self.dice.choice((1, 2, 3, 6)))}"

    def _alias(self) -> str:
        if self.aliases >= ALIASES:
            return ""
        self.aliases += 1
        return f"a{next(self.names)}: "

    def _arguments(self, field_name: str, arguments: Mapping[str, GraphQLArgument]) -> str:
        chosen = [name for name, each in arguments.items() if self._is_wanted(name, each)]
        if {"first", "last"} <= {*chosen}:
            chosen.remove(self.dice.choice(("first", "last")))
        given = [f"{name}: {self._argument(field_name, name, arguments[name])}" for name in chosen]
        return f"({', '.join(given)})" if given else ""

    def _is_wanted(self, name: str, argument: GraphQLArgument) -> bool:
        if name in ("after", "before"):
            return False
        return is_required_argument(argument) or self.dice.random() < OPTIONAL

    def _argument(self, field_name: str, name: str, argument: GraphQLArgument) -> str:
        value = self._value(field_name, name, argument)
        if self.dice.random() < 0.3:
            variable = f"v{next(self.names)}"
            self.variables.append(f"${variable}: {argument.type} = {value}")
            return f"${variable}"
        return value

    def _value(self, field_name: str, name: str, argument: GraphQLArgument) -> str:
        kind = get_named_type(argument.type)
        if name in ("first", "last", "limit"):
            return str(self.dice.choice(SIZES))
        if name == "ids":
            every = [each for ids in self.ids.values() for each in ids]
            return f"[{', '.join(quote(self.dice.choice(every)) for _ in range(self.dice.choice(SIZES)))}]"
        if name == "id":
            return quote(self.dice.choice(self.ids[{"sweep": "Sweep"}.get(field_name, "Delivery")]))
        if isinstance(kind, GraphQLInputObjectType):
            return self._filter(kind)
        if isinstance(kind, GraphQLEnumType):
            member: str = self.dice.choice(list(kind.values))
            return member
        return self.dice.choice(SCALARS[name])

    def _filter(self, kind: GraphQLInputObjectType) -> str:
        wanted = self.dice.sample(list(kind.fields), min(self.dice.choice((0, 1, 1, 2, 3)), len(kind.fields)))
        return "{" + ", ".join(f"{name}: {self._criterion(name, kind)}" for name in wanted) + "}"

    def _criterion(self, name: str, kind: GraphQLInputObjectType) -> str:
        found = kind.fields[name].type
        named = get_named_type(found)
        if isinstance(named, GraphQLEnumType):
            value: str = self.dice.choice(list(named.values))
            return f"[{value}]" if is_list_type(get_nullable_type(found)) else value
        if name == "text":
            return quote(self.dice.choice(WORDS))
        if name == "sweep":
            return quote(self.dice.choice(self.ids["Sweep"]))
        return self.dice.choice(SCALARS[name])


def quote(text: str) -> str:
    return f'"{text}"'


def random_operations(dice: Random, ids: Ids) -> Callable[[], str]:
    """Return a source of operations."""
    schema = build_schema(sdl())
    return lambda: RandomOperation(dice, ids, schema).write()
