"""The header fields of a request, found by name."""

from collections.abc import Sequence
from typing import Final

from starlette.types import Scope

_KEY: Final = "header_fields"  # in the scope, so that each request's fields are read once


class HeaderFields:
    """Header fields by their names in lower case."""

    __slots__ = ("_all", "_first")

    def __init__(self, fields: Sequence[tuple[bytes, bytes]]) -> None:
        self._all = fields
        self._first = dict(reversed(fields))

    def __contains__(self, name: bytes) -> bool:
        return name in self._first

    def first(self, name: bytes) -> str:
        """Return the first field of the name, "" if there is none."""
        value = self._first.get(name)
        return value.decode("latin-1") if value else ""

    def join(self, name: bytes) -> str:
        """Return all fields of the name as one list, "" if there is none."""
        value = self._first.get(name)
        if value is None:
            return ""
        if len(self._first) == len(self._all):
            return value.decode("latin-1")
        return ", ".join(value.decode("latin-1") for each, value in self._all if each == name)


def fields_of(scope: Scope) -> HeaderFields:
    """Return the header fields of a request, which are read once."""
    found: HeaderFields | None = scope.get(_KEY)
    if found is None:
        found = scope[_KEY] = HeaderFields(scope["headers"])
    return found


def with_fields(scope: Scope, fields: Sequence[tuple[bytes, bytes]]) -> Scope:
    """Return the scope of a request with other header fields."""
    return {**scope, "headers": fields, _KEY: HeaderFields(fields)}
