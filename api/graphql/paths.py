"""Names of domain attributes as GraphQL writes them."""


def graphql_path(path: str) -> str:
    """`drop_off.address_1` is `dropOff.address1`."""
    return ".".join(_camel(part) for part in path.split("."))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
