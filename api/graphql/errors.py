"""The errors of the domain as GraphQL errors, and errors that resolvers raise for clients."""

from collections.abc import Mapping
from typing import Any, Final

from graphql import GraphQLError, GraphQLFormattedError

from api.graphql.transport.refusals import Code, error_entry
from domain.errors import (
    BatchTooLarge,
    CannotResume,
    DomainError,
    EmptyBatch,
    HistoryTooLong,
    MissingScope,
    NotAuthenticated,
    Refused,
    SearchTooBroad,
    TooManySlots,
    Unavailable,
)

BAD_USER_INPUT: Final = Code.BAD_USER_INPUT
INVALID_CURSOR: Final = "INVALID_CURSOR"
PAGE_SIZE: Final = "PAGE_SIZE_OUT_OF_RANGE"

ERROR_CODES: Final[Mapping[type[DomainError], str]] = {
    Refused: "REFUSED",
    EmptyBatch: "EMPTY_BATCH",
    BatchTooLarge: "BATCH_TOO_LARGE",
    TooManySlots: "TOO_MANY_SLOTS",
    HistoryTooLong: "HISTORY_TOO_LONG",
    SearchTooBroad: "SEARCH_TOO_BROAD",
    NotAuthenticated: "UNAUTHENTICATED",
    MissingScope: "FORBIDDEN",
    Unavailable: "UNAVAILABLE",
    CannotResume: "CANNOT_RESUME",
}


_MISSING_CREDENTIALS = "A token is needed, as header Token or Authorization: Bearer."
_INVALID_CREDENTIALS = "The token is unknown, expired or revoked."
_LIMITS: Final[Mapping[type[DomainError], str]] = {
    BatchTooLarge: "The batch is too large; it may have at most {} items.",
    TooManySlots: "There are more than {} slots; request fewer days, or a higher limit.",
    HistoryTooLong: "The delivery had more than {} events until then; see its `history`.",
    SearchTooBroad: "More than {} deliveries would have to be read. Add words or another filter, e.g. a day.",
}
_SENTENCES: Final[Mapping[type[DomainError], str]] = {
    EmptyBatch: "The batch is empty; it needs at least one item.",
    CannotResume: "There is no such event, or later events, which are stored for 24 hours, are deleted. "
    "Load the data again and subscribe without `after`.",
}


def bad_request(code: str, message: str) -> GraphQLError:
    """Return an error that a client can act on, for a resolver to raise."""
    return GraphQLError(message, extensions={"code": code})


def describe_domain_error(error: Exception) -> GraphQLFormattedError | None:
    """Return message and extensions of an error of the domain, `None` for any other exception."""
    if not isinstance(error, DomainError):
        return None
    message, facts = _describe(error)
    return error_entry(ERROR_CODES[type(error)], message, **facts)


def _describe(error: DomainError) -> tuple[str, dict[str, Any]]:
    """Return the sentence of an error, and its facts for programs."""
    match error:
        case NotAuthenticated():
            return _INVALID_CREDENTIALS if error.token_given else _MISSING_CREDENTIALS, {}
        case MissingScope():
            return f"The token lacks the scope {error.scope}.", {"scope": str(error.scope)}
        case BatchTooLarge() | TooManySlots() | HistoryTooLong() | SearchTooBroad():
            return _LIMITS[type(error)].format(error.limit), {"limit": error.limit}
        case Unavailable():
            return "The gateway cannot answer now; try again later.", {"retryAfter": error.retry_after}
        case _:
            return _SENTENCES.get(type(error), "The rules refuse this."), {}
