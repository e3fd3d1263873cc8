"""Mappings between a value and the columns of a row, each declared once for reading and writing.

A mapping names columns; their places in a row are looked up in the table at import. Reading by place
is much faster than by name.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from sqlalchemy import Table

from domain.model.builders import make_builder
from persistence.engine.database import Row

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
Places = Mapping[str, int]
Get = Callable[[Any], Any]


class MappedAttribute(Protocol):
    """An attribute of a value, made of one column or more."""

    def getters(self, path: str) -> Iterator[tuple[str, Get]]:
        """Yield the columns, each with the function that gets its value from the object that has `path`."""
        ...


@runtime_checkable
class ComposedAttribute(MappedAttribute, Protocol):
    """An attribute that is made of several columns."""

    def bind(self, places: Places) -> Callable[[Row], Any]:
        """Return the function that reads the attribute from a row."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """An attribute that is stored as it is."""

    column: str

    def getters(self, path: str) -> Iterator[tuple[str, Get]]:
        yield self.column, attrgetter(path)


@dataclass(frozen=True, slots=True)
class Converted:
    """An attribute that `convert` makes of the stored value, and whose own attribute `inner` is that value.

    Without `inner` the attribute itself can be stored.
    """

    column: str
    convert: Callable[[Any], object]
    inner: str | None = None

    def getters(self, path: str) -> Iterator[tuple[str, Get]]:
        yield self.column, attrgetter(f"{path}.{self.inner}" if self.inner else path)


def map_enum(column: str, kind: type[Enum]) -> Converted:
    """Return a mapping to a member by its value, by a look-up, which is faster than calling `kind`."""
    return Converted(column, {member.value: member for member in kind}.__getitem__)


class Composite(Generic[T]):
    """A dataclass of two attributes or more, each given by its column's name or as a `MappedAttribute`.

    An attribute that is not given is stored as it is, in the column of its own name behind `prefix`.
    """

    def __init__(self, kind: type[T], prefix: str = "", /, **attributes: str | MappedAttribute) -> None:
        names = [field.name for field in fields(kind)]
        if not attributes.keys() <= set(names):
            raise TypeError(f"{kind.__name__} has the attributes {', '.join(names)}")
        self.kind = kind
        self.attributes = {name: _as_attribute(attributes.get(name, f"{prefix}{name}")) for name in names}

    def make_reader(self, table: Table) -> Callable[[Row], T]:
        """Return the function that makes a value of a row that has all columns of the table."""
        return self.bind({column.name: place for place, column in enumerate(table.columns)})

    def bind(self, places: Places) -> Callable[[Row], T]:
        build, parts = make_builder(self.kind), list(self.attributes.values())
        # Reads all attributes of one column in one call; the others, for which it takes any place, follow.
        take = itemgetter(
            *(places[part.column] if isinstance(part, Plain | Converted) else 0 for part in parts)
        )
        converted = [(at, part.convert) for at, part in enumerate(parts) if isinstance(part, Converted)]
        composed = [
            (at, part.bind(places)) for at, part in enumerate(parts) if isinstance(part, ComposedAttribute)
        ]

        def read(row: Row) -> T:
            values = list(take(row))
            for at, convert in converted:
                values[at] = convert(values[at])
            for at, read_part in composed:
                values[at] = read_part(row)
            return build(*values)

        return read

    def getters(self, path: str = "") -> Iterator[tuple[str, Get]]:
        for name, part in self.attributes.items():
            yield from part.getters(f"{path}.{name}" if path else name)


@dataclass(frozen=True, slots=True)
class Nullable:
    """A composite attribute that is `None` if its columns are null."""

    composite: Composite[Any]

    def bind(self, places: Places) -> Callable[[Row], Any]:
        first, _ = next(self.composite.getters())
        place, read = places[first], self.composite.bind(places)
        return lambda row: None if row[place] is None else read(row)

    def getters(self, path: str) -> Iterator[tuple[str, Get]]:
        whole = attrgetter(path)
        for column, get in self.composite.getters():
            yield column, _get_unless_none(whole, get)


def _as_attribute(given: str | MappedAttribute) -> MappedAttribute:
    return Plain(given) if isinstance(given, str) else given


def _get_unless_none(whole: Get, get: Get) -> Get:
    def get_part(value: object) -> object:
        part = whole(value)
        return None if part is None else get(part)

    return get_part
