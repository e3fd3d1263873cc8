"""What the declaration of a field says beside its type: attribute, scope, price and length of a list."""

from collections.abc import Mapping
from typing import Any, Final

from api.graphql.transport.metadata import NO_METADATA, FieldMetadata
from domain.model.auth import Scope

ATTRIBUTE: Final = "attribute"
"""The dotted path of the domain attribute that a field shows, "" for the value itself."""
MOST: Final = "most"
"""The greatest length of the list of objects that a field returns."""
SCOPE: Final = "scope"
"""The scope that a caller needs to select a field; its use-case is what enforces it."""
PRICE: Final = "price"
"""What a field or an input field costs besides the objects that it returns."""


def field_metadata(
    *,
    path: str | None = None,
    most: int | None = None,
    scope: Scope | None = None,
    price: int | None = None,
) -> Mapping[str, object]:
    """Return the metadata of a field, without what is `None`."""
    declared = {ATTRIBUTE: path, MOST: most, SCOPE: scope, PRICE: price}
    return {name: value for name, value in declared.items() if value is not None}


def describe_field(description: str, scope: Scope | None = None, price: int | None = None) -> str:
    """Append the scope that a field needs and its price to its description."""
    needs = [] if scope is None else [f"Needs the scope `{scope}`."]
    costs = [] if price is None else [f"Adds {price} to the cost."]
    return " ".join([description, *needs, *costs])


def metadata_of(field: Any) -> FieldMetadata:  # noqa: ANN401 - a `GraphQLField` or a `GraphQLInputField`
    """Return the metadata in the form that the transport reads."""
    definition = field.extensions.get("strawberry-definition")
    if definition is None:
        return NO_METADATA
    declared = definition.metadata
    return FieldMetadata(declared.get(SCOPE), declared.get(PRICE, 0), declared.get(MOST))
