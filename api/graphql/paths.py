"""Paths of domain attributes as GraphQL spells them."""


def graphql_path(path: str) -> str:
    """Convert e.g. `drop_off.address_1` to `dropOff.address1`."""
    return ".".join(_camel(part) for part in path.split("."))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
