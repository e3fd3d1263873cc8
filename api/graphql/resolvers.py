"""Fields with a resolver: the function is the whole declaration, its docstring the field's description."""

from collections.abc import Callable
from typing import Any

import strawberry

from api.graphql.domain_type import field_metadata
from api.graphql.scopes import describe_scope, scope_metadata
from domain.model.auth import Scope

Declare = Callable[[Callable[..., Any]], Any]


def resolver(
    *,
    graphql_type: object = None,
    scope: Scope | None = None,
    path: str | None = None,
    most: int | None = None,
) -> Declare:
    """Declare the function below as a field, whose type is the one that it returns.

    `graphql_type` is the field's type if the function returns the domain values that it shows, `scope` the
    scope that the use-case requires, `path` the attribute that the resolver starts from ("" for the value
    itself), `most` the greatest length of a list of objects.
    """

    def declare(function: Callable[..., Any]) -> Any:  # noqa: ANN401  a field, in place of the function
        return strawberry.field(
            resolver=function,
            graphql_type=graphql_type,
            description=describe_scope(_describe(function), scope),
            metadata={**scope_metadata(scope), **field_metadata(path, most)},
        )

    return declare


def subscription(*, graphql_type: object, scope: Scope) -> Declare:
    """Declare the function below as a field of `Subscription`; it returns the domain's events."""

    def declare(function: Callable[..., Any]) -> Any:  # noqa: ANN401  as above
        return strawberry.subscription(
            resolver=function,
            graphql_type=graphql_type,
            description=describe_scope(_describe(function), scope),
            metadata=scope_metadata(scope),
        )

    return declare


def _describe(function: Callable[..., Any]) -> str:
    """The function's docstring as one paragraph."""
    return " ".join((function.__doc__ or "").split())
