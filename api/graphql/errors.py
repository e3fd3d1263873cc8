"""Errors of requests that fail as a whole, as clients receive them; nothing internal leaks."""

import logging
from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from api.graphql.transport.disclosure import is_for_client, origin_of
from domain.errors import (
    BatchTooLarge,
    CannotResume,
    DomainError,
    EmptyBatch,
    MissingScope,
    NotAuthenticated,
    Refused,
    TooManySlots,
    Unavailable,
)

log = logging.getLogger(__name__)

PARSE_FAILED: Final = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED: Final = "GRAPHQL_VALIDATION_FAILED"
BAD_USER_INPUT: Final = "BAD_USER_INPUT"
INVALID_CURSOR: Final = "INVALID_CURSOR"
PAGE_SIZE: Final = "PAGE_SIZE_OUT_OF_RANGE"
INTERNAL: Final = "INTERNAL"

ERROR_CODES: Final[Mapping[type[DomainError], str]] = {
    Refused: "REFUSED",
    EmptyBatch: "EMPTY_BATCH",
    BatchTooLarge: "BATCH_TOO_LARGE",
    TooManySlots: "TOO_MANY_SLOTS",
    NotAuthenticated: "UNAUTHENTICATED",
    MissingScope: "FORBIDDEN",
    Unavailable: "UNAVAILABLE",
    CannotResume: "CANNOT_RESUME",
}


_NOBODY = "A token is needed, as header Token or Authorization: Bearer."
_STRANGER = "The token is unknown, expired or revoked."
_SENTENCES: Final[Mapping[type[DomainError], str]] = {
    EmptyBatch: "The batch is empty; it needs at least one item.",
    CannotResume: "There is no such event, or what followed it is kept no more: that is for 24 hours. "
    "Load what you show anew and subscribe without `after`.",
}


def bad_request(code: str, message: str) -> GraphQLError:
    """An error that a client can act on, raised by a resolver."""
    return GraphQLError(message, extensions={"code": code})


def format_error(error: GraphQLError, request_id: str) -> GraphQLFormattedError:
    """Format the error for clients; an unexpected one is logged and only its request id is returned."""
    origin = origin_of(error)
    if isinstance(origin, DomainError):
        message, facts = _describe(origin)
        return _format(error, message, {"code": ERROR_CODES[type(origin)], **facts})
    if is_for_client(error):
        return _format(error, error.message, {"code": _code(error), **(error.extensions or {})})
    log.error("request %s failed unexpectedly at %s", request_id, error.path, exc_info=origin)
    return _format(error, "Internal error", {"code": INTERNAL, "requestId": request_id})


def _code(error: GraphQLError) -> str:
    if isinstance(error, GraphQLSyntaxError):
        return PARSE_FAILED
    return VALIDATION_FAILED if error.path is None else BAD_USER_INPUT


def _describe(error: DomainError) -> tuple[str, dict[str, Any]]:
    """Return the reason as a sentence, and its facts for programs."""
    match error:
        case NotAuthenticated():
            return _STRANGER if error.token_given else _NOBODY, {}
        case MissingScope():
            return f"The token lacks the scope {error.scope}.", {"scope": str(error.scope)}
        case BatchTooLarge():
            return f"The batch is too large; it may have {error.limit} items at most.", {"limit": error.limit}
        case TooManySlots():
            sentence = f"More than {error.limit} windows are offered on these days; ask for fewer days."
            return sentence, {"limit": error.limit}
        case Unavailable():
            return "The gateway cannot answer just now.", {"retryAfter": error.retry_after}
        case _:
            return _SENTENCES.get(type(error), "The rules refuse this."), {}


def _format(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLFormattedError:
    return {**error.formatted, "message": message, "extensions": extensions}
