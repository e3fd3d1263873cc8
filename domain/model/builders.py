"""Quick ways to make frozen values, for those that are made for every item of a batch or row of a list.

The constructor of a frozen dataclass calls `object.__setattr__` for each attribute, and `dataclasses.replace`
looks at each field as well, which takes three to five times as long.
"""

from collections.abc import Callable
from dataclasses import Field, field, fields, make_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

V = TypeVar("V", bound="DataclassInstance")


def make_builder(kind: type[V]) -> Callable[..., V]:
    """Return a function that makes a value of a frozen dataclass with slots as its constructor does.

    The value is filled as one of a twin that is not frozen, and then becomes one of `kind`, whose slots are
    the same.
    """
    attributes = [(each.name, each.type, _copy_default(each)) for each in fields(kind)]
    twin: type[Any] = make_dataclass(kind.__name__, attributes, eq=False, repr=False, slots=True)

    def build(*values: object) -> V:
        value = twin(*values)
        value.__class__ = kind
        return value  # type: ignore[no-any-return]  # it is of `kind` now

    return build


def make_replacer(kind: type[V], *names: str) -> Callable[..., V]:
    """Return a function that copies a value with other values for these attributes, in their order."""
    every = [each.name for each in fields(kind)]
    take, places, build = attrgetter(*every), [every.index(name) for name in names], make_builder(kind)

    def replace_attributes(value: V, *others: object) -> V:
        values = list(take(value))
        for place, other in zip(places, others, strict=True):
            values[place] = other
        return build(*values)

    return replace_attributes


def _copy_default(attribute: "Field[Any]") -> Any:  # noqa: ANN401  a field, as mypy knows none
    return field(default=attribute.default, kw_only=attribute.kw_only)
