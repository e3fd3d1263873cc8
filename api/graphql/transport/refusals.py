"""Refusals: requests that are answered with errors, each with a code, and without data."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from graphql import GraphQLFormattedError

from api.graphql.transport.cost_extension import cost_extension

NO_COST: Final = cost_extension()


class Code(StrEnum):
    """The codes (`extensions.code`) of the transport's own errors."""

    BAD_REQUEST = "BAD_REQUEST"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    OPERATION_UNKNOWN = "OPERATION_RESOLUTION_FAILURE"
    DOCUMENT_UNKNOWN = "PERSISTED_QUERY_NOT_FOUND"
    DOCUMENT_NOT_TRUSTED = "DOCUMENT_NOT_TRUSTED"
    FORBIDDEN = "FORBIDDEN"
    RATE_LIMITED = "RATE_LIMITED"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"
    LIMIT_BODY = "LIMIT_BODY"
    LIMIT_DOCUMENT = "LIMIT_DOCUMENT"
    LIMIT_TOKENS = "LIMIT_TOKENS"
    LIMIT_DEPTH = "LIMIT_DEPTH"
    LIMIT_ALIASES = "LIMIT_ALIASES"
    LIMIT_ROOT_FIELDS = "LIMIT_ROOT_FIELDS"
    LIMIT_FIELDS = "LIMIT_FIELDS"
    LIMIT_DIRECTIVES = "LIMIT_DIRECTIVES"
    LIMIT_REPEATS = "LIMIT_REPEATS"
    LIMIT_INTROSPECTION = "LIMIT_INTROSPECTION"
    LIMIT_VARIABLES = "LIMIT_VARIABLES"
    LIMIT_COST = "LIMIT_COST"


class Refusal(Exception):
    """The refusal of a request: `errors` without `data`."""

    def __init__(
        self,
        errors: Sequence[GraphQLFormattedError],
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors
        self.extensions: Mapping[str, Any] = extensions or NO_COST


class HttpRefusal(Refusal):
    """A refusal with an HTTP status of its own, for every media type of the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, Any] | None = None,
        **facts: object,
    ) -> None:
        super().__init__([error_entry(code, message, **facts)], extensions)
        self.status = status
        self.headers = headers or {}


class RequestErrors(Refusal):
    """The refusal of a well-formed HTTP request for its GraphQL: 400, but 200 in plain JSON."""


def bad_request(message: str) -> HttpRefusal:
    return HttpRefusal(400, Code.BAD_REQUEST, message)


def request_error(code: str, message: str, extensions: Mapping[str, Any] | None = None) -> RequestErrors:
    return RequestErrors([error_entry(code, message)], extensions)


def error_entry(code: str, message: str, **facts: object) -> GraphQLFormattedError:
    """Return an error without a place; `facts` are extensions besides the code."""
    return {"message": message, "extensions": {"code": code, **facts}}
