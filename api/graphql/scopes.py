"""The scope that a field needs: told in its description, and to whoever prepares operations."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLField

from domain.model.caller import Scope

NEEDS: Final = "needs"


def describe_scope(description: str, scope: Scope | None) -> str:
    """The description, with the scope where one is needed."""
    return description if scope is None else f"{description} Needs the scope `{scope}`."


def scope_metadata(scope: Scope | None) -> Mapping[str, Any]:
    """The metadata of a field."""
    return {} if scope is None else {NEEDS: scope}


def scope_of(field: GraphQLField) -> str | None:
    """As its metadata says; use-cases see to it."""
    definition = field.extensions.get("strawberry-definition")
    return None if definition is None else definition.metadata.get(NEEDS)
