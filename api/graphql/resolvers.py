"""Fields with a resolver: the function is the whole declaration, its docstring the field's description."""

from collections.abc import Callable
from typing import Any

import strawberry

from api.graphql.field_metadata import describe_field, field_metadata
from domain.model.auth import Scope

Declare = Callable[[Callable[..., Any]], Any]


def resolver(
    *,
    graphql_type: object = None,
    scope: Scope | None = None,
    path: str | None = None,
    most: int | None = None,
    price: int | None = None,
) -> Declare:
    """Declare the function below as a field, whose type is the one that it returns.

    `graphql_type` is the field's type if the function returns the domain values that it shows, `scope` the
    scope that the use-case requires, `path` the attribute that the resolver starts from ("" for the value
    itself), `most` the greatest length of a list of objects, `price` what the field costs besides these.
    """

    def declare(function: Callable[..., Any]) -> Any:  # noqa: ANN401  a field, in place of the function
        return strawberry.field(
            resolver=function,
            graphql_type=graphql_type,
            description=describe_field(_describe(function), scope, price),
            metadata=field_metadata(path=path, most=most, scope=scope, price=price),
        )

    return declare


def subscription(*, graphql_type: object, scope: Scope) -> Declare:
    """Declare the function below as a field of `Subscription`; it returns the domain's events."""

    def declare(function: Callable[..., Any]) -> Any:  # noqa: ANN401  as above
        return strawberry.subscription(
            resolver=function,
            graphql_type=graphql_type,
            description=describe_field(_describe(function), scope),
            metadata=field_metadata(scope=scope),
        )

    return declare


def _describe(function: Callable[..., Any]) -> str:
    """The function's docstring as one paragraph."""
    return " ".join((function.__doc__ or "").split())
