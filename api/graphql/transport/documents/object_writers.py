"""Writers of objects whose fields only show what is there: one function for each selection.

graphql-core completes such an object field by field, at some 30 µs each. A writer is made once for a
selection of a prepared operation, of the fields' own types, and writes what graphql-core would. There is none
for a selection with a field that has a resolver, and it fails for a value that a field must not have: then
graphql-core completes the object.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from graphql import (
    DocumentNode,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList

from api.graphql.transport.documents.switches import find_switches
from api.graphql.transport.metadata import ReadField

MOST_WRITERS: Final = 100
Write = Callable[[Any], Any]


class CollectsFields(Protocol):
    """The executor of an operation with certain variables."""

    @property
    def variables(self) -> Mapping[str, Any]: ...

    def collect_subfields(
        self, return_type: GraphQLObjectType, details: FieldDetailsList, /
    ) -> CollectedFields: ...


class Declined(Exception):
    """Raised where graphql-core has to complete an object."""


class ObjectWriters:
    """The writers of one prepared operation, for each combination of the fields that directives leave out."""

    def __init__(self, document: DocumentNode, read_field: ReadField) -> None:
        self._read_field = read_field
        self._switches = find_switches(document)
        self._made: dict[tuple[object, ...], Write | None] = {}

    def find(
        self, executor: CollectsFields, kind: GraphQLObjectType, details: FieldDetailsList
    ) -> Write | None:
        """Return the writer of objects of a type with a selection, `None` if graphql-core completes them."""
        switches = [executor.variables.get(name) for name in self._switches]
        key = (kind.name, *map(_node_id, details), *switches)
        if key not in self._made:
            if len(self._made) == MOST_WRITERS:
                return None
            try:
                self._made[key] = self._object_writer(executor, kind, details)
            except Declined:
                self._made[key] = None
        return self._made[key]

    def _object_writer(
        self, executor: CollectsFields, kind: GraphQLObjectType, details: FieldDetailsList
    ) -> Write:
        members = [
            (key, *self._member(executor, kind, selected))
            for key, selected in executor.collect_subfields(kind, details).grouped_field_set.items()
        ]
        return lambda shown: {key: write(read(shown)) for key, read, write in members}

    def _member(
        self, executor: CollectsFields, kind: GraphQLObjectType, details: FieldDetailsList
    ) -> tuple[Write, Write]:
        """Return what reads a field, and what writes its value."""
        name = details[0].node.name.value
        if name == "__typename":
            return _read_itself, lambda _shown: kind.name
        field = kind.fields[name]
        if (read := self._read_field(field)) is None:
            raise Declined
        return read, self._value_writer(executor, field.type, details)

    def _value_writer(
        self, executor: CollectsFields, type_: GraphQLOutputType, details: FieldDetailsList
    ) -> Write:
        if is_non_null_type(type_):
            return _refuse_null(self._given_writer(executor, type_.of_type, details))
        return _keep_null(self._given_writer(executor, type_, details))

    def _given_writer(self, executor: CollectsFields, type_: Any, details: FieldDetailsList) -> Write:  # noqa: ANN401
        if is_leaf_type(type_):
            write: Write = type_.coerce_output_value
            return write
        if is_list_type(type_):
            write_item = self._value_writer(executor, type_.of_type, details)
            return lambda items: [write_item(each) for each in items]
        if is_object_type(type_):
            return self._object_writer(executor, type_, details)
        raise Declined


def _node_id(selected: Any) -> int:  # noqa: ANN401 - details of a field
    """Return what tells a node from all others of the document, which is kept as long as its writers."""
    return id(selected.node)


def _read_itself(shown: object) -> object:
    return shown


def _keep_null(write: Write) -> Write:
    return lambda value: None if value is None else write(value)


def _refuse_null(write: Write) -> Write:
    def write_given(value: object) -> object:
        if value is None:
            raise Declined
        return write(value)

    return write_given
