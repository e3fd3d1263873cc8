"""The conversions of attributes that plans know too: each is a function here and a form in SQL.

`persistence.reads.projections.forms` has the expressions; a test compares them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from api.graphql.global_ids import encode_id
from domain.model.projection import Form


@dataclass(frozen=True, slots=True)
class Conversion:
    """Converts an attribute to the value of its field; never called with `None`."""

    form: Form
    convert: Callable[[Any], object]
    detail: str = ""

    def __call__(self, value: Any) -> object:  # noqa: ANN401  an attribute of any type
        return self.convert(value)


def _text_or_none(text: str) -> str | None:
    return text or None


TEXT_OR_NULL: Final = Conversion(Form.TEXT_OR_NULL, _text_or_none)
"""A text that is not set is empty in the domain, and null in GraphQL."""


def global_id(kind: str) -> Conversion:
    """Return the conversion of an id to the global id of an object of that kind."""
    return Conversion(Form.GLOBAL_ID, partial(encode_id, kind), kind)


def constant(value: object, name: str) -> Conversion:
    """Return the conversion of anything to a value that has that name in the schema."""
    return Conversion(Form.CONSTANT, lambda _attribute: value, name)


COORDINATE: Final = Conversion(Form.COORDINATE, lambda degrees: degrees + 0.0)
"""Degrees; a zero has no sign."""
