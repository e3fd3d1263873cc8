"""Scopes that a caller lacks, found before anything runs.

A mutation or a subscription is refused as a whole, so that nothing is written whose result cannot be shown.
In a query a root field that lacks a scope, itself or anywhere below it, is null with an error of its own.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from graphql import GraphQLError, OperationType

from api.graphql.transport.documents.prepare import PreparedOperation
from api.graphql.transport.documents.selection import NeededScope
from api.graphql.transport.refusals import Code, RequestErrors, error_entry


def missing_scopes(
    prepared: PreparedOperation, granted: AbstractSet[str] | None
) -> Mapping[str, GraphQLError]:
    """Return errors for the root fields of a query that lack a scope; raises `RequestErrors` for others."""
    if granted is None:
        return {}
    missing = [needed for needed in prepared.scopes if needed.scope not in granted]
    if missing and prepared.type is not OperationType.QUERY:
        raise RequestErrors([error_entry(Code.FORBIDDEN, _message(each), **_facts(each)) for each in missing])
    return {
        needed.path[0]: GraphQLError(_message(needed), extensions={"code": Code.FORBIDDEN, **_facts(needed)})
        for needed in reversed(missing)
    }


def _message(needed: NeededScope) -> str:
    return f"The token lacks the scope {needed.scope}, which {needed.field} needs."


def _facts(needed: NeededScope) -> Mapping[str, object]:
    return {"scope": needed.scope, "field": needed.field, "path": list(needed.path)}
