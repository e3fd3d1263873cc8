"""What the application declares about its fields, for the transport to charge and to check."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLField


@dataclass(frozen=True, slots=True)
class FieldMetadata:
    """The metadata of a field or of an input field.

    `scope` is what a caller needs to select it. `price` is what it costs besides the objects that it returns.
    `most` is the greatest length of its list, `None` if it is not a list or its arguments bound it.
    """

    scope: str | None = None
    price: int = 0
    most: int | None = None


NO_METADATA: Final = FieldMetadata()
MetadataOf = Callable[[Any], FieldMetadata]
"""Returns the metadata of a `GraphQLField` or a `GraphQLInputField`."""
ReadField = Callable[[GraphQLField], Callable[[Any], Any] | None]
"""Returns what reads the value of a field from its object, `None` for a field with a resolver."""


def no_metadata(_field: object) -> FieldMetadata:
    """Return no metadata."""
    return NO_METADATA
