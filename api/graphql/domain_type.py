"""GraphQL types that show domain values as they are, and which attribute each of their fields shows.

Resolvers return domain values; nothing is copied. The paths are kept as metadata, so that a selection can be
turned into a list of the attributes that it needs.
"""

from collections.abc import Awaitable, Callable
from functools import cache, partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any, ClassVar, Final

from graphql import GraphQLField
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from api.graphql.field_metadata import ATTRIBUTE, field_metadata

CONVERT: Final = "convert"
"""A field's metadata: the function that converts the attribute, or `None`."""
DAY: Final = "day"
"""A field's metadata: the path of the day that the attribute, a window, is on, or `None`."""


class AttributeField(StrawberryField):
    """A field without a resolver, which shows the attribute of its own name if it has no other path."""

    def __set_name__(self, owner: type, name: str) -> None:
        super().__set_name__(owner, name)
        self.metadata = MappingProxyType({ATTRIBUTE: name, **self.metadata})

    def get_result(
        self,
        source: Any,  # noqa: ANN401  strawberry's own signature
        info: Info | None,  # noqa: ARG002  the attribute alone is needed
        args: list[Any],  # noqa: ARG002
        kwargs: Any,  # noqa: ANN401, ARG002
    ) -> Awaitable[object] | object:
        path, convert, day = self.metadata[ATTRIBUTE], self.metadata[CONVERT], self.metadata[DAY]
        value: Any = _getter(path)(source) if path else source
        if value is None:
            return None
        if day is not None:
            return value.on(_getter(day)(source))  # type: ignore[no-any-return]
        return value if convert is None else convert(value)  # type: ignore[no-any-return]


class DomainType:
    """A GraphQL type over one domain type, whose values are its values."""

    domain_type: ClassVar[type]

    def __init_subclass__(cls) -> None:
        """Annotate all fields in the order of the class body; strawberry puts those with a resolver last."""
        super().__init_subclass__()
        written = cls.__annotations__
        cls.__annotations__ = {
            name: written[name] if name in written else _annotation(field)
            for name, field in vars(cls).items()
            if isinstance(field, StrawberryField)
        }

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        return isinstance(value, cls.domain_type)


def attribute(
    description: str,
    *,
    path: str | None = None,
    convert: Callable[[Any], object] | None = None,
    day: str | None = None,
    graphql_type: object = None,
    most: int | None = None,
) -> Any:  # noqa: ANN401  a field stands for a value of whatever type it is annotated with
    """Declare a field that shows the attribute at `path`, by default the one of its own name.

    `convert` is not called with `None`; plans know each `Conversion`. `day` is the path of the day that a
    window is on. `graphql_type` is for types that an annotation cannot name. `most` is the greatest length of
    a list of objects.
    """
    return AttributeField(
        description=description,
        metadata={CONVERT: convert, DAY: day, **field_metadata(path=path, most=most)},
        type_annotation=StrawberryAnnotation.from_annotation(graphql_type),
    )


def read_field(field: GraphQLField) -> Callable[[Any], Any] | None:
    """Return what reads the value of a field from its object, `None` if the field has a resolver."""
    definition = field.extensions.get("strawberry-definition")
    if isinstance(definition, AttributeField):
        return partial(definition.get_result, info=None, args=[], kwargs={})
    if definition is None or definition.base_resolver is not None:
        return None
    return attrgetter(definition.python_name)


def _annotation(field: StrawberryField) -> object:
    """The type of a field that is not annotated: its own, or what its resolver returns."""
    annotation = field.type_annotation or (field.base_resolver and field.base_resolver.type_annotation)
    return annotation and annotation.annotation


@cache
def _getter(path: str) -> "attrgetter[object]":
    return attrgetter(path)
