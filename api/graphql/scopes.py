"""The scope that a field needs: in its description for people, in its metadata for the transport."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLField

from domain.model.auth import Scope

_SCOPE: Final = "scope"


def describe_scope(description: str, scope: Scope | None) -> str:
    """Append the scope that is needed to the description."""
    return description if scope is None else f"{description} Needs the scope `{scope}`."


def scope_metadata(scope: Scope | None) -> Mapping[str, Any]:
    """The part of a field's metadata that `scope_of` reads."""
    return {} if scope is None else {_SCOPE: scope}


def scope_of(field: GraphQLField) -> str | None:
    """The scope in the field's metadata; the use-cases are what enforces it."""
    definition = field.extensions.get("strawberry-definition")
    return None if definition is None else definition.metadata.get(_SCOPE)
