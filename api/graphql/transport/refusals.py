"""Requests that get errors and no data, each with a code that a program can read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from graphql import GraphQLError, GraphQLFormattedError

from api.graphql.transport.cost_extension import cost_extension
from api.graphql.transport.disclosure import UNREADABLE, is_for_client

LONGEST_MESSAGE: Final = 500  # graphql-core quotes what it refuses, however long that is


class Code(StrEnum):
    """`extensions.code` of every error that the transport itself answers with."""

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
    LIMIT_COST = "LIMIT_COST"


class Refusal(Exception):
    """The request is answered with `errors` and without `data`."""

    def __init__(
        self,
        errors: Sequence[GraphQLFormattedError],
        extensions: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(errors[0]["message"])
        self.errors = errors
        self.extensions: Mapping[str, Any] = extensions or cost_extension()


class HttpRefusal(Refusal):
    """HTTP itself has a status for what is wrong, whatever media type the answer has."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, Any] | None = None,
        **facts: object,
    ) -> None:
        super().__init__([format_error(code, message, **facts)], extensions)
        self.status = status
        self.headers = headers or {}


class RequestErrors(Refusal):
    """A well-formed HTTP request whose GraphQL is wrong: 400, in plain JSON 200 as old clients expect."""


def bad_request(message: str) -> HttpRefusal:
    return HttpRefusal(400, Code.BAD_REQUEST, message)


def request_error(code: str, message: str, extensions: Mapping[str, Any] | None = None) -> RequestErrors:
    return RequestErrors([format_error(code, message)], extensions)


def request_errors(code: str, errors: Sequence[GraphQLError]) -> RequestErrors:
    """The errors that graphql-core found, each with `code` where it has none of its own.

    One that another exception brought about is told by a fixed sentence and its place alone.
    """
    return RequestErrors([_format_with_code(code, error) for error in errors])


def format_error(code: str, message: str, **facts: object) -> GraphQLFormattedError:
    return {"message": message, "extensions": {"code": code, **facts}}


def _format_with_code(code: str, error: GraphQLError) -> GraphQLFormattedError:
    if not is_for_client(error):
        return {**error.formatted, "message": UNREADABLE, "extensions": {"code": code}}
    message = error.message[:LONGEST_MESSAGE]
    return {**error.formatted, "message": message, "extensions": {"code": code, **(error.extensions or {})}}
