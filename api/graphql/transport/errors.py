"""GraphQL errors as clients see them: the list of errors whose message is sent, and the mask of all others.

A client sees the message of

- an exception that the application describes (`DescribeError`),
- a `GraphQLError` with extensions, which a resolver raises for clients,
- graphql-core's own errors about documents, variables and arguments, unless another exception is their cause:
  the message then contains that exception's text,
- `UnreadableValue`, which a scalar raises.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Final

from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from api.graphql.transport.refusals import Code, HttpRefusal, RequestErrors, error_entry

logger = logging.getLogger(__name__)

INTERNAL_MESSAGE: Final = "Internal error"
UNREADABLE: Final = "The value cannot be read: it is too large, nested too deeply or not of its type."
LONGEST_MESSAGE: Final = 500  # graphql-core quotes what it refuses, at any length
# The beginning of graphql-core's only errors about a request that have a path.
_ARGUMENT_ERROR: Final = "Argument '"

# Returns message and extensions for an exception of the application, `None` for an unexpected one.
DescribeError = Callable[[Exception], GraphQLFormattedError | None]


class UnreadableValue(ValueError):
    """A malformed value of a scalar; the message is for the client."""


def describe_nothing(_error: Exception) -> None:
    """Describe no exception."""


def format_error(
    error: GraphQLError, request_id: str, describe: DescribeError = describe_nothing
) -> GraphQLFormattedError:
    """Format an error for the client; an unexpected one is logged and masked by the request's id."""
    original = original_error(error)
    if description := describe(original):
        return {**error.formatted, **description}
    if is_for_client(error):
        extensions = {"code": _default_code(error), **(error.extensions or {})}
        return {**error.formatted, "message": _say_null(error.message), "extensions": extensions}
    logger.error("request %s failed unexpectedly at %s", request_id, error.path, exc_info=original)
    return {**error.formatted, **error_entry(Code.INTERNAL, INTERNAL_MESSAGE, requestId=request_id)}


def internal_error(error: Exception, request_id: str) -> HttpRefusal:
    """Log an unexpected error outside of any field, and return the refusal of its request."""
    logger.error("request %s failed unexpectedly", request_id, exc_info=error)
    return HttpRefusal(500, Code.INTERNAL, INTERNAL_MESSAGE, requestId=request_id)


def request_errors(code: str, errors: Sequence[GraphQLError]) -> RequestErrors:
    """Return the refusal with graphql-core's errors, each with `code` if it has none of its own."""
    return RequestErrors([_format_request_error(code, error) for error in errors])


def forget_frames(error: BaseException) -> None:
    """Drop the frames of an error and its causes, which keep the operation that keeps the error."""
    pending, seen = [error], set[int]()
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = None
        others = (each.__cause__, each.__context__, getattr(each, "original_error", None))
        pending += [other for other in others if isinstance(other, BaseException)]


def original_error(error: GraphQLError) -> Exception:
    """Return the exception that was raised first."""
    found: Exception = error
    while isinstance(found, GraphQLError) and found.original_error is not None:
        found = found.original_error
    return found


def is_for_client(error: GraphQLError) -> bool:
    """Whether the message may be sent; an error without a path is about the request."""
    original = original_error(error)
    if not isinstance(original, GraphQLError):
        return isinstance(original, UnreadableValue)
    return error.path is None or bool(original.extensions) or original.message.startswith(_ARGUMENT_ERROR)


def _say_null(message: str) -> str:
    """Replace the name that null has in Python, which graphql-core uses in two sentences."""
    return message.replace("not to be None.", "not to be null.")


def _default_code(error: GraphQLError) -> Code:
    if isinstance(error, GraphQLSyntaxError):
        return Code.PARSE_FAILED
    return Code.VALIDATION_FAILED if error.path is None else Code.BAD_USER_INPUT


def _format_request_error(code: str, error: GraphQLError) -> GraphQLFormattedError:
    if not is_for_client(error):
        return {**error.formatted, "message": UNREADABLE, "extensions": {"code": code}}
    message = _say_null(error.message)[:LONGEST_MESSAGE]
    return {**error.formatted, "message": message, "extensions": {"code": code, **(error.extensions or {})}}
