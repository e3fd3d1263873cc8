"""Paths of fields: as GraphQL spells them, and as the domain names the attributes that they show."""

import re
from typing import Final

_FIELDS: Final = {"recipient.id": "recipient.reference"}
"""Attributes whose field has another name: in the schema, an `id` is a global id."""
_ATTRIBUTES: Final = {field: attribute for attribute, field in _FIELDS.items()}
_NUMBER: Final = re.compile("(?<=[a-z])(?=[0-9])")


def graphql_path(path: str) -> str:
    """Convert the path of an attribute to that of its field.

    E.g. `drop_off.address_1` to `dropOff.address1`.
    """
    return ".".join(_camel(part) for part in _FIELDS.get(path, path).split("."))


def attribute_path(path: str) -> str:
    """Convert the path of an input's field in snake case to that of its attribute.

    E.g. `drop_off.address1` to `drop_off.address_1`.
    """
    return _ATTRIBUTES.get(path) or _NUMBER.sub("_", path)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
