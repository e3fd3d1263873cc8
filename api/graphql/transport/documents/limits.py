"""Refuse operations that are larger than allowed, before anything validates or runs them."""

from collections.abc import Mapping

from graphql import FragmentDefinitionNode, OperationDefinitionNode

from api.graphql.transport.documents.repetition import comparisons
from api.graphql.transport.documents.size import NOTHING, OperationSize
from api.graphql.transport.options import Limits
from api.graphql.transport.refusals import Code, request_error


def check(extent: OperationSize, limits: Limits) -> None:
    """Raises `RequestErrors` for the first limit that `extent` is beyond."""
    for code, what, size, limit in (
        (Code.LIMIT_DEPTH, "levels of fields", extent.depth, limits.depth),
        (Code.LIMIT_ROOT_FIELDS, "root fields", extent.width, limits.root_fields),
        (Code.LIMIT_FIELDS, "fields", extent.fields, limits.fields),
        (Code.LIMIT_ALIASES, "aliases", extent.aliases, limits.aliases),
        (Code.LIMIT_DIRECTIVES, "directives", extent.directives, limits.directives),
    ):
        _check(code, what, size, limit)
    _check_introspection(extent.introspection or NOTHING, limits)


def check_repetition(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits
) -> None:
    """Only for an operation that passed `check`; raises `RequestErrors` too."""
    pairs = comparisons([operation.selection_set], fragments)
    _check(Code.LIMIT_REPEATS, "pairs of repeated fields", pairs, limits.comparisons)


def _check_introspection(extent: OperationSize, limits: Limits) -> None:
    for what, size, limit in (
        ("levels of introspection", extent.depth, limits.introspection_depth),
        ("lists of types in each other", extent.lists, limits.introspection_lists),
        ("introspection fields", extent.fields, limits.introspection_fields),
    ):
        _check(Code.LIMIT_INTROSPECTION, what, size, limit)


def _check(code: Code, what: str, size: int, limit: int) -> None:
    if size > limit:
        raise request_error(code, f"The operation has {size} {what}; {limit} are allowed.")
