"""Refuse operations beyond the limits, before they are validated or run."""

from collections.abc import Mapping

from graphql import FragmentDefinitionNode, OperationDefinitionNode

from api.graphql.transport.documents.repetition import count_comparisons
from api.graphql.transport.documents.size import NOTHING, OperationSize
from api.graphql.transport.options import Limits
from api.graphql.transport.refusals import Code, request_error


def check_size(size: OperationSize, limits: Limits) -> None:
    """Raise `RequestErrors` for the first limit that the operation exceeds."""
    for code, what, count, limit in (
        (Code.LIMIT_DEPTH, "levels of fields", size.depth, limits.depth),
        (Code.LIMIT_ROOT_FIELDS, "root fields", size.width, limits.root_fields),
        (Code.LIMIT_FIELDS, "fields", size.fields, limits.fields),
        (Code.LIMIT_ALIASES, "aliases", size.aliases, limits.aliases),
        (Code.LIMIT_DIRECTIVES, "directives", size.directives, limits.directives),
    ):
        _check(code, what, count, limit)
    _check_introspection(size.introspection or NOTHING, limits)


def check_repetition(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], limits: Limits
) -> None:
    """Raise `RequestErrors` for too many repeated fields of an operation that passed `check_size`."""
    pairs = count_comparisons([operation.selection_set], fragments)
    _check(Code.LIMIT_REPEATS, "pairs of repeated fields", pairs, limits.comparisons)


def _check_introspection(size: OperationSize, limits: Limits) -> None:
    for what, count, limit in (
        ("levels of introspection", size.depth, limits.introspection_depth),
        ("lists of types in each other", size.lists, limits.introspection_lists),
        ("fields `__schema`", size.schemas, limits.introspection_schemas),
        ("introspection fields", size.fields, limits.introspection_fields),
    ):
        _check(Code.LIMIT_INTROSPECTION, what, count, limit)


def _check(code: Code, what: str, count: int, limit: int) -> None:
    if count > limit:
        raise request_error(code, f"The operation has {count} {what}; {limit} are allowed.")
