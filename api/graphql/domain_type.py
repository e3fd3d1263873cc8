"""GraphQL types that show domain values as they are, and say which attribute each field shows.

A resolver hands out domain values; nothing is copied. The paths are kept as metadata, so that a selection
can be turned into a list of the attributes it needs.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Final

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from api.graphql.scopes import describe_scope, scope_metadata
from domain.model.caller import Scope

ATTRIBUTE: Final = "shown"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field's source: a dotted attribute path, "" for the value itself, and what is made of it."""

    path: str
    through: Callable[[Any], object] | None = None

    def of(self, source: object) -> object:
        value = _getter(self.path)(source) if self.path else source
        return value if self.through is None or value is None else self.through(value)


class AttributeField(StrawberryField):
    """A field without arguments, read straight from the domain value."""

    def get_result(
        self,
        source: Any,  # noqa: ANN401  strawberry's own signature
        info: Info | None,  # noqa: ARG002  the attribute alone is needed
        args: list[Any],  # noqa: ARG002
        kwargs: Any,  # noqa: ANN401, ARG002
    ) -> Awaitable[object] | object:
        shown: Attribute = self.metadata[ATTRIBUTE]
        return shown.of(source)


class DomainType:
    """A GraphQL type over one domain type, whose values are its values."""

    domain_type: ClassVar[type]

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, cls.domain_type)


def attribute(
    path: str,
    description: str,
    *,
    through: Callable[[Any], object] | None = None,
    graphql_type: object = None,
    deprecated: str | None = None,
) -> Any:  # noqa: ANN401  a field stands for a value of whatever type it is annotated with
    """A field that shows the attribute at `path`; `through` is not asked where that is `None`."""
    return AttributeField(
        description=description,
        deprecation_reason=deprecated,
        metadata={ATTRIBUTE: Attribute(path, through)},
        type_annotation=StrawberryAnnotation.from_annotation(graphql_type),
    )


def resolver_field(
    resolver: Callable[..., Any],
    graphql_type: object,
    description: str,
    *,
    shows: str | None = None,
    needs: Scope | None = None,
) -> Any:  # noqa: ANN401  as above
    """A field that needs more than an attribute; `shows` is the one that it starts from."""
    return strawberry.field(
        resolver=resolver,
        graphql_type=graphql_type,
        description=describe_scope(description, needs),
        metadata={**scope_metadata(needs), **({} if shows is None else {ATTRIBUTE: Attribute(shows)})},
    )


@cache
def _getter(path: str) -> "attrgetter[object]":
    return attrgetter(path)
