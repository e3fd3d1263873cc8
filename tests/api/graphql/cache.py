"""A normalising cache, as Apollo, urql and Relay have one: one entity for each type and `id`."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Cache:
    """Every selection asks for `__typename`; `conflicts` are values that replaced another one."""

    entities: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    conflicts: list[tuple[str, str]] = field(default_factory=list)

    def write(self, value: object) -> object:
        """Return the value as a cache keeps it: an object with an `id` as a reference to its entity."""
        if isinstance(value, list):
            return [self.write(each) for each in value]
        if not isinstance(value, dict):
            return value
        fields = {name: self.write(each) for name, each in value.items()}
        if "id" not in fields:
            return fields
        key = (str(fields["__typename"]), str(fields["id"]))
        known = self.entities.setdefault(key, {})
        self.conflicts += [(key[0], name) for name in fields if known.get(name, fields[name]) != fields[name]]
        known.update(fields)
        return key
